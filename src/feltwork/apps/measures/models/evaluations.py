"""What the answers of a group come to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.jobs.models import Run
from feltwork.apps.schools.models import Cohort, SchoolOwned


class Evaluation(SchoolOwned):
    """One question about a group, and its figures. Nobody can be told from `result`: what would is not in it.

    `groups`: of whom something is shown, as lists of people's uuids, each with a name for the answers that counted. A
    later evaluation of the same people is held against them, so that nobody is found by comparing the two; that is why
    they outlast `removed_at`.
    """

    class Kind(models.TextChoices):
        CLIENTS = "clients", _("Clients who agreed to research")
        TRAINEES = "trainees", _("A cohort of trainees who agreed")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "by": "personal", "groups": "personal"}

    kind = models.CharField(max_length=8, choices=Kind)
    cohort = models.ForeignKey(Cohort, null=True, on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    scale = models.CharField(max_length=40)
    times = models.CharField(max_length=12)  # a code of `placing.TIMES`
    change_rule = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+")
    result = models.JSONField(null=True)  # a `core.evaluation.CohortReport`
    groups = models.JSONField(default=list)
    made_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="clients", cohort=None) | models.Q(kind="trainees", cohort__isnull=False),
                name="measures_evaluation_of_one_kind",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)

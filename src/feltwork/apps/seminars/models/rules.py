"""What a school has settled for all its seminars."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import SchoolOwned


class SeminarRules(SchoolOwned):
    """A school's own numbers, each with where it has them from; one row. Without it the defaults hold.

    Published ratios of assistants to students: 1 to 3 (Ireland), about 1 to 4 (Finland). How large a consultation group
    may be is published nowhere for SE; EMDRIA's limit is 8. So both are settings and no constants.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    people_per_assistant = models.PositiveSmallIntegerField(
        _("students to one assistant"), default=4, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    ratio_source = models.CharField(_("where this ratio is from"), max_length=200, blank=True)
    group_min = models.PositiveSmallIntegerField(
        _("smallest consultation group"), default=3, validators=[MinValueValidator(2), MaxValueValidator(50)]
    )
    group_max = models.PositiveSmallIntegerField(
        _("largest consultation group"), default=8, validators=[MinValueValidator(2), MaxValueValidator(50)]
    )
    group_source = models.CharField(_("where these sizes are from"), max_length=200, blank=True)
    answer_hours = models.PositiveSmallIntegerField(
        _("hours to answer when a place becomes free"),
        default=48,
        validators=[MinValueValidator(2), MaxValueValidator(336)],
    )
    make_up_days = models.PositiveSmallIntegerField(
        _("days for make-up work"), default=60, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    feedback_days = models.PositiveSmallIntegerField(
        _("days for feedback"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="seminars_rules_once")]

    def __str__(self) -> str:
        return f"1:{self.people_per_assistant}"

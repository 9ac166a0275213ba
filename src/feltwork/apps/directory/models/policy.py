"""How a school keeps its part of the directory."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import SchoolOwned


class Policy(SchoolOwned):
    """One for each school; one that was never written down is as the defaults say."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    lists_students = models.BooleanField(_("lists people in training"), default=False)
    student_from_level = models.SlugField(_("from which level on"), blank=True)  # code; empty: from the first day
    ask_days = models.PositiveSmallIntegerField(_("days until a profile is asked about"), default=14)
    mark_days = models.PositiveSmallIntegerField(_("days until it is marked"), default=21)
    hide_days = models.PositiveSmallIntegerField(_("days until it is hidden"), default=30)
    reply_days = models.PositiveSmallIntegerField(_("days until a clinician is reminded to answer"), default=2)
    tell_days = models.PositiveSmallIntegerField(_("days until the person who wrote is told"), default=4)
    delete_days = models.PositiveSmallIntegerField(_("days until an inquiry is deleted"), default=30)
    free_call_minutes = models.PositiveSmallIntegerField(_("longest free first call, in minutes"), default=20)
    free_calls_each = models.PositiveSmallIntegerField(_("free first calls with one clinician"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school"], name="directory_policy_one_each"),
            models.CheckConstraint(
                condition=models.Q(ask_days__lte=models.F("mark_days"))
                & models.Q(mark_days__lte=models.F("hide_days"))
                & models.Q(hide_days__gte=1, hide_days__lte=30),
                name="directory_policy_days_rise",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask_days}/{self.mark_days}/{self.hide_days}"

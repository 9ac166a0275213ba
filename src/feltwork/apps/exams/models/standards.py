"""Judges set a cut (Angoff): the questions of one form, who judges, what each expects. And files that come in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.exams.models.bank import Examination, ItemVersion
from feltwork.apps.schools.models import SchoolOwned


class Standard(SchoolOwned):
    """One setting of a cut. In the first round judges rate apart; in the second each sees all, without names."""

    class State(models.TextChoices):
        FIRST = "first", _("First round")
        SECOND = "second", _("Second round")
        CLOSED = "closed", _("Closed")
        ADOPTED = "adopted", _("Adopted")
        DROPPED = "dropped", _("Dropped")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="standards")
    seed = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.FIRST)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "examination"],
                condition=models.Q(state__in=("first", "second", "closed")),
                name="exams_one_standard_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def round(self) -> int:
        """Which round goes on, or was the last: 1 or 2."""
        return 1 if self.state == self.State.FIRST else 2

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.FIRST, self.State.SECOND}


class StandardItem(SchoolOwned):
    """One question that judges rate."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "standard", "number"], name="exams_standard_item_number")
        ]

    def __str__(self) -> str:
        return f"{self.standard_id} {self.number}"


class Judge(SchoolOwned):
    """Somebody who rates, and when they handed in each round."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="judges")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["school", "standard", "user"], name="exams_judges_once")]

    def __str__(self) -> str:
        return f"{self.standard_id} {self.user_id}"


class Expectation(SchoolOwned):
    """Of a hundred candidates who only just deserve to pass, how many one judge expects to be right."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="expectations")
    item = models.ForeignKey(StandardItem, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "judge", "item", "round"], name="exams_expected_once")]

    def __str__(self) -> str:
        return f"{self.judge_id} {self.item_id} {self.round}"


class BankFile(SchoolOwned):
    """A file of questions that was handed in: what was found in it, looked at before anything is kept."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    name = models.CharField(max_length=120)
    found = models.JSONField(default=list)  # [{"code", "topic", "difficulty", "family", "data"}]
    refused = models.JSONField(default=list)  # [{"code", "reasons": [words]}]
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

"""What a practice decides once for all its clients."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from feltwork.apps.schools.models import SchoolOwned

CALL_OFF_HOURS = 24  # where a practice has said nothing
OPENED_AN_HOUR = 40  # files by one person; a full day of clients and their appointments stays far below


class HouseRules(SchoolOwned):
    """One row for each practice that has said something."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    call_off_hours = models.PositiveSmallIntegerField(null=True, default=CALL_OFF_HOURS)  # None: never by themselves
    opened_an_hour = models.PositiveSmallIntegerField(default=OPENED_AN_HOUR)  # more than that raises the alarm

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="practice_rules_once")]

    def __str__(self) -> str:
        return str(self.uuid)

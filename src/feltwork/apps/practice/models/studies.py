"""Body maps of many people, looked at together."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from feltwork.apps.jobs.models import Run
from feltwork.apps.schools.models import SchoolOwned


class MapStudy(SchoolOwned):
    """What the maps of consenting clients have in common. `result` holds sums over people, never one person's map."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "result": "clinical"}

    title = models.CharField(max_length=120)
    params = models.JSONField()  # figure, view, families, from, until, test, flips, seed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+")
    people = models.PositiveIntegerField(null=True)
    result = models.BinaryField(null=True)  # compressed arrays
    made_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.uuid)

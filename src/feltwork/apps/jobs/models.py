"""When each recurring job last ran, and who holds what just now."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Lease(models.Model):
    """A worker holds `name` until `until`. A worker that was killed lets go by the passing of time."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    name = models.CharField(max_length=120, unique=True)
    holder = models.CharField(max_length=80)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ScheduledRun(models.Model):
    """The last turn of a recurring job."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name

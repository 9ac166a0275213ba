"""Whom the order shows, counted once a day for everybody to look at."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ExposureDay(models.Model):
    """Of one day: how often each number of a profile stood among the first ten of our own searches, and how many were
    made. It holds no search of anybody's: nobody's searches are kept."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    on = models.DateField(unique=True)
    searches = models.PositiveIntegerField()
    shown = models.JSONField(default=dict)  # number of the profile, as text: times; 0 for who could have been
    groups = models.JSONField(default=dict)  # number of the profile, as text: groups on that day
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return self.on.isoformat()

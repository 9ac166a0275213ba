"""Wording. Ours ships for our own instruments only; any other is brought in by the school that may use it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from feltwork.apps.schools.models import SchoolOwned


class Pack(SchoolOwned):
    """The words of one version of an instrument in one language, checked against its definition before it got here."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    order_id = models.CharField(max_length=40, blank=True)
    body = models.JSONField()  # a `core.measures.wording.WordingPack`
    source = models.CharField(max_length=200)
    licence = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "instrument", "version", "language"],
                condition=models.Q(removed_at=None),
                name="measures_one_wording",
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.language}"

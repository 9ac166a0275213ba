"""Secret addresses from which calendars read dates."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from feltwork.apps.schools.models import SchoolOwned


class SeminarFeed(SchoolOwned):
    """A secret address for one person's dates here; taking it back ends it at once. Only the secret's hash is kept."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "token_hash": "secret"}

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=60)  # for its owner: "my phone"
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.uuid)

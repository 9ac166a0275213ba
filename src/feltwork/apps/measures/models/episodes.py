"""Where a client's measures begin anew within one file."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from feltwork.apps.practice.models import Client
from feltwork.apps.schools.models import SchoolOwned


class Episode(SchoolOwned):
    """From `starts_on` the client is compared with the first answer on or after it. Nothing is moved or lost.

    One that was set by mistake stays and is taken back by another row, which `takes_back` it. `reason` is JSON:
    {"words": …}.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "starts_on": "clinical", "reason": "clinical"}
    APPEND_ONLY: ClassVar[bool] = True

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="episodes")
    starts_on = models.DateField()
    reason = models.BinaryField(null=True)
    takes_back = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="taken_back_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["client", "starts_on"], name="measures_episodes")]

    def __str__(self) -> str:
        return str(self.uuid)

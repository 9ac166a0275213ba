"""Where a trainee's answers lie."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from feltwork.apps.schools.models import SchoolOwned


class Folder(SchoolOwned):
    """One trainee's answers in one school, under a key of their own. Nobody at the school opens it.

    `agreed_at`: since when, and until they take it back, their results count in the report on a cohort, without a name.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "key_id": "secret"}

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=80)
    agreed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "owner"], name="measures_folder_once")]

    def __str__(self) -> str:
        return str(self.uuid)

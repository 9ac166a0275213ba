"""Private process notes: another model, another key, their author's alone. Nothing else in Feltwork reads them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from feltwork.apps.practice.models.clients import Client
from feltwork.apps.schools.models import SchoolOwned


class Notebook(SchoolOwned):
    """One author's notes about one client, under a key of their own."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "key_id": "secret", "spent_key": "secret"}

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=80)
    spent_key = models.CharField(max_length=80, null=True)  # still to be destroyed in the key store
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "client", "author"], name="practice_notebook_once")]

    def __str__(self) -> str:
        return str(self.uuid)


class PrivateNote(SchoolOwned):
    """One note. Start and stop times, plan and progress do not belong here (45 CFR 164.501): the page says so."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "body": "private_note"}

    notebook = models.ForeignKey(Notebook, on_delete=models.PROTECT, related_name="notes")
    body = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.uuid)

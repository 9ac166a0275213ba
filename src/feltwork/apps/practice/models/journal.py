"""A client's own book. It belongs to them, under a key of their own; nobody reads it unless they show an entry."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from feltwork.apps.practice.models.clients import Client
from feltwork.apps.schools.models import SchoolOwned


class Journal(SchoolOwned):
    """One person's book in one practice. Ending treatment, or erasing the file, leaves it alone."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "key_id": "secret"}

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=80)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "owner"], name="practice_journal_once")]

    def __str__(self) -> str:
        return str(self.uuid)


class JournalEntry(SchoolOwned):
    """One entry. `shown_in` names the file whose clinicians may read it; None, the default, is "only me".

    `body` is JSON: words, how it is in the body (regions, families, strength), what helped.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "body": "clinical"}

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="entries")
    body = models.BinaryField()
    shown_in = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="shown_entries")
    shown_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["journal", "made_at"], name="practice_journal_order")]

    def __str__(self) -> str:
        return str(self.uuid)


class Invitation(SchoolOwned):
    """The way of a client or a guardian into their part of the site: a link by mail and a code said in person.

    The mail alone opens nothing: a mistyped address does not show a stranger somebody's file.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "code_hash": "secret"}

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="invitations")
    guardian = models.ForeignKey("practice.Guardian", null=True, on_delete=models.PROTECT, related_name="invitations")
    code_hash = models.CharField(max_length=128)
    tries_left = models.PositiveSmallIntegerField(default=5)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.uuid)

"""Taking a file out, holding it back from erasure, and erasing it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from feltwork.apps.jobs.models import Run
from feltwork.apps.practice.models.clients import Client
from feltwork.apps.schools.models import SchoolOwned


class TakeOut(SchoolOwned):
    """An archive made for somebody: of one client, or, where `client` is None, of everything of one clinician or (with
    `whole`) of the practice. The address works once and for a while; the file is sealed on disk."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "token_hash": "secret", "key_id": "secret"}

    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="take_outs")
    whole = models.BooleanField(default=False)
    has_notes = models.BooleanField(default=False)  # with the private notes of whoever asked, which they chose
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+")
    key_id = models.CharField(max_length=80, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)  # bytes
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the archive
    made_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.uuid)


class Hold(SchoolOwned):
    """A legal hold: while it stands nothing of the file is erased, whatever any rule says."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "reason": "clinical", "ended_reason": "clinical"}

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="holds")
    reason = models.BinaryField()
    ended_reason = models.BinaryField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.uuid)


class Erasure(SchoolOwned):
    """A file was erased: its key destroyed, its rows emptied. `statement` is what the certificate says, without a name.

    `complete_on`: when the last backup of the key store that could hold the key has passed.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="erasures")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rule = models.CharField(max_length=60)  # code of the rule that allowed it, or "asked"
    complete_on = models.DateField()
    statement = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "client"], name="practice_erased_once")]

    def __str__(self) -> str:
        return str(self.client_id)

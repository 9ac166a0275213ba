"""Sessions. A record's content is its items; a signature freezes them, and the database holds to that."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.audit.guards import Lock
from feltwork.apps.practice.models.clients import Client
from feltwork.apps.schools.models import SchoolOwned


class SessionRecord(SchoolOwned):
    """One session with one client. Draft, sign, lock, addendum and co-sign are separate acts, each with its own row."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        PHONE = "phone", _("By phone")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    LOCKED_BY: ClassVar[Lock] = Lock(by="practice_signature", column="record_id", own="id")

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="records")
    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    zone = models.CharField(max_length=60)
    mode = models.CharField(max_length=9, choices=Mode, default=Mode.IN_PERSON)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)  # a draft that was a mistake

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "client", "number"], name="practice_session_number")]
        indexes = [models.Index(fields=["client", "starts_at"], name="practice_sessions")]

    def __str__(self) -> str:
        return str(self.uuid)


class Signature(SchoolOwned):
    """Whoever acts signs, and nobody for somebody else. `shown` binds what was on the page, under the client's key."""

    class Part(models.TextChoices):
        AUTHOR = "author", _("Author")
        SUPERVISOR = "supervisor", _("Supervisor")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "shown": "secret", "rest": "secret"}
    APPEND_ONLY: ClassVar[bool] = True

    record = models.ForeignKey(SessionRecord, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part)
    shown = models.CharField(max_length=64)
    at = models.DateTimeField()
    # where the file came in an archive without what others keep to themselves: how many items of the record stayed
    # behind, and what `shown` would be over the rest as it left
    withheld = models.PositiveSmallIntegerField(null=True)
    rest = models.CharField(max_length=64, null=True)  # a column that SQLite adds without a new table

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "record", "by"], name="practice_signed_once_each"),
            models.UniqueConstraint(
                fields=["school", "record"], condition=models.Q(part="author"), name="practice_one_author"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.part}"


class RecordLock(SchoolOwned):
    """From here on nobody else can sign; additions stay possible. There is no unlocking."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    record = models.ForeignKey(SessionRecord, on_delete=models.PROTECT, related_name="locks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "record"], name="practice_locked_once")]

    def __str__(self) -> str:
        return str(self.record_id)


class Addendum(SchoolOwned):
    """Something added to a signed record, with its own date and name."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "body": "clinical"}
    APPEND_ONLY: ClassVar[bool] = True

    record = models.ForeignKey(SessionRecord, on_delete=models.PROTECT, related_name="addenda")
    body = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uuid)

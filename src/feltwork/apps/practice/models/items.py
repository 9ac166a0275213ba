"""The parts of a file and of a session: one row each, sealed, made on any device, never silently overwritten."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.audit.guards import Lock
from feltwork.apps.practice.models.clients import Client
from feltwork.apps.practice.models.records import SessionRecord
from feltwork.apps.schools.models import SchoolOwned


class Audience(models.TextChoices):
    """Who reads an item. The narrowest comes first and is chosen where nobody chose."""

    ME = "me", _("Only me")
    TEAM = "team", _("In the record")
    CLIENT = "client", _("Shared with the client")
    GUARDIAN = "guardian", _("Shared with the guardian")


class Item(SchoolOwned):
    """A goal, a resource, a caution; in a session a segment, a mark, a stroke, a cycle, arrival, departure …

    `uuid` is made where the item is made, so that sending it twice makes it once. `version` counts changes: whoever
    saves says which version they saw, and a change nobody saw is kept beside theirs. `body` is JSON by `kind`, whose
    fields `core.practice` checks.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "body": "clinical"}
    LOCKED_BY: ClassVar[Lock] = Lock(
        by="practice_signature", column="record_id", own="record_id", spares=("audience",)
    )  # who may read it can be changed at any time

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="items")
    record = models.ForeignKey(SessionRecord, null=True, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=30)
    position = models.PositiveIntegerField(default=0)
    body = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.TEAM)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    beside = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="conflicts")

    class Meta:
        indexes = [
            models.Index(fields=["client", "record", "kind"], name="practice_items"),
            models.Index(fields=["record", "position"], name="practice_record_items"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class ItemShare(SchoolOwned):
    """One named person more who may read this item."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="shares")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "item", "user"], condition=models.Q(until=None), name="practice_share_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.user_id}"


class ItemChange(SchoolOwned):
    """One save of an item, under an id made where it was made: sending it again finds it here and changes nothing.

    These rows are the trail of autosaving, too: who changed which part and when. The audit trail says once that
    somebody worked on the record.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="changes")
    change = models.UUIDField()
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "change"], name="practice_change_once")]

    def __str__(self) -> str:
        return str(self.change)

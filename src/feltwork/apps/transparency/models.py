"""The log's entries, their places, the hashes over full tiles, and the heads that were signed. Nothing is changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import SchoolOwned


class Log(SchoolOwned):
    """A school's log: its name for verifiers, and its key."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public", "store_id": "internal"}

    origin = models.CharField(max_length=253, unique=True)
    store_id = models.CharField(max_length=120)
    public = models.CharField(max_length=64)  # hexadecimal
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="transparency_one_log")]

    def __str__(self) -> str:
        return self.origin


class LogLeaf(SchoolOwned):
    """One entry. `entry` is public; what it commits to is in `LeafSecret`. `token` opens the page with the proof."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("A certificate was issued")
        VERSION = "version", _("A certificate got a new version")
        REVOKE = "revoke", _("A certificate was withdrawn")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public", "subject_uuid": "personal", "token": "secret", "at": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    kind = models.CharField(max_length=8, choices=Kind)
    subject_uuid = models.UUIDField()
    entry = models.TextField()
    leaf_hash = models.CharField(max_length=64)
    token = models.CharField(max_length=26, unique=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "subject_uuid"], name="transparency_about")]

    def __str__(self) -> str:
        return self.token


class LeafSecret(SchoolOwned):
    """Salt and facts of an entry. Erasing the row leaves an entry that says nothing about anybody."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "salt": "secret"}

    leaf = models.OneToOneField(LogLeaf, on_delete=models.PROTECT, related_name="secret")
    salt = models.CharField(max_length=64)
    facts = models.JSONField()

    def __str__(self) -> str:
        return str(self.leaf_id)


class LogPlace(SchoolOwned):
    """Where an entry stands. Entries wait without one until they are integrated."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}
    APPEND_ONLY: ClassVar[bool] = True

    leaf = models.OneToOneField(LogLeaf, on_delete=models.PROTECT, related_name="place")
    index = models.PositiveBigIntegerField()
    leaf_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "index"], name="transparency_place_once")]

    def __str__(self) -> str:
        return str(self.index)


class LogNode(SchoolOwned):
    """The hash over one full tile of the level below, so that no proof reads the whole log."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}
    APPEND_ONLY: ClassVar[bool] = True

    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "level", "index"], name="transparency_node_once")]

    def __str__(self) -> str:
        return f"{self.level} {self.index}"


class SignedHead(SchoolOwned):
    """A head of the log as it was signed: the whole note."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}
    APPEND_ONLY: ClassVar[bool] = True

    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "size"], name="transparency_head_once")]

    def __str__(self) -> str:
        return str(self.size)


class Witness(SchoolOwned):
    """Somebody outside who watches the log, known by their verifier key."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    name = models.CharField(max_length=120)
    vkey = models.CharField(max_length=300)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "vkey"], condition=models.Q(until=None), name="transparency_witness_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Cosignature(SchoolOwned):
    """A witness's line under one head."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}
    APPEND_ONLY: ClassVar[bool] = True

    head = models.ForeignKey(SignedHead, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="+")
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "head", "witness"], name="transparency_cosigned_once")]

    def __str__(self) -> str:
        return f"{self.head_id} {self.witness_id}"

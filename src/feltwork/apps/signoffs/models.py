"""The ledger of sign-offs, and the requests that lead to entries. No other app imports this module."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import Provider, SchoolOwned
from feltwork.core.signoffs import Json

# what a seal covers, as columns for values_list(); `facts_from` gives them their names
SEALED = (
    "school__uuid",
    "seq",
    "uuid",
    "kind",
    "subject_uuid",
    "student__uuid",
    "by__uuid",
    "by_name",
    "at",
    "statement",
    "shown_hash",
    "idempotency_key",
)


def facts_from(values: Sequence[Any]) -> dict[str, Json]:
    """The facts that a seal covers, from the values of the columns SEALED in their order."""
    facts = {column.removesuffix("__uuid"): value for column, value in zip(SEALED, values, strict=True)}
    for name in ("school", "uuid", "subject_uuid", "student", "by"):
        facts[name] = str(facts[name])
    # one way of writing an instant: databases give it back in zones of their own
    facts["at"] = facts["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return facts


class LedgerEntry(SchoolOwned):
    """One sealed statement. `seal` covers `facts()` and the seal before it; a correction is a new entry."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed by the provider")
        CORRECTED = "corrected", _("Confirmed with a correction")
        DECLINED = "declined", _("Declined by the provider")
        TAKEN_BACK = "taken_back", _("Signature taken back")
        EVIDENCE_ACCEPTED = "evidence_accepted", _("Evidence accepted")
        EVIDENCE_REFUSED = "evidence_refused", _("Evidence not accepted")
        RULED = "ruled", _("Decided by a person")
        WAIVED = "waived", _("Waived")
        WAIVER_ENDED = "waiver_ended", _("Waiver ended")
        ISSUED = "issued", _("Certificate issued")
        SUSPENDED = "suspended", _("Certificate suspended")
        REINSTATED = "reinstated", _("Certificate in force again")
        REVOKED = "revoked", _("Certificate withdrawn")
        RENEWED = "renewed", _("Certificate renewed")
        RENAMED = "renamed", _("Certificate given a new name")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "seal": "internal", "previous": "internal", "seq": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    subject_uuid = models.UUIDField()
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)  # as signed
    at = models.DateTimeField()
    statement = models.JSONField(default=dict)  # what is vouched for: date, length, kind, mode, reason …
    shown_hash = models.CharField(max_length=64, blank=True)  # hash of what was on the page when it was signed
    idempotency_key = models.CharField(max_length=80)
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "seq"], name="signoffs_seq_once"),
            models.UniqueConstraint(fields=["school", "previous"], name="signoffs_no_fork"),
            models.UniqueConstraint(fields=["school", "idempotency_key"], name="signoffs_same_act_once"),
        ]
        indexes = [
            models.Index(fields=["school", "subject_uuid"], name="signoffs_subject"),
            models.Index(fields=["school", "student"], name="signoffs_student"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def facts(self) -> dict[str, Json]:
        """What the seal covers."""
        return facts_from(
            (
                self.school.uuid,
                self.seq,
                self.uuid,
                self.kind,
                self.subject_uuid,
                self.student.uuid,
                self.by.uuid,
                self.by_name,
                self.at,
                self.statement,
                self.shown_hash,
                self.idempotency_key,
            )
        )


class LedgerHead(SchoolOwned):
    """The end of a school's chain; locking this row makes one writer at a time."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    seq = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="signoffs_one_head")]

    def __str__(self) -> str:
        return str(self.seq)


class SignOffRequest(SchoolOwned):
    """A provider was asked to confirm one thing. `presented` is exactly what the provider is shown.

    An expired one may still be answered; asking anew, or taking the entry back, cancels it.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("Waiting")
        CONFIRMED = "confirmed", _("Confirmed")
        CORRECTED = "corrected", _("Confirmed with a correction")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Taken back by the student")
        EXPIRED = "expired", _("Not answered in time")
        TAKEN_BACK = "taken_back", _("Signature taken back")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "token_hash": "secret", "outcome": "internal"}

    subject_uuid = models.UUIDField()
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="sign_off_requests")
    presented = models.JSONField(default=dict)
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    closed_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)  # a word to the student

    class Meta:
        indexes = [models.Index(fields=["school", "provider", "outcome"], name="signoffs_inbox")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "subject_uuid"], condition=models.Q(outcome="open"), name="signoffs_asked_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)

"""Signing, locking, adding, co-signing: separate acts, each by whoever acts and nobody in their name."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.practice.actions.clients import ChangedMeanwhile
from feltwork.apps.practice.models import Addendum, RecordLock, SessionRecord, Signature
from feltwork.apps.practice.permissions import Sight, can_write_record
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.record import missing_for_signing, shown_of

Part = Signature.Part
MOST = 20_000  # letters of an addition


class NotReady(ValidationError):
    """Something has to be there before signing; `missing` holds the codes."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(_("Something is still missing before this can be signed."), code="missing")
        self.missing = missing


@transaction.atomic
def sign_record(*, file: OpenFile, record: SessionRecord, shown: str, by: User, at: datetime) -> Signature:
    """Sign what was *shown*; from here on the database refuses every change. Signing twice signs once.

    Raises PermissionDenied for anybody but its author, `NotReady`, and `ChangedMeanwhile` where something else stands.
    """
    if not can_write_record(by, file.sight, record):
        raise PermissionDenied
    row = _held(file, record)
    done = row.signatures.filter(part=Part.AUTHOR).first()
    if done is not None:
        return done
    if row.removed_at is not None:
        raise ValidationError(_("This draft was thrown away."), code="removed")
    missing = missing_for_signing(file, row)
    if missing:
        raise NotReady(missing)
    return _sign(file, row, Part.AUTHOR, shown, by, at, "practice.sign_record")


@transaction.atomic
def cosign_record(*, file: OpenFile, record: SessionRecord, shown: str, by: User, at: datetime) -> Signature:
    """The supervisor signs, too: after the author, before the record is locked, and only while the client agrees."""
    if file.sight is not Sight.SUPERVISOR:
        raise PermissionDenied
    row = _held(file, record)
    if not row.signatures.filter(part=Part.AUTHOR).exists():
        raise ValidationError(_("Its author signs first."), code="author_first")
    done = row.signatures.filter(by=by).first()
    if done is not None:
        return done
    if row.locks.exists():
        raise ValidationError(_("This record is closed; nobody else can sign it."), code="locked")
    return _sign(file, row, Part.SUPERVISOR, shown, by, at, "practice.cosign_record")


@transaction.atomic
def lock_record(*, file: OpenFile, record: SessionRecord, by: User, at: datetime) -> RecordLock:
    """Nobody else signs from here on. Additions stay possible; there is no unlocking."""
    if not can_write_record(by, file.sight, record):
        raise PermissionDenied
    row = _held(file, record)
    if not row.signatures.filter(part=Part.AUTHOR).exists():
        raise ValidationError(_("Its author signs first."), code="author_first")
    lock, made = RecordLock.objects.get_or_create(school_id=row.school_id, record=row, defaults={"by": by, "at": at})
    if made:
        note("practice.lock_record", by=by, at=at, subject=row)
    return lock


@transaction.atomic
def add_addendum(*, file: OpenFile, record: SessionRecord, words: str, by: User, at: datetime) -> Addendum:
    """Something added to a signed record, by its author or by whoever treats the client now."""
    if file.sight not in {Sight.CLINICIAN, Sight.CARER}:
        raise PermissionDenied
    row = _held(file, record)
    if not row.signatures.exists():
        raise ValidationError(_("While this is a draft, change the draft itself."), code="draft")
    text = words.strip()
    if not text:
        raise ValidationError({"words": _("Please write what you add.")})
    if len(text) > MOST:
        raise ValidationError({"words": _("That is longer than an addition can be; please make two of it.")})
    made = Addendum(school_id=row.school_id, record=row, by=by, at=at)
    made.body = file.cabinet.seal(made, "body", {"words": text})
    made.save(force_insert=True)
    note("practice.add_addendum", by=by, at=at, subject=row)
    return made


def _held(file: OpenFile, record: SessionRecord) -> SessionRecord:
    return SessionRecord.objects.select_for_update().get(pk=record.pk, client=file.client)


def _sign(
    file: OpenFile, record: SessionRecord, part: Signature.Part, shown: str, by: User, at: datetime, code: str
) -> Signature:
    if shown != shown_of(file, record):
        raise ChangedMeanwhile
    signature = Signature.objects.create(
        school_id=record.school_id, record=record, by=by, part=part, shown=shown, at=at
    )
    note(code, by=by, at=at, subject=record)
    return signature

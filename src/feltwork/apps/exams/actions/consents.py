"""That a client agrees to the use of a session: said, read by the school, taken back."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record, record_view
from feltwork.apps.exams import vault
from feltwork.apps.exams.actions.recordings import destroy, remove_recording
from feltwork.apps.exams.models import Practical, PracticalConsent, Rating, Recording
from feltwork.apps.exams.models.sealed import UseConsent
from feltwork.apps.exams.notices import practical as notices
from feltwork.apps.exams.queries.consents import consent_of, holds
from feltwork.apps.keys import store
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import TREATING, consent_in_force, sight
from feltwork.apps.schools.queries import date_at
from feltwork.apps.ui.uploads import check_upload

Kind = PracticalConsent.Kind
Ended = PracticalConsent.Ended
LABEL = "a statement of consent"


@transaction.atomic
def consent_by_file(
    *, practical: Practical, client: Client, roles: frozenset[str], by: User, at: datetime
) -> PracticalConsent:
    """By the client's own answer in their file, which the candidate treats; it holds as long as that answer does."""
    row = _open(practical)
    if sight(by, roles, client, at) not in TREATING or client.school_id != row.school_id:
        raise PermissionDenied
    if not consent_in_force(client, Topic.TRAINING_EXAM_USE):
        raise ValidationError(_("This client has not agreed to the use in an examination."), code="consent")
    return _keep(row, PracticalConsent(kind=Kind.FILE, client=client), by, at)


@transaction.atomic
def consent_by_statement(
    *, practical: Practical, file: UploadedFile[Any], signed_on: date, until: date, by: User, at: datetime
) -> PracticalConsent:
    """By a statement on paper. It lies sealed, and counts once somebody of the school has read it."""
    row = _open(practical)
    consent = PracticalConsent(kind=Kind.STATEMENT, signed_on=signed_on, until=until)
    seal_statement(consent, file, today=date_at(row.school, at))
    return _keep(row, consent, by, at)


def seal_statement(consent: UseConsent, file: UploadedFile[Any], *, today: date) -> None:
    """Put *file* under seal for *consent*, whose days are set. Raises ValidationError."""
    assert consent.signed_on is not None and consent.until is not None  # noqa: S101 - a statement
    if consent.signed_on > today:
        raise ValidationError({"signed_on": _("This day is still to come. Which day was it signed?")})
    if consent.until < today:
        raise ValidationError({"until": _("This day has passed already.")})
    info = check_upload(file)
    consent.content_type, consent.suffix, consent.size_bytes = info.content_type, info.suffix, info.size
    consent.uuid, consent.key_id = uuid4(), store().create_data_key(label=LABEL)
    key, last = store().data_key(consent.key_id), vault.pieces_of(info.size) - 1
    file.seek(0)
    for number in range(last + 1):
        vault.put(consent.uuid, number, file.read(vault.PIECE), key=key, is_last=number == last)


@transaction.atomic
def check_statement(*, consent: PracticalConsent, is_sound: bool, by: User, at: datetime) -> PracticalConsent:
    """Somebody of the school has read it. Where it is not sound, the candidate is told and sends another."""
    row = PracticalConsent.objects.select_for_update().select_related("practical").get(pk=consent.pk)
    if row.ended_at is not None or row.kind != Kind.STATEMENT:
        raise ValidationError(_("This statement is not used any more."), code="ended")
    if not is_sound:
        record("exams.refuse_statement", by=by, at=at, subject=row)
        end_consent(row, Ended.REPLACED, by, at)
        Practical.objects.filter(pk=row.practical_id).update(handed_in_at=None)
        notices.tell_statement_refused(row, at)
        return row
    note_checked(row, by, at)
    return row


@transaction.atomic
def withdraw_consent(*, consent: PracticalConsent, by: User | None, at: datetime, why: str = Ended.WITHDRAWN) -> None:
    """The client took it back, or its time is over: the recording is destroyed at once, and nobody rates it."""
    row = PracticalConsent.objects.select_for_update().get(pk=consent.pk)
    if row.ended_at is not None:
        return
    end_consent(row, why, by, at)
    practical = (
        Practical.objects.select_for_update().select_related("enrolment__student", "school").get(pk=row.practical_id)
    )
    for recording in Recording.objects.filter(practical=practical, removed_at=None):
        remove_recording(recording=recording, why=Recording.Removed.CONSENT, by=by, at=at)
    send_back(practical=practical, by=by, at=at)


def send_back(*, practical: Practical, by: User | None, at: datetime) -> None:
    """There is nothing to rate any more: open sheets close, and the candidate may bring another session."""
    was_active = practical.state in (Practical.State.OPEN, Practical.State.RATING)
    if practical.state == Practical.State.RATING:
        practical.ratings.filter(round=practical.round, excused_at=None).update(
            excused_at=at, excused=Rating.Excused.CLOSED
        )
        practical.state = Practical.State.OPEN
        record("exams.send_back", by=by, at=at, subject=practical)
    if was_active:
        practical.handed_in_at = None
        practical.save(update_fields=["state", "handed_in_at"])
        notices.tell_recording_gone(practical, at)


@transaction.atomic
def end_consents_of(*, client: Client, by: User | None, at: datetime) -> None:
    """Of a client who said no, or whose file is erased."""
    for consent in PracticalConsent.objects.filter(client=client, ended_at=None):
        withdraw_consent(consent=consent, by=by, at=at)


def open_statement(*, consent: UseConsent, by: User, at: datetime) -> bytes:
    """The statement itself, for whoever has to read it. Noted. Raises `core.sealing.Tampered`, `KeyStoreError`."""
    key = store().data_key(consent.key_id)
    content = b"".join(vault.read(consent.uuid, 0, consent.size_bytes, size=consent.size_bytes, key=key))
    record_view("exams.read_statement", by=by, at=at, subject=consent)
    return content


def _open(practical: Practical) -> Practical:
    row: Practical = Practical.objects.select_for_update().select_related("school").get(pk=practical.pk)
    if row.state != Practical.State.OPEN or row.handed_in_at is not None:
        raise ValidationError(_("This attempt has been handed in already."), code="closed")
    return row


def _keep(practical: Practical, consent: PracticalConsent, by: User, at: datetime) -> PracticalConsent:
    old = consent_of(practical)
    if old is not None:
        # another client's session needs another recording; the same statement once more does not
        keeps = holds(old, at) and old.kind == consent.kind and old.client_id == consent.client_id
        end_consent(old, Ended.REPLACED, by, at)
        if not keeps or consent.client_id is None:
            for recording in Recording.objects.filter(practical=practical, removed_at=None):
                remove_recording(recording=recording, why=Recording.Removed.REPLACED, by=by, at=at)
    consent.school, consent.practical, consent.by, consent.at = practical.school, practical, by, at
    consent.save(force_insert=True)
    record("exams.state_consent", by=by, at=at, subject=consent, facts={"kind": str(consent.kind)})
    return consent


def note_checked(consent: UseConsent, by: User, at: datetime) -> None:
    """The signed statement was read and is sound; who read it first stays."""
    if consent.checked_at is None:
        consent.checked_by, consent.checked_at = by, at
        consent.save(update_fields=["checked_by", "checked_at"])
        record("exams.check_statement", by=by, at=at, subject=consent)


def end_consent(consent: UseConsent, why: str, by: User | None, at: datetime) -> None:
    """It does not count any more; a statement goes with its key."""
    consent.ended_at, consent.ended = at, why
    consent.save(update_fields=["ended_at", "ended"])
    record("exams.end_consent", by=by, at=at, subject=consent, facts={"why": str(why)})
    if consent.key_id:
        transaction.on_commit(partial(destroy, consent.uuid, consent.key_id))

"""A case for training that is a recording: who agrees to it, bringing it, and what happens when somebody does not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.consents import end_consent, note_checked, seal_statement
from feltwork.apps.exams.actions.recordings import LABEL, begin_incoming, check_size, finished, remove_recording
from feltwork.apps.exams.models import GoldCase, GoldConsent, GoldRecording
from feltwork.apps.exams.models.sealed import SealedVideo, UseConsent
from feltwork.apps.exams.notices import practical as notices
from feltwork.apps.exams.queries.gold import NEEDED, all_agree, last_day, recording_for
from feltwork.apps.keys import store
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import TREATING, consent_in_force, sight
from feltwork.apps.schools.queries import date_at

Ended = UseConsent.Ended
Kind = UseConsent.Kind
Removed = SealedVideo.Removed
Retired = GoldCase.Retired
Who = GoldConsent.Who
KEPT = timedelta(days=3 * 365)  # then everybody in it is asked anew


@transaction.atomic
def agree_by_file(*, case: GoldCase, client: Client, roles: frozenset[str], by: User, at: datetime) -> GoldConsent:
    """The client, by their own answer in their file here, which *by* treats; it holds as long as that answer does."""
    row = _usable(case)
    if sight(by, roles, client, at) not in TREATING or client.school_id != row.school_id:
        raise PermissionDenied
    if not consent_in_force(client, Topic.TRAINING_EXAM_USE):
        raise ValidationError(_("This client has not agreed to the use in an examination."), code="consent")
    return _keep(row, GoldConsent(who=Who.CLIENT, kind=Kind.FILE, client=client), by, at)


@transaction.atomic
def agree_by_statement(
    *, case: GoldCase, who: str, file: UploadedFile[Any], signed_on: date, until: date, by: User, at: datetime
) -> GoldConsent:
    """By a statement on paper. It lies sealed, and counts once a second person of the school has read it."""
    row = _usable(case)
    consent = GoldConsent(who=who, kind=Kind.STATEMENT, signed_on=signed_on, until=until)
    seal_statement(consent, file, today=date_at(row.school, at))
    return _keep(row, consent, by, at)


@transaction.atomic
def agree_oneself(*, case: GoldCase, by: User, at: datetime) -> GoldConsent:
    """*by* worked in this session and says so here."""
    return _keep(_usable(case), GoldConsent(who=Who.PRACTITIONER, kind=Kind.OWN), by, at)


@transaction.atomic
def check_agreement(*, consent: GoldConsent, is_sound: bool, by: User, at: datetime) -> GoldConsent:
    """A second person has read the statement. What is not sound ends, and with it the recording."""
    row = GoldConsent.objects.select_for_update().get(pk=consent.pk)
    if row.ended_at is not None or row.kind != Kind.STATEMENT:
        raise ValidationError(_("This statement is not used any more."), code="ended")
    if row.by_id == by.pk:
        raise ValidationError(_("Somebody else reads it than who sent it."), code="own")
    if not is_sound:
        record("exams.refuse_statement", by=by, at=at, subject=row)
        end_consent(row, Ended.REPLACED, by, at)
        _close_without_consent(row.case, by, at)
        notices.tell_case_statement_refused(row, at)
    else:
        note_checked(row, by, at)
    return row


@transaction.atomic
def end_agreement(*, consent: GoldConsent, by: User | None, at: datetime, why: str = Ended.WITHDRAWN) -> None:
    """Somebody took it back, or its time is over: the recording is destroyed at once, and the case is retired."""
    row = GoldConsent.objects.select_for_update().get(pk=consent.pk)
    if row.ended_at is not None:
        return
    end_consent(row, why, by, at)
    retire_case(case=row.case, why=Retired.EXPIRED if why == Ended.OVER else Retired.CONSENT, by=by, at=at)


@transaction.atomic
def end_agreements_of(*, client: Client, by: User | None, at: datetime) -> None:
    """Of a client who said no, or whose file is erased."""
    for consent in GoldConsent.objects.filter(client=client, ended_at=None):
        end_agreement(consent=consent, by=by, at=at)


@transaction.atomic
def retire_case(*, case: GoldCase, why: str, by: User | None, at: datetime) -> None:
    """For good: its recording and its statements are destroyed. What raters rated stays as it was."""
    row = GoldCase.objects.select_for_update(of=("self",)).select_related("school", "by").get(pk=case.pk)
    removed = {Retired.CONSENT: Removed.CONSENT, Retired.EXPIRED: Removed.EXPIRED}.get(Retired(why), Removed.SCHOOL)
    for recording in GoldRecording.objects.filter(case=row, removed_at=None):
        remove_recording(recording=recording, why=removed, by=by, at=at)
    for consent in GoldConsent.objects.filter(case=row, ended_at=None):
        end_consent(consent, Ended.DONE, by, at)
    if row.retired_at is not None:
        return
    row.is_open, row.retired_at, row.retired = False, at, why
    row.save(update_fields=["is_open", "retired_at", "retired"])
    record("exams.retire_gold_case", by=by, at=at, subject=row, facts={"why": str(why)})
    if why != Retired.SCHOOL:
        notices.tell_case_retired(row, at)


@transaction.atomic
def begin_case_recording(*, case: GoldCase, size: int, mark: str, by: User, at: datetime) -> GoldRecording:
    """As `recordings.begin_recording`, for a case."""
    row = _open_for_recording(case, size, at)
    old = recording_for(row)
    if old is not None:
        if old.ready_at is None and (old.size_bytes, old.mark) == (size, mark):
            return old
        remove_recording(recording=old, why=Removed.REPLACED, by=by, at=at)
    made: GoldRecording = GoldRecording.objects.create(
        school=row.school, case=row, key_id=store().create_data_key(label=LABEL), size_bytes=size, mark=mark, by=by,
        begun_at=at,
    )  # fmt: skip
    record("exams.begin_recording", by=by, at=at, subject=made, facts={"bytes": size})
    return made


@transaction.atomic
def finish_case_recording(*, recording: GoldRecording, by: User, at: datetime) -> GoldRecording:
    """Everything has arrived. Raises ValidationError while pieces are missing."""
    row = GoldRecording.objects.select_for_update(of=("self",)).select_related("case", "school").get(pk=recording.pk)
    return finished(row, last_day(row.case, date_at(row.school, at) + KEPT), by, at)


@transaction.atomic
def take_case_incoming(*, case: GoldCase, uuid: UUID, key_id: str, size: int, by: User, at: datetime) -> GoldRecording:
    """As `recordings.take_incoming`, for a case."""
    row = _open_for_recording(case, size, at)
    for old in GoldRecording.objects.filter(case=row, removed_at=None):
        remove_recording(recording=old, why=Removed.REPLACED, by=by, at=at)
    made = GoldRecording(school=row.school, case=row, uuid=uuid, key_id=key_id, size_bytes=size, by=by, begun_at=at)
    begin_incoming(made, by, at)
    return finish_case_recording(recording=made, by=by, at=at)


@transaction.atomic
def remove_case_recording(*, case: GoldCase, by: User, at: datetime) -> None:
    """Before it is used, to send another one."""
    row = _usable(case)
    _refuse_rated(row)
    for recording in GoldRecording.objects.filter(case=row, removed_at=None):
        remove_recording(recording=recording, why=Removed.SCHOOL, by=by, at=at)


def _usable(case: GoldCase) -> GoldCase:
    row: GoldCase = GoldCase.objects.select_for_update(of=("self",)).select_related("school").get(pk=case.pk)
    if row.retired_at is not None or row.way != GoldCase.Way.RECORDING:
        raise ValidationError(_("This case is not used any more."), code="retired")
    return row


def _close_without_consent(case: GoldCase, by: User, at: datetime) -> None:
    """Without the agreement of everybody in it nothing is kept; the case waits for another statement."""
    GoldCase.objects.filter(pk=case.pk).update(is_open=False)
    for recording in GoldRecording.objects.filter(case=case, removed_at=None):
        remove_recording(recording=recording, why=Removed.CONSENT, by=by, at=at)


def _refuse_rated(row: GoldCase) -> None:
    if row.is_open or row.tries.filter(submitted_at__isnull=False).exists():
        words = _("Somebody has rated this session, so it stays as it is. Please make another case instead.")
        raise ValidationError(words, code="used")


def _open_for_recording(case: GoldCase, size: int, at: datetime) -> GoldCase:
    row = _usable(case)
    _refuse_rated(row)
    if not all_agree(row, at):
        words = _("Before a session is sent, the consent of everybody in it has to be here.")
        raise ValidationError(words, code="consent")
    check_size(size)
    return row


def _keep(case: GoldCase, consent: GoldConsent, by: User, at: datetime) -> GoldConsent:
    """It takes the place of the one before, of the same person; the recording stays, as the same people are in it."""
    if consent.who in NEEDED:
        for old in GoldConsent.objects.filter(case=case, who=consent.who, ended_at=None):
            end_consent(old, Ended.REPLACED, by, at)
    consent.school, consent.case, consent.by, consent.at = case.school, case, by, at
    consent.save(force_insert=True)
    record("exams.state_consent", by=by, at=at, subject=consent, facts={"kind": str(consent.kind)})
    recording = recording_for(case)
    if recording is not None and recording.ready_at is not None:
        recording.expires_on = last_day(case, date_at(case.school, at) + KEPT)
        recording.save(update_fields=["expires_on"])
    if consent.kind == Kind.STATEMENT:
        notices.tell_case_statement(consent, at)
    return consent

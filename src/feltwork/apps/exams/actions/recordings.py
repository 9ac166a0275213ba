"""Bringing a recorded session, piece by piece, and destroying it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams import vault
from feltwork.apps.exams.models import Practical, Recording
from feltwork.apps.exams.models.sealed import SealedVideo
from feltwork.apps.exams.queries.consents import consent_of, holds
from feltwork.apps.keys import store
from feltwork.apps.schools.queries import date_at

Removed = Recording.Removed
LABEL = "a recorded session"
HEAD_BYTES = 64
Video = TypeVar("Video", bound=SealedVideo)


@transaction.atomic
def begin_recording(*, practical: Practical, size: int, mark: str, by: User, at: datetime) -> Recording:
    """Room for a file of *size* bytes; the same file, by its *mark*, goes on where it stopped.

    Raises ValidationError where the client's consent is missing, or the file is too large or empty.
    """
    row = _open_for_recording(practical, size, at)
    old = Recording.objects.filter(practical=row, removed_at=None).first()
    if old is not None:
        if old.ready_at is None and (old.size_bytes, old.mark) == (size, mark):
            return old
        remove_recording(recording=old, why=Removed.REPLACED, by=by, at=at)
    made = Recording.objects.create(
        school=row.school, practical=row, key_id=store().create_data_key(label=LABEL), size_bytes=size, mark=mark,
        by=by, begun_at=at,
    )  # fmt: skip
    record("exams.begin_recording", by=by, at=at, subject=made, facts={"bytes": size})
    return made


def keep_piece(*, recording: SealedVideo, number: int, content: bytes) -> None:
    """Seal one piece and keep it on the disk. Sending it again changes nothing. Raises ValidationError."""
    pieces = vault.pieces_of(recording.size_bytes)
    if recording.ready_at is not None or recording.removed_at is not None:
        raise ValidationError(_("Nothing more is taken for this recording."), code="closed")
    if not 0 <= number < pieces or len(content) != _length(recording, number):
        raise ValidationError(_("This piece does not fit the file that was announced."), code="piece")
    if number == 0 and video_type(content) is None:
        raise ValidationError(_("This is no video that browsers can play. Please use MP4 or WebM."), code="kind")
    key = store().data_key(recording.key_id)
    vault.put(recording.uuid, number, content, key=key, is_last=number == pieces - 1)


@transaction.atomic
def finish_recording(*, recording: Recording, by: User, at: datetime) -> Recording:
    """Everything has arrived. Raises ValidationError while pieces are missing."""
    row = Recording.objects.select_for_update().select_related("practical", "school").get(pk=recording.pk)
    return finished(row, date_at(row.school, at) + timedelta(days=settings.RECORDING_DAYS), by, at)


def finished(row: Video, expires_on: date, by: User, at: datetime) -> Video:
    """*row*, locked, once all of it lies on the disk. Raises ValidationError while pieces are missing."""
    if row.removed_at is not None:
        raise ValidationError(_("Nothing more is taken for this recording."), code="closed")
    if row.ready_at is not None:
        return row
    there = vault.there(row.uuid)
    if any(there.get(number) != _length(row, number) for number in range(vault.pieces_of(row.size_bytes))):
        raise ValidationError(_("Parts of the file are still missing. Please go on sending it."), code="missing")
    row.content_type = kind_of(row) or ""
    row.ready_at, row.expires_on = at, expires_on
    row.save(update_fields=["content_type", "ready_at", "expires_on"])
    record("exams.finish_recording", by=by, at=at, subject=row, facts={"expires_on": expires_on.isoformat()})
    return row


def kind_of(row: SealedVideo) -> str | None:
    """`video_type` of what lies on the disk."""
    size = row.size_bytes
    return video_type(b"".join(vault.read(row.uuid, 0, min(HEAD_BYTES, size), size=size, key=_key(row))))


@transaction.atomic
def take_incoming(*, practical: Practical, uuid: UUID, key_id: str, size: int, by: User, at: datetime) -> Recording:
    """A file that came in one go, without scripts, and lies sealed under *uuid* and *key_id* already.

    Raises ValidationError as `begin_recording` does; the caller then destroys what lies there.
    """
    row = _open_for_recording(practical, size, at)
    for old in Recording.objects.filter(practical=row, removed_at=None):
        remove_recording(recording=old, why=Removed.REPLACED, by=by, at=at)
    made = Recording(school=row.school, practical=row, uuid=uuid, key_id=key_id, size_bytes=size, by=by, begun_at=at)
    begin_incoming(made, by, at)
    return finish_recording(recording=made, by=by, at=at)


def begin_incoming(made: SealedVideo, by: User, at: datetime) -> None:
    """Keep the row of a file that lies on the disk already. Raises ValidationError where it is no video."""
    if kind_of(made) is None:
        raise ValidationError(_("This is no video that browsers can play. Please use MP4 or WebM."), code="kind")
    made.save(force_insert=True)
    record("exams.begin_recording", by=by, at=at, subject=made, facts={"bytes": made.size_bytes})


@transaction.atomic
def remove_recording(*, recording: SealedVideo, why: str, by: User | None, at: datetime) -> bool:
    """Destroy it with its key: nobody, in no copy, opens it again. False where it was gone before."""
    if not type(recording).objects.filter(pk=recording.pk, removed_at=None).update(removed_at=at, removed=why):
        return False
    record("exams.remove_recording", by=by, at=at, subject=recording, facts={"why": str(why)})
    transaction.on_commit(partial(destroy, recording.uuid, recording.key_id))
    return True


def destroy(uuid: UUID | str, key_id: str) -> None:
    """What lies on disk under *uuid* and its key. Doing it twice is no mistake."""
    if key_id:
        store().destroy(key_id)
    vault.remove(uuid)


def video_type(head: bytes) -> str | None:
    """What a file is by its first bytes: video/mp4, video/quicktime, video/webm; None for anything else."""
    if head[4:8] == b"ftyp":
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    return "video/webm" if head[:4] == b"\x1a\x45\xdf\xa3" else None


def check_size(size: int) -> None:
    """Raises ValidationError where a file of *size* bytes cannot be taken."""
    if size < 1:
        raise ValidationError(_("This file is empty. Please choose another."), code="empty")
    if size > settings.RECORDING_MAX_BYTES:
        most = settings.RECORDING_MAX_BYTES // (1024 * 1024)
        raise ValidationError(_("This file is larger than %(most)s MB. Please make it smaller.") % {"most": most})
    if not vault.has_room(size):
        raise ValidationError(_("There is no room for this file just now. Please tell your school."), code="room")


def _open_for_recording(practical: Practical, size: int, at: datetime) -> Practical:
    row: Practical = Practical.objects.select_for_update().select_related("school").get(pk=practical.pk)
    if row.state != Practical.State.OPEN or row.handed_in_at is not None or row.way != Practical.Way.RECORDING:
        raise ValidationError(_("A recording cannot be sent or changed any more."), code="closed")
    if not holds(consent_of(row), at):
        raise ValidationError(_("Before a session is sent, the client’s consent has to be here."), code="consent")
    check_size(size)
    return row


def _length(recording: SealedVideo, number: int) -> int:
    rest = recording.size_bytes - number * vault.PIECE
    return min(vault.PIECE, rest)


def _key(recording: SealedVideo) -> bytes:
    return store().data_key(recording.key_id)

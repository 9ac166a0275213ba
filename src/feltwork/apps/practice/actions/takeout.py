"""Taking a file out: asking for an archive, handing it over once, letting it go."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.jobs.actions import ask_cancel, start_run
from feltwork.apps.keys import store
from feltwork.apps.practice.archive import vault
from feltwork.apps.practice.archive.bundling import stream
from feltwork.apps.practice.cabinet import destroy_key, new_key
from feltwork.apps.practice.models import TakeOut
from feltwork.apps.practice.permissions import TREATING, Sight
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import School

KIND = "practice.take_out"
MAY_ASK = frozenset({Sight.CLINICIAN, Sight.CARER, Sight.CLIENT})
TOKEN_BYTES = 32


@transaction.atomic
def take_out(*, file: OpenFile, with_notes: bool = False, by: User, at: datetime) -> TakeOut:
    """Ask for the archive of one file. *with_notes*: with the private notes of *by*, who chose that."""
    if file.sight not in MAY_ASK:
        raise PermissionDenied
    with_notes = with_notes and file.sight in TREATING
    made = TakeOut(school=file.client.school, client=file.client, has_notes=with_notes, by=by, made_at=at)
    return _begun(made, by, at)


@transaction.atomic
def take_all_out(*, school: School, with_notes: bool = False, by: User, at: datetime) -> TakeOut:
    """Ask for an archive of every file whose clinician *by* is: an archive of archives."""
    return _begun(TakeOut(school=school, whole=True, has_notes=with_notes, by=by, made_at=at), by, at)


@transaction.atomic
def finish(*, take_out: TakeOut, at: datetime) -> TakeOut:
    """Every piece lies sealed on disk: note the size and the digest, and from when to when it can be fetched."""
    row = TakeOut.objects.select_for_update().get(pk=take_out.pk)
    if row.removed_at is not None:
        raise ValidationError(_("This archive was given up."), code="removed")
    digest, size = hashlib.sha256(), 0
    for part in stream(row, key=store().data_key(row.key_id)):
        digest.update(part)
        size += len(part)
    row.digest, row.size = digest.hexdigest(), size
    row.ready_at, row.until = at, at + timedelta(hours=settings.TAKE_OUT_HOURS)
    row.save(update_fields=["digest", "size", "ready_at", "until"])
    note("practice.finish_take_out", by=row.by, at=at, subject=row.client or row, facts={"sha256": row.digest})
    return row


@transaction.atomic
def make_address(*, take_out: TakeOut, by: User, at: datetime) -> str:
    """The secret of an address that works once. An earlier one that was not used works no more."""
    row = TakeOut.objects.select_for_update().get(pk=take_out.pk)
    if row.by_id != by.pk:
        raise PermissionDenied
    if not is_there(row, at):
        raise ValidationError(_("This archive is not there any more. Please make a new one."), code="gone")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.token_hash = hash_of(token)
    row.save(update_fields=["token_hash"])
    return token


@transaction.atomic
def fetch(*, token: str, by: User, at: datetime) -> TakeOut | None:
    """Whose address it was, noted as fetched; None where it was used, has run out or was replaced."""
    row = TakeOut.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    if row is None or row.by_id != by.pk or not is_there(row, at):
        return None
    row.fetched_at = at
    row.save(update_fields=["fetched_at"])
    note("practice.fetch_take_out", by=by, at=at, subject=row.client or row, facts={"sha256": row.digest})
    return row


def handed_over(take_out: TakeOut, *, at: datetime) -> Iterator[bytes]:
    """The archive in parts. Afterwards, or when the other side lets go, it is destroyed here."""
    key = store().data_key(take_out.key_id)  # now: the key must be at hand before anything is sent
    return _sent(take_out, key, at)


def _sent(take_out: TakeOut, key: bytes, at: datetime) -> Iterator[bytes]:
    try:
        yield from stream(take_out, key=key)
    finally:
        remove(take_out=take_out, at=at)


def remove(*, take_out: TakeOut, at: datetime) -> None:
    """Destroy the archive and its key; the row stays and says that it was."""
    vault.remove(take_out)
    if take_out.key_id:
        destroy_key(take_out.key_id)
    # the row is named by its key alone: a response is streamed when no scope is open any more
    TakeOut._base_manager.filter(pk=take_out.pk, removed_at=None).update(removed_at=at)


@transaction.atomic
def give_up(*, take_out: TakeOut, by: User, at: datetime) -> None:
    """Whoever asked does not want it any more; work that is under way stops."""
    if take_out.by_id != by.pk:
        raise PermissionDenied
    if take_out.run is not None:
        ask_cancel(run=take_out.run, by=by, at=at)
    note("practice.give_up_take_out", by=by, at=at, subject=take_out.client or take_out)
    transaction.on_commit(lambda: remove(take_out=take_out, at=at))


def is_there(take_out: TakeOut, at: datetime) -> bool:
    """Whether it can be fetched."""
    gone = take_out.removed_at is not None or take_out.fetched_at is not None
    return not gone and take_out.ready_at is not None and take_out.until is not None and at < take_out.until


def _begun(made: TakeOut, by: User, at: datetime) -> TakeOut:
    made.key_id = new_key("an archive until it is fetched")
    made.save(force_insert=True)
    title = _("An archive is being made")
    made.run = start_run(
        kind=KIND, title=title, school=made.school, params={"take_out": made.pk}, by=by, at=at
    )  # nothing here names a client: a run is seen by whoever looks after the site
    made.save(update_fields=["run"])
    note("practice.take_out", by=by, at=at, subject=made.client or made, facts={"with_notes": made.has_notes})
    return made

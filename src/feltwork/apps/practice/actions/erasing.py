"""Erasing a file: its keys are destroyed and its rows emptied. What stays says that a file was, and when.

What a signature or the rule of adding only keeps in the database stays there as boxes that nobody can open any more.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.keys import KeyStoreError, store
from feltwork.apps.practice.actions import takeout
from feltwork.apps.practice.cabinet import Cabinet, destroy_key
from feltwork.apps.practice.models import (
    Addendum,
    Appointment,
    AppointmentSeries,
    CalendarFeed,
    Carer,
    Client,
    Consent,
    Erasure,
    Guardian,
    Hold,
    Invitation,
    Item,
    JournalEntry,
    Notebook,
    PrivateNote,
    SessionRecord,
    Signature,
    Supervision,
    TakeOut,
)
from feltwork.apps.practice.parts import parts
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.keeping import Keeping, keeping_of
from feltwork.apps.practice.queries.opening import OpenFile

ASKED = "asked"
EMPTY = b""


def refusals(keeping: Keeping, *, asked: bool) -> list[str]:
    """Codes of what stands against erasing: held, law, rule. *asked*: the client asks for it."""
    found = ["held"] if keeping.is_held else []
    if keeping.law_forbids:
        return [*found, "law"]
    if not keeping.is_over and not asked:
        return [*found, "rule"]
    return found


def erase(*, file: OpenFile, asked: bool, by: User, at: datetime, on: date) -> Erasure:
    """Erase for good. *asked*: the client asks for it, which lifts guidance but no law and no hold. *on*: today.

    Raises PermissionDenied for anybody but the clinician, ValidationError with the codes of `refusals`.
    """
    if file.sight is not Sight.CLINICIAN:
        raise PermissionDenied
    with transaction.atomic():
        client = Client.objects.select_for_update().get(pk=file.client.pk)
        if client.state == Client.State.ERASED:
            raise ValidationError(_("This file was erased already."), code="erased")
        keeping = keeping_of(file, on=on)
        against = refusals(keeping, asked=asked)
        if against:
            raise ValidationError(_("This file cannot be erased yet."), code=against[0])
        early = not keeping.is_over
        erasure = _certificate(client, keeping, ASKED if early else keeping.rule.code, by, at, on)
        _empty(client, at)
        note("practice.erase", by=by, at=at, subject=client, facts={"rule": erasure.rule})
        keys = keys_of(client)
        archives = list(TakeOut.objects.filter(client=client, removed_at=None))
        transaction.on_commit(lambda: _finish(client, keys, archives, at))
    return erasure


def keys_of(client: Client) -> list[str]:
    """Those under which something about this client is sealed: the file, and private notes of whoever wrote some. What
    a change of key that was killed has left over comes first, for the file's own key says which those are."""
    books = Notebook.objects.filter(client=client).values_list("spent_key", "key_id")
    return [*_spent(client), *(key for pair in books for key in pair if key), client.key_id]


def _spent(client: Client) -> list[str]:
    try:
        ring = Cabinet(store().data_key(client.key_id)).open(client, "ring")
    except KeyStoreError:
        return []  # gone, and its ring with it
    return list(ring["spent"]) if ring else []


def destroy_keys(client: Client, keys: list[str]) -> None:
    """Doing it twice is no mistake; a job does it again each hour, for the case that a kill came in between. The ring
    of keys goes last: until then it says which there are."""
    for key_id in keys:
        destroy_key(key_id)
    Client._base_manager.filter(pk=client.pk).update(ring=None)


def _finish(client: Client, keys: list[str], archives: list[TakeOut], at: datetime) -> None:
    destroy_keys(client, keys)
    for one in archives:
        takeout.remove(take_out=one, at=at)
    empty_log()


def empty_log() -> None:
    """On SQLite, overwritten pages (secure_delete) leave the log of writes, too. Where somebody is reading just then,
    the job that does it once more each hour does it."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _certificate(client: Client, keeping: Keeping, rule: str, by: User, at: datetime, on: date) -> Erasure:
    sessions = SessionRecord.objects.filter(client=client, removed_at=None)
    statement: dict[str, Any] = {
        "opened_on": client.opened_on.isoformat(),
        "ended_on": client.ended_on and client.ended_on.isoformat(),
        "last_on": keeping.last_on.isoformat(),
        "sessions": sessions.count(),
        "signed": Signature.objects.filter(record__client=client, part=Signature.Part.AUTHOR).count(),
        "kept_boxes": _kept(client),
        "emptied_boxes": _emptied(client),
        "notebooks": Notebook.objects.filter(client=client, erased_at=None).count(),
        "key_backup_days": settings.KEY_BACKUP_DAYS,
        "rules": [
            {"code": one.rule.code, "day": one.day.isoformat(), "is_law": one.rule.is_law} for one in keeping.rules
        ],
    }
    return Erasure.objects.create(
        school_id=client.school_id,
        client=client,
        by=by,
        at=at,
        rule=rule,
        complete_on=on + timedelta(days=settings.KEY_BACKUP_DAYS),
        statement=statement,
    )


def _free_items(client: Client) -> Any:
    """Items that no signature keeps."""
    return Item.objects.filter(client=client).exclude(record__in=Signature.objects.values("record"))


def _kept(client: Client) -> int:
    """Sealed rows that the database itself does not let anybody change."""
    signed = Item.objects.filter(client=client, record__in=Signature.objects.values("record")).count()
    added = Addendum.objects.filter(record__client=client).count()
    limits = Consent.objects.filter(client=client, detail__isnull=False).count()
    further = sum(part.boxes(client)[0] for part in parts())
    return int(signed + added + limits + client.openings.count() + further)


def _emptied(client: Client) -> int:
    notes = PrivateNote.objects.filter(notebook__client=client).count()
    own = Guardian.objects.filter(client=client).count() + Hold.objects.filter(client=client).count()
    times = Appointment.objects.filter(client=client, detail__isnull=False).count()
    further = sum(part.boxes(client)[1] for part in parts())
    return int(1 + _free_items(client).count() + notes + own + times + further)


def _empty(client: Client, at: datetime) -> None:
    _free_items(client).update(body=EMPTY)
    Guardian.objects.filter(client=client, until=None).update(until=at)
    Guardian.objects.filter(client=client).update(about=EMPTY, user=None)
    Hold.objects.filter(client=client).update(reason=EMPTY, ended_reason=None)
    PrivateNote.objects.filter(notebook__client=client).update(body=EMPTY, removed_at=at)
    Notebook.objects.filter(client=client, erased_at=None).update(erased_at=at)
    Appointment.objects.filter(client=client).update(detail=None, remind_at=None)
    Appointment.objects.filter(client=client, state=Appointment.State.BOOKED, starts_at__gt=at).update(
        state=Appointment.State.CANCELLED, changed_at=at
    )
    AppointmentSeries.objects.filter(client=client).update(detail=None, until=at.date())
    CalendarFeed.objects.filter(client=client, revoked_at=None).update(revoked_at=at)
    Invitation.objects.filter(client=client, used_at=None, until__gt=at).update(until=at)
    Carer.objects.filter(client=client, until=None).update(until=at)
    Supervision.objects.filter(client=client, until=None).update(until=at)
    JournalEntry.objects.filter(shown_in=client).update(shown_in=None, shown_at=None)  # the book is the client's own
    for part in parts():
        part.empty(client, at)
    client.identity, client.index, client.user = EMPTY, "", None
    client.state, client.erased_at = Client.State.ERASED, at
    client.save(update_fields=["identity", "index", "user", "state", "erased_at"])

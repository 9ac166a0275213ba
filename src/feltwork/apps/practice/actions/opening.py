"""Opening a client's file: who stands to it in which way, with its key in hand. Every opening is noted.

Pages, exports, search and the client's own side come through here, so that the client's list of who opened the file
is complete.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from feltwork.apps.accounts.models import Role, User
from feltwork.apps.audit.actions import record_many, record_view
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice.cabinet import Cabinet, cabinet_of
from feltwork.apps.practice.models import Client, SessionRecord
from feltwork.apps.practice.permissions import Sight, guardians_at, sight
from feltwork.apps.practice.queries.opening import OpenFile

ALL_SIGHTS = frozenset(Sight)


def open_file(
    user: User,
    roles: frozenset[str],
    client_uuid: UUID,
    *,
    what: str,
    at: datetime,
    sights: Collection[Sight] = ALL_SIGHTS,
    note: bool = True,
) -> OpenFile | None:
    """None where *user* has none of *sights* of it, as where there is no such file. Notes that *what* was opened.

    Without *note* for saving only: what somebody writes they do not read.
    """
    client = Client.objects.select_related("school", "clinician").filter(uuid=client_uuid).first()
    return None if client is None else _opened(user, roles, client, sights, what=what, at=at, note=note)


def open_record(
    user: User,
    roles: frozenset[str],
    record_uuid: UUID,
    *,
    what: str,
    at: datetime,
    sights: Collection[Sight] = ALL_SIGHTS,
    note: bool = True,
) -> tuple[OpenFile, SessionRecord] | None:
    """The same, by one of its sessions."""
    records = SessionRecord.objects.select_related("client__school", "client__clinician", "clinician")
    record = records.filter(uuid=record_uuid, removed_at=None).first()
    if record is None:
        return None
    file = _opened(user, roles, record.client, set(sights) - {Sight.ASSISTANT}, what=what, at=at, note=note)
    return None if file is None else (file, record)


def open_own(
    user: User, roles: frozenset[str], *, what: str, at: datetime, start: int = 0, most: int
) -> tuple[list[OpenFile], int]:
    """At most *most* of the files whose clinician *user* is, from number *start* on, and how many there are. Each is
    noted, in one statement. What was set aside is left out, and what has no key any more."""
    if Role.PRACTITIONER not in roles:
        return [], 0
    rows = Client.objects.filter(clinician=user, restricted_at=None).exclude(state=Client.State.ERASED)
    files = []
    for client in rows.select_related("school", "clinician").order_by("-opened_on", "-pk")[start : start + most]:
        with suppress(KeyStoreError):
            files.append(OpenFile(client, Sight.CLINICIAN, user, at, cabinet_of(client)))
    facts = {"what": what, "sight": Sight.CLINICIAN.value}
    seen = [(file.client, facts) for file in files]
    record_many("practice.read", by=user, at=at, subjects=seen, kind=AuditRecord.Kind.SAW)
    return files, rows.count()


def _opened(
    user: User, roles: frozenset[str], client: Client, sights: Collection[Sight], *, what: str, at: datetime, note: bool
) -> OpenFile | None:
    seen_as = sight(user, roles, client, at)
    if seen_as is None or seen_as not in sights:
        return None
    file = OpenFile(client, seen_as, user, at, cabinet_of(client))
    if seen_as is Sight.GUARDIAN and not guardians_at(file.cabinet.open(client, "identity"), at):
        return None  # from the birthday on, whether or not the worker has ended it
    if note:
        record_view("practice.read", by=user, at=at, subject=client, what=what, sight=seen_as.value)
    return file


def open_part(client: Client, *, what: str, as_: str, by: User | None, at: datetime, note: bool = True) -> Cabinet:
    """The key of the file, for one part of it whose own rules let somebody in who has no sight of the file: whoever
    answers by a link, or has to look at an answer. Noted as every other opening, where *note*.

    `as_`: how they stand to that part, in place of a sight. The caller has checked its own rules.
    """
    if client.state == Client.State.ERASED:
        raise KeyStoreError("this file was erased")
    cabinet = cabinet_of(client)
    if note:
        record_view("practice.read", by=by, at=at, subject=client, what=what, sight=as_)
    return cabinet

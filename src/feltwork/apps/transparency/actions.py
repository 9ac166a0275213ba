"""Adding to a school's log, giving entries their places, signing heads, taking what witnesses say."""

from __future__ import annotations

import os
from base64 import b32encode
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.keys import store
from feltwork.apps.schools.models import School
from feltwork.apps.schools.queries import date_at
from feltwork.apps.transparency import queries
from feltwork.apps.transparency.models import (
    Cosignature,
    LeafSecret,
    Log,
    LogLeaf,
    LogNode,
    LogPlace,
    SignedHead,
    Witness,
)
from feltwork.core.transparency import (
    TILE,
    Checkpoint,
    NoteError,
    VerifierKey,
    commitment,
    entry,
    leaf_hash,
    month_of,
    node_hash,
    note_line,
    open_note,
    read_checkpoint,
)

SALT_BYTES = 32
AT_ONCE = 5000  # entries that get their places in one transaction


@transaction.atomic
def open_log(*, school: School, origin: str = "", at: datetime) -> Log:
    """The log of *school*, made with its key where there is none yet. The origin stays for ever."""
    found = queries.log_of(school)
    if found is not None:
        return found
    name = origin or f"{urlsplit(settings.BASE_URL).netloc}/at/{school.slug}/log"
    made = store().create(algorithm="Ed25519", label=f"{name}")
    log = Log.objects.create(school=school, origin=name, store_id=made.id, public=made.public_key.hex(), opened_at=at)
    record("transparency.open_log", by=None, at=at, subject=log, facts={"origin": name})
    return log


def append(*, school: School, kind: str, subject_uuid: UUID, facts: Mapping[str, str], at: datetime) -> LogLeaf:
    """Add an entry inside the transaction of the act that it tells of. It waits for its place."""
    salt = os.urandom(SALT_BYTES)
    told = dict(facts)
    data = entry(event=kind, committed=commitment(told, salt=salt), month=month_of(date_at(school, at)))
    leaf = LogLeaf.objects.create(
        school=school,
        kind=kind,
        subject_uuid=subject_uuid,
        entry=data.decode(),
        leaf_hash=leaf_hash(data).hex(),
        token=b32encode(os.urandom(16)).decode().rstrip("=").lower(),
        at=at,
    )
    LeafSecret.objects.create(school=school, leaf=leaf, salt=salt.hex(), facts=told)
    return leaf


def integrate(*, school: School, at: datetime) -> SignedHead | None:
    """Give all waiting entries their places and sign the new head; None where nothing waited. Safe to call any time."""
    head = None
    while _waiting(school):
        head = _integrate_some(school, at)
    return head


@transaction.atomic
def forget(*, subject_uuid: UUID, by: User | None, at: datetime) -> int:
    """Erase salts and facts of all entries about one thing. The entries stay and say nothing about anybody."""
    secrets = LeafSecret.objects.filter(leaf__subject_uuid=subject_uuid)
    first = secrets.first()
    if first is None:
        return 0
    record("transparency.forget", by=by, at=at, school=first.school, facts={"subject": str(subject_uuid)})
    return secrets.delete()[0]


@transaction.atomic
def trust_witness(*, school: School, vkey: str, by: User | None, at: datetime) -> Witness:
    """Take cosignatures of this verifier key from now on."""
    try:
        key = VerifierKey.read(vkey)
    except NoteError as error:
        raise ValidationError(str(error), code="vkey") from None
    witness, is_new = Witness.objects.get_or_create(
        school=school, vkey=str(key), until=None, defaults={"name": key.name, "since": at}
    )
    if is_new:
        record("transparency.trust_witness", by=by, at=at, subject=witness)
    return witness


@transaction.atomic
def add_cosignature(*, school: School, note: str, at: datetime) -> Cosignature:
    """Keep what a trusted witness signed under one of our heads. Sending it twice keeps it once."""
    keys = {VerifierKey.read(one.vkey): one for one in Witness.objects.filter(school=school, until=None)}
    try:
        text, _signed, cosigned = open_note(note, keys)
        told = read_checkpoint(text)
    except NoteError as error:
        raise ValidationError(str(error), code="note") from None
    head = SignedHead.objects.filter(school=school, size=told.size, root=told.root.hex()).first()
    log = queries.log_of(school)
    if head is None or log is None or told.origin != log.origin:
        raise ValidationError(_("That is no head of this log."), code="head")
    if not cosigned:
        raise ValidationError(_("No witness that this log trusts has signed it."), code="witness")
    line = next(one for one in note.splitlines(keepends=True) if one.startswith(f"— {cosigned[0].key.name} "))
    witness = keys[cosigned[0].key]
    found, is_new = Cosignature.objects.get_or_create(
        school=school, head=head, witness=witness, defaults={"line": line, "at": at}
    )
    if is_new:
        record("transparency.add_cosignature", by=None, at=at, subject=found)
    return found


def _waiting(school: School) -> bool:
    return LogLeaf.objects.filter(school=school, place=None).exists()


@transaction.atomic
def _integrate_some(school: School, at: datetime) -> SignedHead | None:
    """Entries are placed by one worker at a time: whoever holds the row of the log. One who comes late finds none."""
    open_log(school=school, at=at)
    log = Log.objects.select_for_update().get(school=school)
    first = queries.size_of(school)
    leaves = list(LogLeaf.objects.filter(school=school, place=None).order_by("pk")[:AT_ONCE])
    places = [
        LogPlace(school=school, leaf=leaf, index=first + number, leaf_hash=leaf.leaf_hash)
        for number, leaf in enumerate(leaves)
    ]
    LogPlace.objects.bulk_create(places)
    size = first + len(leaves)
    _fill_tiles(school, first, size)
    return queries.newest_head(school) if not leaves else _sign_head(log, size, at)


def _fill_tiles(school: School, before: int, size: int) -> None:
    """The hash over each tile that became full, level by level."""
    stored, level = queries.Stored(school), 0
    while size >= TILE:
        before, size = before // TILE, size // TILE
        nodes = []
        for index in range(before, size):
            row = list(stored.hashes(level, index * TILE, (index + 1) * TILE))
            while len(row) > 1:
                row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
            nodes.append(LogNode(school=school, level=level + 1, index=index, hash=row[0].hex()))
        LogNode.objects.bulk_create(nodes)
        level += 1


def _sign_head(log: Log, size: int, at: datetime) -> SignedHead:
    checkpoint = Checkpoint(log.origin, size, queries.tree_of(log.school, size).root())
    signature = store().sign(log.store_id, checkpoint.text.encode())
    note = f"{checkpoint.text}\n{note_line(queries.key_of(log), signature)}"
    return SignedHead.objects.create(school=log.school, size=size, root=checkpoint.root.hex(), note=note, at=at)

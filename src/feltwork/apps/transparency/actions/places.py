"""Opening a log, giving its entries their places, signing heads."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from feltwork.apps.audit.actions import record
from feltwork.apps.keys import store
from feltwork.apps.schools.models import School
from feltwork.apps.transparency import queries
from feltwork.apps.transparency.models import Log, LogLeaf, LogNode, LogPlace, SignedHead
from feltwork.core.transparency import TILE, Checkpoint, note_line, top_of

AT_ONCE = 5000  # entries that get their places in one transaction


def open_log(*, school: School, origin: str = "", at: datetime) -> Log:
    """The log of *school*, made with its key where there is none yet. The origin stays for ever."""
    found = queries.log_of(school)
    if found is not None:
        return found
    name = origin or f"{urlsplit(settings.BASE_URL).netloc}/at/{school.slug}/log"
    made = store().create(algorithm="Ed25519", label=name)
    try:
        with transaction.atomic():
            log = Log.objects.create(
                school=school, origin=name, store_id=made.id, public=made.public_key.hex(), opened_at=at
            )
            record("transparency.open_log", by=None, at=at, subject=log, facts={"origin": name})
    except IntegrityError:  # somebody else opened it in this moment
        store().destroy(made.id)
        return Log.objects.get(school=school)
    return log


def integrate(*, school: School, at: datetime) -> SignedHead | None:
    """Give all waiting entries their places and sign the new head; None where nothing waited. Safe to call any time."""
    head = None
    while _waiting(school):
        head = _integrate_some(school, at)
    return head


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
            top = top_of(stored.hashes(level, index * TILE, (index + 1) * TILE))
            nodes.append(LogNode(school=school, level=level + 1, index=index, hash=top.hex()))
        LogNode.objects.bulk_create(nodes)
        level += 1


def _sign_head(log: Log, size: int, at: datetime) -> SignedHead:
    checkpoint = Checkpoint(log.origin, size, queries.tree_of(log.school, size).root())
    signature = store().sign(log.store_id, checkpoint.text.encode())
    note = f"{checkpoint.text}\n{note_line(queries.key_of(log), signature)}"
    return SignedHead.objects.create(school=log.school, size=size, root=checkpoint.root.hex(), note=note, at=at)

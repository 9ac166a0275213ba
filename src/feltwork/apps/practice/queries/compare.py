"""Sessions that have a body map, and the maps of some of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from feltwork.apps.practice.models import SessionRecord
from feltwork.apps.practice.permissions import visible_items
from feltwork.apps.practice.queries.file import COLUMNS, Opened, opened
from feltwork.apps.practice.queries.maps import MapView, map_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.record import records_of

KINDS = ("mark", "stroke")
MOST = 4  # beside each other
SHOWN = 60  # sessions to choose from, the newest


@dataclass(frozen=True, slots=True)
class Compared:
    record: SessionRecord
    map: MapView


def sessions_with_maps(file: OpenFile) -> list[SessionRecord]:
    """The newest sessions in which this person may see a mark."""
    marks = visible_items(file.user, file.sight, file.client, file.at).filter(record=OuterRef("pk"), kind__in=KINDS)
    return list(records_of(file).filter(Exists(marks))[:SHOWN])


def compared(file: OpenFile, sessions: Sequence[SessionRecord], wanted: Sequence[str]) -> list[Compared]:
    """Those of *wanted* uuids, else the last two; the older first. One statement for all their items."""
    chosen = [one for one in sessions if str(one.uuid) in wanted][:MOST] or list(sessions[:2])
    rows = visible_items(file.user, file.sight, file.client, file.at).filter(record__in=chosen, kind__in=KINDS)
    items = opened(file, rows.order_by("position", "made_at", "pk").values_list(*COLUMNS))
    by_record: dict[int | None, list[Opened]] = {one.pk: [] for one in chosen}
    for item in items:
        by_record[item.record_id].append(item)
    return [Compared(one, map_of(file, one, items=by_record[one.pk])) for one in reversed(chosen)]

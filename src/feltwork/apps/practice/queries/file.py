"""The items of a file or of one session, opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from feltwork.apps.practice.models import Item, SessionRecord
from feltwork.apps.practice.permissions import visible_items
from feltwork.apps.practice.queries.opening import OpenFile

COLUMNS = (
    "uuid", "kind", "position", "version", "audience", "by_id", "made_at", "changed_at", "record_id", "beside__uuid",
    "body",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """One item with its content; `beside` names the item that it was kept beside when two people changed one."""

    uuid: UUID
    kind: str
    position: int
    version: int
    audience: str
    by_id: int
    made_at: datetime
    changed_at: datetime
    record_id: int | None
    beside: UUID | None
    body: dict[str, Any]


def items_of(file: OpenFile, *, record: SessionRecord | None = None, kinds: Collection[str] = ()) -> list[Opened]:
    """What this person may read, in order: of *record*, or of the file itself. One statement, whatever the number."""
    items = visible_items(file.user, file.sight, file.client, file.at).filter(record=record)
    if kinds:
        items = items.filter(kind__in=kinds)
    return opened(file, items.order_by("position", "made_at", "pk").values_list(*COLUMNS))


def opened(file: OpenFile, rows: Iterable[tuple[Any, ...]]) -> list[Opened]:
    """Rows of `COLUMNS`, unsealed."""
    found = list(rows)
    bodies = file.cabinet.open_many(Item, "body", ((row[0], row[-1]) for row in found))
    return [Opened(*(*row[:-1], body)) for row, body in zip(found, bodies, strict=True)]

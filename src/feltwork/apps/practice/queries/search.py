"""Finding words in what was written about a client: everything is opened and read through, nothing is indexed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from feltwork.apps.practice.models import Addendum, Item
from feltwork.apps.practice.permissions import visible_items
from feltwork.apps.practice.queries.opening import OpenFile

MOST = 100  # findings on a page
AROUND = 60  # letters on each side
WITHOUT_WORDS = ("stroke", "reading")
WHERE = ("uuid", "body", "kind", "record__uuid", "record__number", "record__starts_at")


@dataclass(frozen=True, slots=True)
class Found:
    """Where it stands and the words around it; `record` and `starts_at` are None in the file itself."""

    kind: str
    record: UUID | None
    number: int | None
    starts_at: datetime | None
    before: str
    match: str
    after: str


def find(file: OpenFile, asked: str) -> list[Found]:
    """Items and additions that hold all the words of *asked*, the newest session first. Private notes never are."""
    wanted = [word for word in asked.casefold().split() if word]
    if not wanted:
        return []
    found = [*_in_items(file, wanted), *_in_additions(file, wanted)]
    found.sort(key=lambda one: (one.number is None, -(one.number or 0)))
    return found[:MOST]


def _in_items(file: OpenFile, wanted: list[str]) -> Iterator[Found]:
    rows = list(
        visible_items(file.user, file.sight, file.client, file.at)
        .exclude(kind__in=WITHOUT_WORDS)
        .order_by()
        .values_list(
            "uuid", "body", "kind", "record__uuid", "record__number", "record__starts_at", "record__removed_at"
        )
    )
    bodies = file.cabinet.open_many(Item, "body", (row[:2] for row in rows))
    for row, body in zip(rows, bodies, strict=True):
        if row[6] is None:
            yield from _hit(" · ".join(_texts(body)), wanted, row[2], *row[3:6])


def _in_additions(file: OpenFile, wanted: list[str]) -> Iterator[Found]:
    rows = list(
        Addendum.objects.filter(record__client=file.client, record__removed_at=None)
        .order_by()
        .values_list("uuid", "body", "record__uuid", "record__number", "record__starts_at")
    )
    bodies = file.cabinet.open_many(Addendum, "body", (row[:2] for row in rows))
    for row, body in zip(rows, bodies, strict=True):
        yield from _hit(str(body["words"]), wanted, "addendum", *row[2:])


def _hit(
    text: str, wanted: list[str], kind: str, record: UUID | None, number: int | None, starts_at: datetime | None
) -> Iterator[Found]:
    folded = text.casefold()
    if not all(word in folded for word in wanted):
        return
    place = folded.index(wanted[0]) if len(folded) == len(text) else 0
    end = place + len(wanted[0]) if len(folded) == len(text) else 0
    first, last = max(place - AROUND, 0), end + AROUND
    before = ("…" if first else "") + text[first:place]
    yield Found(
        kind, record, number, starts_at, before, text[place:end], text[end:last] + ("…" if last < len(text) else "")
    )


def _texts(value: Any) -> Iterator[str]:
    """The free words of a body; codes of lists and numbers are none."""
    for name, part in value.items():
        if isinstance(part, str):
            if name in FREE:
                yield part
        elif isinstance(part, list):
            for one in part:
                if isinstance(one, dict):
                    yield from _texts(one)


FREE = frozenset(
    {"words", "title", "intervention", "response", "resource", "agreed", "completion", "action", "helps", "own_word",
     "present"}
)  # fmt: skip

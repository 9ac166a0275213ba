"""Finding words in what was written about a client: everything is opened and read through, nothing is indexed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from feltwork.apps.practice.cabinet import Cabinet
from feltwork.apps.practice.models import Addendum, Item
from feltwork.apps.practice.permissions import visible_items
from feltwork.apps.practice.queries.opening import OpenFile

MOST = 100  # findings on a page
AROUND = 60  # letters on each side
WITHOUT_WORDS = ("stroke", "reading")
BATCH = 500  # rows at a time


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
    return find_in([file], asked).get(file.client.pk, [])


def find_in(files: Sequence[OpenFile], asked: str) -> dict[int, list[Found]]:
    """The same for files that one person opened in the same way, by `Client.pk`; at most `MOST` findings altogether.
    Two statements, however many files there are."""
    wanted = [word for word in asked.casefold().split() if word]
    found: dict[int, list[Found]] = {}
    if wanted and files:
        hits = chain(_in_items(files, wanted), _in_additions(files, wanted))
        for client, hit in islice(hits, MOST):
            found.setdefault(client, []).append(hit)
    for hits_of_one in found.values():
        hits_of_one.sort(key=lambda one: (one.number is None, -(one.number or 0)))
    return found


def _in_items(files: Sequence[OpenFile], wanted: list[str]) -> Iterator[tuple[int, Found]]:
    first = files[0]
    rows = (
        visible_items(first.user, first.sight, [file.client for file in files], first.at)
        .exclude(kind__in=WITHOUT_WORDS)
        .filter(Q(record=None) | Q(record__removed_at=None))
        .order_by("client", F("record__number").desc(nulls_last=True), "pk")
        .values_list("client_id", "uuid", "body", "kind", "record__uuid", "record__number", "record__starts_at")
    )
    for cabinet, row in _with_cabinets(files, rows.iterator(BATCH)):
        (body,) = cabinet.open_many(Item, "body", [row[1:3]])
        yield from ((row[0], hit) for hit in _hit(" · ".join(_texts(body)), wanted, *row[3:]))


def _in_additions(files: Sequence[OpenFile], wanted: list[str]) -> Iterator[tuple[int, Found]]:
    rows = (
        Addendum.objects.filter(record__client__in=[file.client for file in files], record__removed_at=None)
        .order_by("record__client", "-record__number", "pk")
        .values_list(
            "record__client_id", "uuid", "body", "record__uuid", "record__number", "record__starts_at"
        )
    )  # fmt: skip
    for cabinet, row in _with_cabinets(files, rows.iterator(BATCH)):
        (body,) = cabinet.open_many(Addendum, "body", [row[1:3]])
        yield from ((row[0], hit) for hit in _hit(str(body["words"]), wanted, "addendum", *row[3:]))


def _with_cabinets(files: Sequence[OpenFile], rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Cabinet, Any]]:
    cabinets = {file.client.pk: file.cabinet for file in files}
    return ((cabinets[row[0]], row) for row in rows)


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

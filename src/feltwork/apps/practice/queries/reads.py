"""Who opened a file, when, and what of it: for the client, and for whoever treats them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from django.db.models import QuerySet

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.practice.models import Client, GlassBroken

BATCH = 500  # rows at a time
READS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Read:
    """`what` and `sight` are codes, for sentences at the edge."""

    at: datetime
    name: str
    what: str
    sight: str


class Reads(Sequence[Read]):
    """Every opening of a file, the newest first. A slice of it, as a page is, costs one statement, however many there
    are; so does its length."""

    def __init__(self, rows: QuerySet[AuditRecord]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    def __iter__(self) -> Iterator[Read]:
        return map(_read, self._rows.iterator(BATCH))

    @overload
    def __getitem__(self, place: int) -> Read: ...
    @overload
    def __getitem__(self, place: slice) -> list[Read]: ...
    def __getitem__(self, place: int | slice) -> Read | list[Read]:
        if isinstance(place, slice):
            return [_read(row) for row in self._rows[place]]
        return _read(self._rows[place])


def reads_of(client: Client) -> Reads:
    """All of them. The client's own looks are left out: they know of them."""
    rows = AuditRecord.objects.filter(subject_uuid=client.uuid, code="practice.read", kind=AuditRecord.Kind.SAW)
    return Reads(rows.exclude(by=client.user_id).select_related("by").order_by("-at", "-pk"))


def _read(row: AuditRecord) -> Read:
    return Read(row.at, row.by.name if row.by else "", str(row.facts.get("what", "")), str(row.facts.get("sight", "")))


def openings_of(client: Client) -> list[GlassBroken]:
    """Every time the glass was broken, the newest first."""
    return list(GlassBroken.objects.filter(client=client).select_related("by").order_by("-at"))

"""What somebody answered, in lines that may be drawn: one instrument, one version, one order, one way of scoring.

Lines of different versions, item orders or ways of scoring are never joined (domain handbook, instruments.md section 2,
rule 9): each is a `Stack` of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from feltwork.apps.measures.hands import Hands
from feltwork.apps.measures.models import Asking, Result
from feltwork.apps.measures.scoring import unpacked
from feltwork.core.measures import Instrument, Scored, instrument, instruments

MOMENTARY = frozenset({"now", "this_session"})  # before and after a session are two lines
LAPSED_MOST = 60


class Key(NamedTuple):
    """What may stand on one line."""

    instrument: str
    version: str
    order: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A result that stands, opened."""

    uuid: UUID
    asking: UUID
    at: datetime
    day: date
    scored: Scored
    is_late: bool
    is_corrected: bool
    is_from_paper: bool
    is_brought: bool
    moment: str
    plan: int | None


@dataclass(frozen=True, slots=True)
class Stack:
    """Sheets of one kind, the oldest first. *missed*: how many lapsed one after the other since the last."""

    key: Key
    of: Instrument
    sheets: tuple[Sheet, ...]
    missed: int

    @property
    def slug(self) -> str:
        """For addresses and ids; the same as long as nothing of another kind joins."""
        return (
            "-".join(
                [self.key.instrument, self.key.version, self.key.order, *(value for _id, value in self.key.options)]
            )
            .replace(".", "-")
            .replace(" ", "-")
            .rstrip("-")
        )

    @property
    def is_momentary(self) -> bool:
        return self.of.recall in MOMENTARY


def stacks_of(hands: Hands, *, only: str = "") -> list[Stack]:
    """All that stands, in two statements; *only*: of one instrument. Those answered last come first."""
    groups: dict[Key, list[Sheet]] = defaultdict(list)
    for key, sheet in _sheets(hands, only):
        groups[key].append(sheet)
    lapsed = _lapsed(hands)
    made = [
        Stack(key, instrument(key.instrument), tuple(sheets), _missed(lapsed.get(key.instrument, ()), sheets[-1].at))
        for key, sheets in groups.items()
    ]
    return sorted(made, key=lambda one: (one.sheets[-1].at, one.slug), reverse=True)


def answers_of(hands: Hands, sheets: Sequence[Sheet]) -> list[dict[str, Any]]:
    """What was answered, item by item, in the order of *sheets*."""
    rows = Result.objects.filter(uuid__in=[one.uuid for one in sheets]).values_list("uuid", "answers")
    boxes = dict(rows)
    return list(hands.open_many(Result, "answers", [(one.uuid, boxes[one.uuid]) for one in sheets]))


def _sheets(hands: Hands, only: str) -> list[tuple[Key, Sheet]]:
    zone = ZoneInfo(hands.school.time_zone)
    person: dict[str, Any] = (
        {"asking__client": hands.client} if hands.client else {"asking__enrolment__student": hands.owner}
    )
    if only:
        person["asking__instrument"] = only
    rows = list(
        Result.objects.filter(corrected_by=None, **person)
        .order_by("answered_at", "pk")
        .values_list(
            "uuid", "scores", "answered_at", "is_late", "corrects", "asking__uuid", "asking__instrument",
            "asking__version", "asking__order_id", "asking__moment", "asking__entered_by", "asking__plan",
        )
    )  # fmt: skip
    known = instruments()
    rows = [row for row in rows if row[6] in known]
    opened = hands.open_many(Result, "scores", ((row[0], row[1]) for row in rows))
    made = []
    for row, kept in zip(rows, opened, strict=True):
        scored = unpacked(kept)
        order = _order(known[row[6]], row[8])
        sheet = Sheet(
            uuid=row[0], asking=row[5], at=row[2], day=row[2].astimezone(zone).date(), scored=scored, is_late=row[3],
            is_corrected=row[4] is not None, is_from_paper=row[10] == Asking.EnteredBy.CLINICIAN,
            is_brought=row[10] == Asking.EnteredBy.BROUGHT, moment=row[9], plan=row[11],
        )  # fmt: skip
        made.append((Key(row[6], row[7], order, tuple(sorted(scored.options.items()))), sheet))
    return made


def _order(of: Instrument, order: str) -> str:
    """Only where more than one order is about; from paper it is the first."""
    if len(of.orders) < 2:
        return ""
    return order or next(iter(of.orders))


def _lapsed(hands: Hands) -> dict[str, list[datetime]]:
    rows = hands.askings().filter(state=Asking.State.LAPSED).order_by("-due_at")
    found: dict[str, list[datetime]] = defaultdict(list)
    for name, due_at in rows.values_list("instrument", "due_at")[:LAPSED_MOST]:
        found[name].append(due_at)
    return found


def _missed(lapsed: Sequence[datetime], since: datetime) -> int:
    return sum(1 for one in lapsed if one > since)

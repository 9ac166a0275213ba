"""Whether somebody may rate: the rule is `core.exams.readiness`, over what they rated in training within a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.models import GoldCase, GoldTry, Rater
from feltwork.core.exams import Calibration, Readiness, readiness

SESSIONS = 3  # the latest ones count
LASTS = timedelta(days=365)
AGAIN = timedelta(days=90)  # whoever has just read the agreed ratings would copy them


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of the training, and how somebody did with it. `open_try`: begun and not handed in; `again_at`: the same
    case may be rated again from then on."""

    case: GoldCase
    open_try: GoldTry | None
    last: GoldTry | None
    again_at: datetime | None


def calibrated(user_ids: Iterable[int], at: datetime) -> set[int]:
    """Those who may rate now; one query."""
    tries: dict[int, list[GoldTry]] = defaultdict(list)
    for row in _counted(at).filter(user__in=list(user_ids)):
        tries[row.user_id].append(row)
    return {user for user, rows in tries.items() if _ready(rows).is_ready}


def readiness_of(user: User, at: datetime) -> Readiness:
    """Where *user* stands; one query."""
    return _ready(list(_counted(at).filter(user=user)))


def cases_for(user: User, at: datetime) -> list[CaseRow]:
    """Cases in use, with the person's own tries; two queries."""
    tries: dict[int, list[GoldTry]] = defaultdict(list)
    for row in GoldTry.objects.filter(user=user, is_panel=False).order_by("begun_at", "pk"):
        tries[row.case_id].append(row)
    return [_row(case, tries[case.pk], at) for case in open_cases(user)]


def open_cases(user: User) -> QuerySet[GoldCase]:
    """Those in use, without what *user* agreed on themselves; recordings only for people who are appointed to rate."""
    rows = GoldCase.objects.filter(is_open=True).exclude(
        pk__in=GoldTry.objects.filter(user=user, is_panel=True).values("case")
    )
    appointed = Rater.objects.filter(user=user, until=None).values("school")
    return rows.filter(Q(way=GoldCase.Way.TEXT) | Q(school__in=appointed)).order_by("title", "pk")


def counted_tries(user: User, at: datetime) -> list[GoldTry]:
    """The tries that count for whether *user* may rate: of each case the latest, and of these the latest few."""
    rows = _counted(at).filter(user=user).select_related("case", "agreed")
    return _latest(list(rows))


def as_json(found: Calibration) -> dict[str, Any]:
    return {
        "ratings": found.ratings,
        "exact": found.exact,
        "close": found.close,
        "total": str(found.total),
        "gates": list(found.gates),
    }


def calibration_of(result: Mapping[str, Any]) -> Calibration:
    """What `as_json` wrote."""
    return Calibration(
        ratings=result["ratings"],
        exact=result["exact"],
        close=result["close"],
        total=Fraction(result["total"]),
        gates=tuple(result["gates"]),
    )


def _ready(tries: list[GoldTry]) -> Readiness:
    """*tries*: handed in, in order. Of each case the latest, and of these the latest few."""
    return readiness([calibration_of(row.result) for row in _latest(tries)])


def _latest(tries: list[GoldTry]) -> list[GoldTry]:
    latest = {row.case_id: row for row in tries}
    return sorted(latest.values(), key=lambda row: (row.submitted_at, row.pk))[-SESSIONS:]


def _row(case: GoldCase, tries: list[GoldTry], at: datetime) -> CaseRow:
    waiting = next((one for one in tries if one.submitted_at is None), None)
    done = [one for one in tries if one.submitted_at is not None]
    last = done[-1] if done else None
    again = None if last is None or last.submitted_at is None else last.submitted_at + AGAIN
    return CaseRow(case, waiting, last, again if again is not None and again > at else None)


def _counted(at: datetime) -> QuerySet[GoldTry]:
    rows = GoldTry.objects.filter(submitted_at__gt=at - LASTS, submitted_at__lte=at, is_panel=False)
    return rows.order_by("submitted_at", "pk")

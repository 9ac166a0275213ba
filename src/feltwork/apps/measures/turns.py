"""On which days a plan asks. No clock of its own, no database; decision record 0020 says why these spans.

A turn opens, is due, and closes. Answered after it was due it is kept and marked late; once it is closed it lapses.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MOST = 1000  # turns of one plan that are looked through: 19 years of weeks


@dataclass(frozen=True, slots=True)
class Turn:
    """`period` names it within its plan: "once", "2026-11-19", "pre"."""

    period: str
    opens_at: datetime
    due_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """How long after it opened a turn is due, and when it closes."""

    due: timedelta
    closes: timedelta


SPANS = {
    "once": Span(7 * DAY, 28 * DAY),
    "weekly": Span(3 * DAY, 7 * DAY),
    "monthly": Span(7 * DAY, 28 * DAY),
    "pre_post": Span(14 * DAY, 42 * DAY),
    "yearly": Span(28 * DAY, 90 * DAY),
}
SESSION_EARLY = DAY  # a sheet before a session is open for so long before it
SESSION_LATE = 12 * timedelta(hours=1)  # and after its beginning, late
AFTER_DUE, AFTER_CLOSES = DAY, 3 * DAY  # of a sheet after a session


def turns(how: str, *, starts_on: date, ends_on: date | None, zone: str, until: datetime) -> list[Turn]:
    """The turns that have opened by *until*, the first first. A plan by sessions has none of its own."""
    if how not in SPANS:
        return []
    found = []
    for period, day in _days(how, starts_on, ends_on):
        turn = _turn(period, day, SPANS[how], ZoneInfo(zone))
        if turn.opens_at > until:
            break
        found.append(turn)
    return found


def around_session(moment: str, *, begins: datetime, ends: datetime) -> Turn:
    """The turn before or after a session."""
    if moment == "before":
        return Turn("", begins - SESSION_EARLY, begins, begins + SESSION_LATE)
    return Turn("", ends, ends + AFTER_DUE, ends + AFTER_CLOSES)


def _days(how: str, starts_on: date, ends_on: date | None) -> Iterator[tuple[str, date]]:
    if how == "once":
        yield "once", starts_on
        return
    if how == "pre_post":
        yield "pre", starts_on
        if ends_on is not None:
            yield "post", ends_on
        return
    for number in range(MOST):
        day = _step(how, starts_on, number)
        if ends_on is not None and day > ends_on:
            return
        yield day.isoformat(), day


def _step(how: str, start: date, number: int) -> date:
    if how == "weekly":
        return start + 7 * number * DAY
    months = number if how == "monthly" else 12 * number
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _turn(period: str, day: date, span: Span, zone: ZoneInfo) -> Turn:
    """Whole days on the clock of the school, whatever that clock does between."""
    opens, due, closes = (
        datetime.combine(day + plus, time(0), zone).astimezone(ZoneInfo("UTC"))
        for plus in (timedelta(0), span.due, span.closes)
    )
    return Turn(period, opens, due, closes)

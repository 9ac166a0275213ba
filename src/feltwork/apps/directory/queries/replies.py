"""How somebody answers first messages: what the search needs of it, and what their page says.

What is public is told of weeks that are over for a week, so that it changes on Mondays and not when somebody was
answered: whoever looks every day learns nothing of who wrote. The clinician reads their own as it is now.

Measured on `ReplyFigure`, half a year back. *In time* is within the days after which the sender is told that nobody has
answered; "I cannot" is an answer like any other. Points: the share answered in time, drawn to one half while there are
few messages, and up to a half less for slow answers: full for a median within a day, none of that half from four days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from feltwork.apps.directory.models import Inquiry, Policy, Profile, ReplyFigure
from feltwork.apps.directory.queries.statements import Statement

UNTRIED = 50  # points of somebody to whom nobody has written yet
FEW = 3  # first messages from which on something is said of how they are answered
WEEKS = 26
SWIFT_HOURS, SLOW_HOURS = 24, 96


@dataclass(frozen=True, slots=True)
class Figures:
    """`asked`: first messages due for an answer; `share` of them answered, 0 to 1; median hours until then."""

    asked: int = 0
    share: float | None = None
    median_hours: float | None = None


def figures_of(profile: Profile, at: datetime) -> Figures:
    """The figures of one profile up to now, for its owner."""
    return _figures([profile.pk], at, at.date()).get(profile.pk, Figures())


def shown_figures_of(profile: Profile, at: datetime) -> Figures:
    """Those that everybody reads; none where few have written."""
    return _enough(_figures([profile.pk], at, settled(at))).get(profile.pk, Figures())


def figures_of_many(numbers: Iterable[int], at: datetime) -> dict[int, Figures]:
    """The same of many, by number of the profile. One query for twenty."""
    return _enough(_grouped(_statement(_since(at), settled(at)).rows(list(numbers))))


def settled(at: datetime) -> date:
    """The Monday of the last week that everybody hears of."""
    today = at.date()
    return today - timedelta(days=today.weekday() + 14)


def points_of(profiles: Sequence[Profile], at: datetime) -> dict[int, int]:
    """0 to 100 by number of the profile, public as the order is. One query."""
    numbers = [profile.pk for profile in profiles]
    known = _figures(numbers, at, settled(at))
    return {number: points(known.get(number, Figures())) for number in numbers}


def points(figures: Figures) -> int:
    """0 to 100, as the head of this module says; `UNTRIED` for nobody's messages."""
    answered = round((figures.share or 0) * figures.asked)
    drawn = (answered + 1) / (figures.asked + 2)
    hours = SWIFT_HOURS if figures.median_hours is None else figures.median_hours
    slow = min(1.0, max(0.0, (hours - SWIFT_HOURS) / (SLOW_HOURS - SWIFT_HOURS)))
    return round(100 * drawn * (1 - slow / 2))


def unanswered(at: datetime) -> set[int]:
    """Numbers of the profiles with a first message past its day of answer, of the schools in scope."""
    waiting = Inquiry.objects.filter(state__in=(Inquiry.State.SENT, Inquiry.State.SEEN), is_held_back=False)
    days = {policy.school_id: policy.tell_days for policy in Policy.objects.all()}
    usual = Policy().tell_days
    rows = waiting.values_list("profile", "school", "sent_at")
    return {profile for profile, school, sent in rows if sent + timedelta(days=days.get(school, usual)) <= at}


def _enough(figures: dict[int, Figures]) -> dict[int, Figures]:
    return {number: one for number, one in figures.items() if one.asked >= FEW}


def _figures(numbers: Iterable[int], at: datetime, until: date) -> dict[int, Figures]:
    return _grouped(_weeks(_since(at), until).filter(profile__in=list(numbers)))


@lru_cache(maxsize=4)
def _statement(since: date, until: date) -> Statement:
    return Statement(_weeks(since, until).filter(profile__in=Statement.NUMBERS))


def _since(at: datetime) -> date:
    return (at - timedelta(weeks=WEEKS)).date()


def _weeks(since: date, until: date) -> QuerySet[ReplyFigure, tuple[int, int | None]]:
    with scopes_disabled():  # the directory is of all schools, and these rows hold nothing personal
        return ReplyFigure.objects.filter(week__gte=since, week__lte=until).order_by().values_list("profile", "hours")


def _grouped(rows: Iterable[Sequence[Any]]) -> dict[int, Figures]:
    hours: dict[int, list[int | None]] = defaultdict(list)
    for profile, needed in rows:
        hours[profile].append(needed)
    return {profile: _of(needed) for profile, needed in hours.items()}


def _of(needed: Sequence[int | None]) -> Figures:
    answered = [one for one in needed if one is not None]
    return Figures(len(needed), len(answered) / len(needed), float(median(answered)) if answered else None)

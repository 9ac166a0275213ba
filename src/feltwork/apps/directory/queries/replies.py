"""How somebody answers first messages: what the search needs of it, and what their page says.

Measured on `ReplyFigure`, half a year back. *In time* is within the days after which the sender is told that nobody has
answered; "I cannot" is an answer like any other. Points: the share answered in time, drawn to one half while there are
few messages, and up to a half less for slow answers: full for a median within a day, none of that half from four days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django_scopes import scopes_disabled

from feltwork.apps.directory.models import Inquiry, Policy, Profile, ReplyFigure

UNTRIED = 50  # points of somebody to whom nobody has written yet
WEEKS = 26
SWIFT_HOURS, SLOW_HOURS = 24, 96


@dataclass(frozen=True, slots=True)
class Figures:
    """`asked`: first messages due for an answer; `share` of them answered, 0 to 1; median hours until then."""

    asked: int = 0
    share: float | None = None
    median_hours: float | None = None


def figures_of(profile: Profile, at: datetime) -> Figures:
    """The figures of one profile."""
    return _figures([profile.pk], at).get(profile.pk, Figures())


def figures_of_many(profiles: Sequence[Profile], at: datetime) -> dict[int, Figures]:
    """The figures of those to whom somebody has written, by number of the profile. One query."""
    return _figures([profile.pk for profile in profiles], at)


def points_of(profiles: Sequence[Profile], at: datetime) -> dict[int, int]:
    """0 to 100 by number of the profile. One query."""
    numbers = [profile.pk for profile in profiles]
    known = _figures(numbers, at)
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


def _figures(numbers: Iterable[int], at: datetime) -> dict[int, Figures]:
    since = (at - timedelta(weeks=WEEKS)).date()
    hours: dict[int, list[int | None]] = defaultdict(list)
    with scopes_disabled():  # the directory is of all schools, and these rows hold nothing personal
        rows = ReplyFigure.objects.filter(profile__in=list(numbers), week__gte=since)
        for profile, needed in rows.values_list("profile", "hours"):
            hours[profile].append(needed)
    return {profile: _of(needed) for profile, needed in hours.items()}


def _of(needed: Sequence[int | None]) -> Figures:
    answered = [one for one in needed if one is not None]
    return Figures(len(needed), len(answered) / len(needed), float(median(answered)) if answered else None)

"""From a day, a length and perhaps a time on a local clock to an interval in UTC.

Where clocks go forward a local time may not exist; where they go back it comes twice. Both are questions to the person,
never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

ANY_TIME = time(9, 0)  # stands for "some time that day"; clocks never change at this hour


class MissingTime(ValueError):
    """A local time that the clocks jumped over. `before` and `after` are the ends of the jump, local and naive."""

    def __init__(self, before: datetime, after: datetime) -> None:
        super().__init__(f"{before} to {after} did not exist")
        self.before, self.after = before, after


class RepeatedTime(ValueError):
    """A local time that came twice. `first` and `second` are the two moments."""

    def __init__(self, first: datetime, second: datetime) -> None:
        super().__init__(f"{first} or {second}")
        self.first, self.second = first, second


@dataclass(frozen=True, slots=True)
class Interval:
    """True elapsed time in UTC, and the zone it was lived in. Without a known time only day and length are meant."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    is_time_known: bool

    @property
    def hours(self) -> Fraction:
        return Fraction(round((self.ends_at - self.starts_at).total_seconds()), 3600)


def interval(
    *, on: date, hours: Fraction, zone: str, start: time | None = None, second: bool | None = None
) -> Interval:
    """The interval that begins on *on* at *start* in *zone* and lasts *hours*, which must be whole seconds.

    *second* chooses between the two moments of a repeated local time. Raises `MissingTime` or `RepeatedTime`.
    """
    begins = _moment(datetime.combine(on, start or ANY_TIME), ZoneInfo(zone), second)
    lasts = timedelta(seconds=int(hours * 3600))
    return Interval(starts_at=begins, ends_at=begins + lasts, zone=zone, is_time_known=start is not None)


def _moment(local: datetime, zone: ZoneInfo, second: bool | None) -> datetime:
    early, late = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return early
    if early > late:  # the reading with the offset of before lands after the one with the offset of after: a jump
        raise MissingTime(*_jump(late, early, zone))
    if second is None:
        raise RepeatedTime(early.astimezone(zone), late.astimezone(zone))
    return late if second else early


def _jump(low: datetime, high: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local readings just at the jump between *low* and *high*."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return (high + (before or timedelta())).replace(tzinfo=None), high.astimezone(zone).replace(tzinfo=None)


def day_of(starts_at: datetime, *, zone: str, is_time_known: bool, body_zone: str) -> date:
    """The calendar day that counts: in the body's zone if the time is known, else the day that was meant."""
    return starts_at.astimezone(ZoneInfo(body_zone if is_time_known else zone)).date()


def overlaps(one: Interval, others: Iterable[Interval]) -> bool:
    """Whether *one* runs into any of *others*. Touching ends do not; where no time is known nobody can say."""
    return one.is_time_known and any(
        other.is_time_known and one.starts_at < other.ends_at and other.starts_at < one.ends_at for other in others
    )


def is_zone(name: str) -> bool:
    """Whether *name* is an IANA time zone."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # finding them means reading a tree of six hundred files
    return frozenset(available_timezones())

"""When a short call could be: hours that were offered on the wall, without what is taken, as moments in UTC.

    offered = [Window(0, time(9), time(12))]          # Mondays, nine to twelve, on the clock of the zone
    free_slots(offered, {}, zone="Europe/London", minutes=15, busy=[], after=…, until=…)

Coarse on purpose: calls begin on the half hour, and at most `MOST_A_HALF` are shown of each morning, afternoon and
evening, always the same ones of those that are free. A time that is missing tells nothing of why: not offered, taken by
a call, taken by anything else, or one too many. Source: domain/directory_community.md section 4 rule 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

STEP_MINUTES = 30
MOST_A_HALF = 2
AHEAD_DAYS = 14
PARTS = (time(12), time(17))  # a morning, an afternoon, an evening


@dataclass(frozen=True, slots=True)
class Window:
    """From `begins` to `ends` on the wall; `weekday` 0 is Monday."""

    weekday: int
    begins: time
    ends: time


def free_slots(
    windows: Iterable[Window],
    instead: Mapping[date, Sequence[tuple[time, time]]],
    *,
    zone: str,
    minutes: int,
    busy: Iterable[tuple[datetime, datetime]],
    after: datetime,
    until: datetime,
    seed: str = "",
) -> list[datetime]:
    """Beginnings in UTC, in order, at most a few of each half day.

    *instead*: the windows of single days, in place of those of the week; none closes a day. *busy*: pairs of moments.
    An hour that a change of clocks skips is not offered; of one that comes twice the first is.
    """
    taken = sorted((begin.astimezone(UTC), end.astimezone(UTC)) for begin, end in busy)
    every = all_slots(windows, instead, zone=zone, minutes=minutes, after=after, until=until)
    free = [one for one in every if not _is_taken(one, minutes, taken)]
    return sorted(_few(free, zone, seed))


def all_slots(
    windows: Iterable[Window],
    instead: Mapping[date, Sequence[tuple[time, time]]],
    *,
    zone: str,
    minutes: int,
    after: datetime,
    until: datetime,
) -> list[datetime]:
    """The same before anything is taken out or left out."""
    week: dict[int, list[tuple[time, time]]] = {}
    for one in windows:
        week.setdefault(one.weekday, []).append((one.begins, one.ends))
    here = ZoneInfo(zone)
    day, last = after.astimezone(here).date(), until.astimezone(here).date()
    found: set[datetime] = set()
    while day <= last:
        for begins, ends in instead.get(day, week.get(day.weekday(), ())):
            found.update(_within(day, begins, ends, here, minutes))
        day += timedelta(days=1)
    return sorted(one for one in found if after <= one <= until)


def _within(day: date, begins: time, ends: time, here: ZoneInfo, minutes: int) -> Iterator[datetime]:
    local, last = datetime.combine(day, begins), datetime.combine(day, ends)
    if local.minute % STEP_MINUTES or local.second:
        local = (local + timedelta(minutes=STEP_MINUTES - local.minute % STEP_MINUTES)).replace(second=0)
    end = last.replace(tzinfo=here).astimezone(UTC)
    while local < last:
        moment = local.replace(tzinfo=here).astimezone(UTC)
        exists = moment.astimezone(here).replace(tzinfo=None) == local
        if exists and moment + timedelta(minutes=minutes) <= end:
            yield moment
        local += timedelta(minutes=STEP_MINUTES)


def _is_taken(begins: datetime, minutes: int, taken: Sequence[tuple[datetime, datetime]]) -> bool:
    ends = begins + timedelta(minutes=minutes)
    return any(one < ends and begins < other for one, other in taken)


def _few(free: Sequence[datetime], zone: str, seed: str) -> Iterator[datetime]:
    """Of each half day those whose chance, drawn once for each time and *seed*, is the smallest."""
    here = ZoneInfo(zone)
    halves: dict[tuple[date, int], list[datetime]] = {}
    for one in free:
        wall = one.astimezone(here)
        halves.setdefault((wall.date(), sum(wall.time() >= part for part in PARTS)), []).append(one)
    for several in halves.values():
        yield from sorted(several, key=lambda one: sha256(f"{seed}{one.isoformat()}".encode()).digest())[:MOST_A_HALF]

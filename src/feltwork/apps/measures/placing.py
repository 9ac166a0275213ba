"""When a group is looked at: which of a person's answers stands for which time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

APART_DAYS = 28  # a first and a last answer nearer than that are of the same time
MONTH, YEAR = 30.44, 365.25


@dataclass(frozen=True, slots=True)
class Given:
    """A scored answer: days since the person's start, the moment of a session or "", and points."""

    day: int
    moment: str
    value: float


@dataclass(frozen=True, slots=True)
class Time:
    """The answer nearest to day `target` stands for it, if it lies within `reach` days."""

    point: str
    target: float
    reach: int


TIMES: dict[str, tuple[Time, ...]] = {
    "months_3": (Time("start", 0, 21), Time("month_3", 3 * MONTH, 42), Time("month_6", 6 * MONTH, 42)),
    "months_6": (Time("start", 0, 30), Time("month_6", 6 * MONTH, 60), Time("month_12", 12 * MONTH, 60)),
    "years": (Time("start", 0, 120), *(Time(f"year_{n}", n * YEAR, 120) for n in (1, 2, 3))),
}
POINTS: dict[str, tuple[str, ...]] = {
    "first_last": ("start", "end"),
    "session": ("before", "after"),
    **{code: tuple(time.point for time in times) for code, times in TIMES.items()},
}
OF_CLIENTS = ("first_last", "months_3", "months_6", "session")
OF_TRAINEES = ("years", "first_last")


def placed(given: Iterable[Given], times: str) -> list[tuple[str, int, float]]:
    """Point, day and value: at most one for each point of *times*, a code of `POINTS`."""
    rows = sorted(given, key=lambda one: one.day)
    if times == "session":
        return _sessions(rows)
    # what follows a session is not what precedes one: a line over time holds one of them
    rows = [one for one in rows if one.moment != "after"]
    return _ends(rows) if times == "first_last" else _nearest(rows, TIMES[times])


def _sessions(rows: Sequence[Given]) -> list[tuple[str, int, float]]:
    """The mean over a person's sessions, so that everybody counts once."""
    found = []
    for point in POINTS["session"]:
        values = [one for one in rows if one.moment == point]
        if values:
            found.append((point, values[0].day, fmean(one.value for one in values)))
    return found


def _ends(rows: Sequence[Given]) -> list[tuple[str, int, float]]:
    if not rows:
        return []
    first, last = rows[0], rows[-1]
    found = [("start", first.day, first.value)]
    if last.day - first.day >= APART_DAYS:
        found.append(("end", last.day, last.value))
    return found


def _nearest(rows: Sequence[Given], times: Sequence[Time]) -> list[tuple[str, int, float]]:
    found = []
    for time in times:
        near = [one for one in rows if abs(one.day - time.target) <= time.reach]
        if near:
            one = min(near, key=lambda row: abs(row.day - time.target))
            found.append((time.point, one.day, one.value))
    return found

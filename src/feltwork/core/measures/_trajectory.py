"""A line of scores in one episode of care, and what may be worth talking about.

No expected curves: they are proprietary. The hints are ours (handbook section 8, mark D), said in codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ._change import BETTER, WORSE, change
from ._instrument import ChangeRule, Instrument

SHEETS = 6  # without reliable change after so many, it is worth talking about
MISSED = 2  # so many missed in a row

Point = tuple[date, Fraction | None]


@dataclass(frozen=True, slots=True)
class Hint:
    """*code*: "worse_than_start", "no_change_by_n", "better_then_worse", "missed"."""

    code: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trajectory:
    """*baseline*: the first score since the episode began; *best* and *latest* since then. *points* are of the episode
    only, in order of days, those without a score as well."""

    baseline: Point | None
    best: Point | None
    latest: Point | None
    points: tuple[Point, ...]
    hints: tuple[Hint, ...]


def trajectory(
    instrument: Instrument,
    scale: str,
    points: Sequence[Point],
    rule: ChangeRule | None,
    *,
    episode_start: date,
    missed: int = 0,
    sheets: int = SHEETS,
    missed_limit: int = MISSED,
) -> Trajectory:
    """*points* of one scale of one version, in any order; *missed*: how many askings in a row lapsed just now.

    Without a rule nothing is said about change. Raises ValueError as `change` does.
    """
    since = tuple(sorted((one for one in points if one[0] >= episode_start), key=lambda one: one[0]))
    scored = [(day, value) for day, value in since if value is not None]
    hints = [Hint("missed", {"missed": missed})] if missed >= missed_limit else []
    if not scored:
        return Trajectory(None, None, None, since, tuple(hints))
    baseline, latest = scored[0], scored[-1]
    better = instrument.scale(scale).higher_is == "better"
    best = max(scored, key=lambda one: one[1] if better else -one[1])
    if rule is not None:
        hints = _of_change(instrument, scale, scored, best, rule, sheets) + hints
    return Trajectory(baseline, best, latest, since, tuple(hints))


def _of_change(
    instrument: Instrument,
    scale: str,
    scored: Sequence[tuple[date, Fraction]],
    best: tuple[date, Fraction],
    rule: ChangeRule,
    sheets: int,
) -> list[Hint]:
    (first_day, first), (last_day, last) = scored[0], scored[-1]
    hints = []
    to_best = change(instrument, scale, first, best[1], rule)
    from_start = change(instrument, scale, first, last, rule)
    from_best = change(instrument, scale, best[1], last, rule)
    if from_start.verdict == WORSE:
        hints.append(Hint("worse_than_start", _data(first_day, last_day, from_start.difference)))
    elif to_best.verdict == BETTER and from_best.verdict == WORSE:
        hints.append(Hint("better_then_worse", _data(best[0], last_day, from_best.difference)))
    elif len(scored) >= sheets and to_best.verdict != BETTER:
        hints.append(Hint("no_change_by_n", {"sheets": len(scored), "limit": sheets}))
    return hints


def _data(since: date, until: date, difference: Fraction | None) -> dict[str, Any]:
    return {"since": since, "until": until, "difference": difference}

"""Where to set the cut: judges say of each item how many of a hundred just competent candidates would get it right.

Angoff (1971), in rounds: each judge alone, then all see what all said and rate again; the last round counts. The cut is
the mean over items of the judges' mean, each item by its points, as a share of all points. Its standard error is that
of a mean of judges: how much it would move had other judges been asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_JUDGES = 5
DISPUTED = 0.3  # between the lowest and the highest rating of an item
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judge:
    """`severity`: the mean of own ratings less the items' means; above 0 asks more of candidates. `rated`: how many
    items. `r`: correlation of own ratings with what candidates did, None without that or without spread."""

    severity: float | None
    rated: int
    r: float | None


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """`range`: between the lowest and the highest rating."""

    mean: float | None
    range: float | None
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Round:
    """`spread`: the standard deviation of the judges' cuts; None of fewer than two."""

    cut: float | None
    spread: float | None


@dataclass(frozen=True, slots=True)
class CutScore:
    """`cut`, `se`, `spread` as shares, 0 to 1; None and `why` "not_enough" with fewer than two judges or an item that
    nobody rated. `few_judges` with fewer than five: another group might well say something else."""

    cut: float | None
    se: float | None
    spread: float | None
    judges: tuple[Judge, ...]
    items: tuple[JudgedItem, ...]
    rounds: tuple[Round, ...]
    few_judges: bool
    why: str = ""

    @property
    def disputed(self) -> tuple[int, ...]:
        """The numbers of items on which the judges are far apart."""
        return tuple(number for number, item in enumerate(self.items) if item.is_disputed)


def angoff(
    rounds: Sequence[Any], *, points: Sequence[float] | None = None, observed: Sequence[float] | None = None
) -> CutScore:
    """*rounds*: of each round judges × items, 0 to 1, NaN or None where a judge did not rate. *points*: of each item.

    *observed*: the difficulty (share right) that each item turned out to have, NaN where unknown. Raises ValueError for
    ratings outside 0 to 1, or rounds of different shapes.
    """
    tables = [np.array(one, dtype=np.float64) for one in rounds]
    if not tables or any(one.ndim != 2 or one.shape != tables[0].shape for one in tables):
        raise ValueError("rounds of judges × items")
    if any(((one < 0) | (one > 1)).any() for one in tables):
        raise ValueError("a rating is not between 0 and 1")
    weights = np.ones(tables[0].shape[1]) if points is None else np.asarray([float(one) for one in points])
    if weights.shape != (tables[0].shape[1],) or (weights <= 0).any():
        raise ValueError("points of each item")
    summaries = tuple(_round(table, weights)[0] for table in tables)
    last, severities = _round(tables[-1], weights)
    judges = int((~np.isnan(tables[-1])).any(axis=1).sum())
    return CutScore(
        cut=last.cut,
        se=None if last.spread is None else last.spread / float(np.sqrt(judges)),
        spread=last.spread,
        judges=tuple(_judge(row, one, observed) for row, one in zip(tables[-1], severities, strict=True)),
        items=tuple(_item(column) for column in tables[-1].T),
        rounds=summaries,
        few_judges=judges < LEAST_JUDGES,
        why="" if last.cut is not None else "not_enough",
    )


def _round(table: Floats, weights: Floats) -> tuple[Round, Floats]:
    """With the severity of each judge, NaN of those who rated nothing."""
    rated = ~np.isnan(table)
    count, known = rated.sum(axis=0), np.where(rated, table, 0.0)
    means = known.sum(axis=0) / np.maximum(count, 1)
    gaps = np.where(rated, table - means, 0.0) @ weights
    with np.errstate(invalid="ignore"):
        severities: Floats = np.where(rated.any(axis=1), gaps / np.maximum(rated @ weights, 1e-12), np.nan)
    active = severities[~np.isnan(severities)]
    if len(active) < 2 or (count == 0).any() or not len(count):
        return Round(None, None), severities
    return Round(float(means @ weights / weights.sum()), float(active.std(ddof=1))), severities


def _judge(row: Floats, severity: float, observed: Sequence[float] | None) -> Judge:
    rated = ~np.isnan(row)
    r = None
    if observed is not None:
        seen = np.asarray(observed, dtype=np.float64)
        both = rated & ~np.isnan(seen)
        if both.sum() >= 3 and np.ptp(row[both]) > 0 and np.ptp(seen[both]) > 0:
            r = float(np.corrcoef(row[both], seen[both])[0, 1])
    return Judge(None if np.isnan(severity) else float(severity), int(rated.sum()), r)


def _item(column: Floats) -> JudgedItem:
    known = column[~np.isnan(column)]
    if not len(known):
        return JudgedItem(None, None, False)
    reach = float(np.ptp(known))
    return JudgedItem(float(known.mean()), reach, round(reach, 9) >= DISPUTED)

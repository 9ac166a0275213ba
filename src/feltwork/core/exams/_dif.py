"""Whether an item is harder for one group than for another at the same ability: differential item functioning.

Mantel and Haenszel's common odds ratio over attempts with the same share of the form (Holland and Thayer 1988), in the
delta units of ETS, with its classes A, B and C (Zieky 1993; Dorans and Holland 1993). An item with partial scores
counts as right when it is wholly right. Matching is purified once: what came out as C is left out of the share by which
attempts are matched, but for the item that is looked at. q: Benjamini and Hochberg's over the items of one comparison.

A difference is a reason to look at the item, not a verdict on it: with many items some differ by chance, and a topic
may truly have been taught to one group only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

LEAST_GROUP = 100
DELTA = -2.35  # delta units of one natural logarithm of the odds ratio
SMALL, LARGE = 1.0, 1.5
LEVEL = 0.05
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Dif:
    """*group* beside *reference*, with how many of each had the item. `delta` below 0: harder for *group*.

    `size`: "A" negligible, "B" moderate, "C" large; "" and `why` where it cannot be told: "not_enough" in a group, or
    "no_spread" where no stratum has both groups and both answers.
    """

    group: Hashable
    reference: Hashable
    n: int
    n_reference: int
    delta: float | None
    se: float | None
    p: float | None
    q: float | None
    size: str
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class MantelHaenszel:
    """Of each item: natural logarithm of the odds ratio, its standard error (Robins, Breslow and Greenland 1986), and
    the p-value of the chi-square with continuity correction. NaN where there is nothing to compare."""

    log_odds: Floats
    se: Floats
    p: Floats


def differences(scores: Floats, given: Bools, groups: Sequence[Hashable | None]) -> list[tuple[Dif, ...]]:
    """For each item a comparison of every other group with the largest. None is in no group."""
    if len(groups) != len(scores):
        raise ValueError("a group for each attempt")
    sizes = Counter(one for one in groups if one is not None)
    names = sorted(sizes, key=lambda one: (-sizes[one], str(one)))
    member = {name: np.fromiter((one == name for one in groups), np.bool_, len(groups)) for name in names}
    found: list[list[Dif]] = [[] for _ in range(scores.shape[1])]
    for name in names[1:]:
        for row, one in zip(found, _compare(scores, given, member, name, names[0]), strict=True):
            row.append(one)
    return [tuple(row) for row in found]


def mantel_haenszel(a: Floats, b: Floats, c: Floats, d: Floats) -> MantelHaenszel:
    """*a*, *b*: right and wrong in the reference group; *c*, *d*: in the other; each strata × items."""
    total = a + b + c + d
    with np.errstate(invalid="ignore", divide="ignore"):
        over = np.where(total > 0, 1 / total, 0.0)
        r, s = a * d * over, b * c * over
        p, q = (a + d) * over, (b + c) * over
        sum_r, sum_s = r.sum(axis=0), s.sum(axis=0)
        log_odds = np.log(sum_r / sum_s)
        variance = (
            (p * r).sum(axis=0) / (2 * sum_r**2)
            + (p * s + q * r).sum(axis=0) / (2 * sum_r * sum_s)
            + (q * s).sum(axis=0) / (2 * sum_s**2)
        )
        expected = ((a + b) * (a + c) * over).sum(axis=0)
        one_less = np.where(total > 1, 1 / (total - 1), 0.0)
        spread = ((a + b) * (c + d) * (a + c) * (b + d) * over**2 * one_less).sum(axis=0)
        gap = np.maximum(np.abs(a.sum(axis=0) - expected) - 0.5, 0.0)
        p_value = stats.chi2.sf(gap**2 / spread, 1)
    known = (sum_r > 0) & (sum_s > 0) & (spread > 0)
    return MantelHaenszel(*(np.where(known, one, np.nan) for one in (log_odds, np.sqrt(variance), p_value)))


def _compare(scores: Floats, given: Bools, member: dict[Any, Bools], group: Hashable, reference: Hashable) -> list[Dif]:
    rows = member[group] | member[reference]
    x, had, focal = scores[rows], given[rows], member[group][rows]
    n, n_reference = (had[side].sum(axis=0) for side in (focal, ~focal))
    enough = (n >= LEAST_GROUP) & (n_reference >= LEAST_GROUP)
    if not enough.any():
        return [
            Dif(group, reference, int(a), int(b), None, None, None, None, "", "not_enough")
            for a, b in zip(n, n_reference, strict=True)
        ]
    right = (x >= 1) & had
    found = _match(right, had, focal, _strata(x, had))
    large = _sizes(found) == "C"
    if large.any() and not large.all():
        found = _purified(found, x, right, had, focal, large)
    q, sizes = _discovery(np.where(enough, found.p, np.nan)), _sizes(found)
    return [
        Dif(group, reference, int(n[one]), int(n_reference[one]), *_told(found, q, sizes, bool(enough[one]), one))
        for one in range(len(n))
    ]


def _told(
    found: MantelHaenszel, q: Floats, sizes: NDArray[np.str_], enough: bool, item: int
) -> tuple[float | None, float | None, float | None, float | None, str, str]:
    if not enough or np.isnan(found.p[item]):
        return None, None, None, None, "", "no_spread" if enough else "not_enough"
    delta, se = DELTA * float(found.log_odds[item]), -DELTA * float(found.se[item])
    return delta, se, float(found.p[item]), float(q[item]), str(sizes[item]), ""


def _purified(found: MantelHaenszel, x: Floats, right: Bools, had: Bools, focal: Bools, large: Bools) -> MantelHaenszel:
    """Matched anew without the items of class C; each of these with itself added."""
    parts = [(~large, ~large)]
    for item in np.flatnonzero(large):
        itself = np.arange(len(large)) == item
        parts.append((itself, ~large | itself))
    log_odds, se, p = found.log_odds.copy(), found.se.copy(), found.p.copy()
    for looked_at, matched in parts:
        strata = _strata(x[:, matched], had[:, matched])
        again = _match(right[:, looked_at], had[:, looked_at], focal, strata)
        log_odds[looked_at], se[looked_at], p[looked_at] = again.log_odds, again.se, again.p
    return MantelHaenszel(log_odds, se, p)


def _strata(x: Floats, had: Bools) -> NDArray[np.int64]:
    """Attempts with the same share of the form, in steps of one item of the longest form."""
    counts = had.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(counts > 0, x.sum(axis=1) / counts, 0.0)
    steps: NDArray[np.int64] = np.rint(shares * max(1, counts.max(initial=1))).astype(np.int64)
    return steps


def _match(right: Bools, had: Bools, focal: Bools, strata: NDArray[np.int64]) -> MantelHaenszel:
    """Counts of each stratum by sorting the attempts once, then adding up runs."""
    tables = []
    levels = int(strata.max(initial=0)) + 1
    for side in (~focal, focal):
        order = np.argsort(strata[side], kind="stable")
        level, starts = np.unique(strata[side][order], return_index=True)
        for what in (right, had & ~right):
            table = np.zeros((levels, right.shape[1]))
            if len(starts):
                table[level] = np.add.reduceat(what[side][order].astype(np.float64), starts, axis=0)
            tables.append(table)
    return mantel_haenszel(*tables)


def _sizes(found: MantelHaenszel) -> NDArray[np.str_]:
    with np.errstate(invalid="ignore"):
        delta, se = np.abs(DELTA * found.log_odds), np.abs(DELTA * found.se)
        not_zero = found.p < LEVEL
        beyond = (delta - SMALL) / se > stats.norm.ppf(1 - LEVEL)
        sizes = np.where((delta >= LARGE) & not_zero & beyond, "C", np.where((delta >= SMALL) & not_zero, "B", "A"))
    return np.where(np.isnan(found.p), "", sizes)


def _discovery(p: Floats) -> Floats:
    known = np.isfinite(p)
    q = np.full(len(p), np.nan)
    if known.any():
        q[known] = stats.false_discovery_control(p[known])
    return q

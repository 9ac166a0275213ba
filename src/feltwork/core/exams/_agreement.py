"""How far raters agree beyond chance: weighted kappa and the intraclass correlation, each with its interval.

Intervals count each pair as independent of the others. So what is compared has to come from different sessions: one
rating of one domain from each, or one mean from each. The 24 ratings of one session are not 24 sessions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from ._rubric import LEVELS

LEAST_PAIRS = 10
CONFIDENCE = 0.95
Value = Fraction | float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """`value` with its interval, of *n* sessions; what cannot be told is None, and `why` says why.

    "not_enough": too few sessions. "no_spread": a rater gave the same everywhere, which neither proves nor disproves
    agreement. "no_interval": all agreed wholly; so few sessions without a difference tell nothing of how wide it is.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str
    why: str = ""


def weighted_kappa(
    a: Sequence[Value],
    b: Sequence[Value],
    *,
    levels: Sequence[Value] = LEVELS,
    weights: str = "quadratic",
    least: int = LEAST_PAIRS,
) -> Agreement:
    """Cohen's weighted kappa (1968) of two raters' levels; pairs with a None are left out.

    *weights*: "quadratic", or "linear". The interval is that of Fleiss, Cohen and Everitt (1969), from statsmodels.
    """
    method = f"kappa_{weights}"
    place = {Fraction(str(level)): number for number, level in enumerate(levels)}
    pairs = [(place[_exact(x)], place[_exact(y)]) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    if len(pairs) < least:
        return Agreement(None, None, None, len(pairs), method, "not_enough")
    table = np.zeros((len(levels), len(levels)))
    for x, y in pairs:
        table[x, y] += 1
    if min(np.count_nonzero(table.sum(axis=axis)) for axis in (0, 1)) < 2:
        return Agreement(None, None, None, len(pairs), method, "no_spread")
    if np.count_nonzero(table) == np.count_nonzero(np.diag(table)):
        return Agreement(1.0, None, None, len(pairs), method, "no_interval")
    found = cohens_kappa(table, wt=weights)
    low, high = max(-1.0, float(found.kappa_low)), min(1.0, float(found.kappa_upp))
    return Agreement(float(found.kappa), low, high, len(pairs), method)


def icc(ratings: Any, *, raters: str = "any", least: int = LEAST_PAIRS) -> Agreement:
    """The intraclass correlation of one rater, for agreement in the number itself. *ratings*: sessions × raters.

    *raters*: "any" when each session had raters of its own, drawn from many: one-way, ICC(1,1). "same" when the same
    people rated all: two-way random, ICC(2,1). Shrout and Fleiss (1979); intervals from the F distribution (SciPy), for
    "same" as McGraw and Wong (1996) give it. Sessions with a missing rating are left out.
    """
    table = np.asarray([[np.nan if one is None else float(one) for one in row] for row in ratings], dtype=np.float64)
    method = {"any": "icc_1_1", "same": "icc_2_1"}[raters]
    table = table[~np.isnan(table).any(axis=1)] if table.size else table.reshape(0, 2)
    n, k = table.shape
    if n < least or k < 2:
        return Agreement(None, None, None, n, method, "not_enough")
    if np.ptp(table) == 0:
        return Agreement(None, None, None, n, method, "no_spread")
    if (np.ptp(table, axis=1) == 0).all():
        return Agreement(1.0, None, None, n, method, "no_interval")
    value, low, high = _one_way(table) if raters == "any" else _two_way(table)
    return Agreement(value, low, high, n, method)


def _one_way(table: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float, float]:
    n, k = table.shape
    between, within, *_ = _mean_squares(table)
    f, tail = between / within, (1 - CONFIDENCE) / 2
    low = f / stats.f.isf(tail, n - 1, n * (k - 1))
    high = f * stats.f.isf(tail, n * (k - 1), n - 1)
    value, lowest, highest = ((one - 1) / (one + k - 1) for one in (f, low, high))
    return float(value), float(lowest), float(highest)


def _two_way(table: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float, float]:
    n, k = table.shape
    rows, _, columns, error = _mean_squares(table)
    value = (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n)
    a, b = k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))
    spread = (a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    freedom, tail = (a * columns + b * error) ** 2 / spread, (1 - CONFIDENCE) / 2
    rest = k * columns + (k * n - k - n) * error
    upper, lower = stats.f.isf(tail, n - 1, freedom), stats.f.isf(tail, freedom, n - 1)
    low = n * (rows - upper * error) / (upper * rest + n * rows)
    high = n * (lower * rows - error) / (rest + n * lower * rows)
    return float(value), float(low), float(high)


def _mean_squares(table: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float, float, float]:
    """Between sessions, within sessions, between raters, and what is left."""
    n, k = table.shape
    grand, rows, columns = table.mean(), table.mean(axis=1), table.mean(axis=0)
    between = k * ((rows - grand) ** 2).sum()
    within = ((table - rows[:, None]) ** 2).sum()
    raters = n * ((columns - grand) ** 2).sum()
    left = max(0.0, within - raters)
    return between / (n - 1), within / (n * (k - 1)), raters / (k - 1), left / ((n - 1) * (k - 1))


def _exact(value: Value) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(str(value))

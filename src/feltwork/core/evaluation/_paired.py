"""The same people twice: how much changed, in points and in standard deviations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import stats

from ._effects import CONFIDENCE, small_sample
from ._errors import NotComputable


@dataclass(frozen=True, slots=True)
class PairedChange:
    """After − before of `n` people, so that a fall is negative.

    `difference` with `low` and `high` by Student's t; `t`, `degrees`, `p` of the paired t test, two-sided.
    Three ways to standardise, never to be mixed, each with its name:
    `d_av` = difference / √((sd_before² + sd_after²)/2), which compares with groups of other people;
    `d_z` = difference / standard deviation of the differences, which the t test rests on;
    `d_rm` = d_z·√(2(1 − correlation)) (Morris and DeShon 2002).
    `g` = d_av made smaller by Hedges' J for n − 1, with its standard error `g_se` and interval.
    """

    n: int
    mean_before: float
    sd_before: float
    mean_after: float
    sd_after: float
    difference: float
    sd_difference: float
    low: float
    high: float
    t: float
    degrees: int
    p: float
    correlation: float | None
    d_av: float
    d_z: float
    d_rm: float | None
    g: float
    g_se: float
    g_low: float
    g_high: float


def paired_change(pre: Sequence[float], post: Sequence[float], *, confidence: float = CONFIDENCE) -> PairedChange:
    """*pre* and *post*: the same people in the same order, in points. Raises `NotComputable`, and `ValueError` where
    the two are not equally long.

    `g_se` is J times the standard error of d_av for paired samples of unequal spread, Bonett (2008), Confidence
    intervals for standardized linear contrasts of means, Psychol Methods 13:99-109.
    """
    before, after = np.asarray(pre, dtype=float), np.asarray(post, dtype=float)
    if before.shape != after.shape or before.ndim != 1:
        raise ValueError("both times need the same people")
    n = len(before)
    if n < 3:
        raise NotComputable("too_few")
    if not (np.isfinite(before).all() and np.isfinite(after).all()):
        raise NotComputable("not_a_number")
    sd1, sd2 = float(before.std(ddof=1)), float(after.std(ddof=1))
    moves = after - before
    mean, spread = float(moves.mean()), float(moves.std(ddof=1))
    average = sqrt((sd1**2 + sd2**2) / 2)
    tiny = 1e-9 * (abs(float(before.mean())) + abs(float(after.mean())) + 1)
    if spread <= tiny or average <= tiny:
        raise NotComputable("no_spread")
    error, degrees = spread / sqrt(n), n - 1
    reach = float(stats.t.ppf((1 + confidence) / 2, degrees)) * error
    r = float(np.corrcoef(before, after)[0, 1]) if min(sd1, sd2) > tiny else None
    g, se = _standardised(mean, spread, sd1, sd2, r or 0.0, n)
    wide = float(stats.norm.ppf((1 + confidence) / 2)) * se
    return PairedChange(
        n=n, mean_before=float(before.mean()), sd_before=sd1, mean_after=float(after.mean()), sd_after=sd2,
        difference=mean, sd_difference=spread, low=mean - reach, high=mean + reach, t=mean / error, degrees=degrees,
        p=float(2 * stats.t.sf(abs(mean / error), degrees)), correlation=r, d_av=mean / average, d_z=mean / spread,
        d_rm=None if r is None else mean / spread * sqrt(max(0.0, 2 * (1 - r))),
        g=g, g_se=se, g_low=g - wide, g_high=g + wide,
    )  # fmt: skip


def _standardised(mean: float, spread: float, sd1: float, sd2: float, r: float, n: int) -> tuple[float, float]:
    """g and its standard error."""
    average = (sd1**2 + sd2**2) / 2
    d, degrees = mean / sqrt(average), n - 1
    of_mean = spread**2 / (n * average)
    of_spread = d**2 * (sd1**4 + sd2**4 + 2 * r**2 * sd1**2 * sd2**2) / (8 * degrees * average**2)
    j = small_sample(degrees)
    return j * d, j * sqrt(of_mean + of_spread)

"""Tests at each place, always of both tails: the published demo computes the upper one only and colours both."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
LEAST_PEOPLE = 8  # 2**7 ways to flip signs, up to mirror images: fewer cannot reach 1 in 100


def one_sample(pictures: Floats) -> tuple[Floats, Floats]:
    """t and two-sided p of the mean against nothing, at each place. *pictures*: (people, …).

    Where everybody is equal, t is 0 and p is 1.
    """
    people = len(pictures)
    if people < 2:
        raise ValueError("a test needs at least two people")
    mean = pictures.mean(axis=0)
    error = pictures.std(axis=0, ddof=1) / np.sqrt(people)
    t = np.divide(mean, error, out=np.zeros_like(mean), where=error > 0)
    return t, np.asarray(2 * stats.t.sf(np.abs(t), people - 1), dtype=np.float64)


def paired(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """The same people twice, in the same order."""
    if before.shape != after.shape:
        raise ValueError("both times need the same people and places")
    return one_sample(after - before)


def two_sample(these: Floats, those: Floats) -> tuple[Floats, Floats]:
    """Two groups of different people; Welch's test, which asks for no equal spread.

    Where everybody in both groups is equal among themselves, t is 0 and p is 1, as with `one_sample`.
    """
    alike = (np.ptp(these, axis=0) == 0) & (np.ptp(those, axis=0) == 0)
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of those places
        t, p = stats.ttest_ind(these, those, axis=0, equal_var=False)
    return np.where(alike, 0.0, t), np.where(alike, 1.0, p)


def false_discovery(p: Floats, *, rate: float = 0.05, dependent: bool = False) -> NDArray[np.bool_]:
    """Which of the *p* values hold at this false discovery rate: Benjamini and Hochberg 1995; with *dependent*,
    Benjamini and Yekutieli 2001, which holds under any dependence."""
    flat = np.asarray(p).ravel()
    if not flat.size:
        return np.zeros(np.shape(p), dtype=bool)
    ranks = np.arange(1, flat.size + 1)
    allowed = rate * ranks / flat.size / (np.sum(1 / ranks) if dependent else 1)
    order = np.argsort(flat, kind="stable")
    below = np.nonzero(flat[order] <= allowed)[0]
    found = np.zeros(flat.size, dtype=bool)
    if below.size:
        found[order[: below[-1] + 1]] = True
    return found.reshape(np.shape(p))

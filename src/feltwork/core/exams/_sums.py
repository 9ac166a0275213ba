"""The sums over attempts and items that several statistics share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TAIL = 0.27
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Sums:
    """Of attempts × items; scores of what was not given are 0.

    `p`: mean score of each item; `shares`: of each attempt; `rest`: of each attempt without one item, where `paired`;
    `r`, `d`: of each item with the rest, and between the upper and the lower attempts. NaN for what cannot be told.
    """

    def __init__(self, scores: Floats, given: Bools) -> None:
        self.scores, self.given = scores, given
        self.weights = given.astype(np.float64)
        self.counts = self.weights.sum(axis=1)
        self.sums = scores.sum(axis=1)
        self.attempts = int((self.counts > 0).sum())
        self.n = given.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            self.p = np.where(self.n > 0, scores.sum(axis=0) / self.n, np.nan)
            self.shares = np.where(self.counts > 0, self.sums / self.counts, np.nan)
            self.rest = (self.sums[:, None] - scores) / (self.counts[:, None] - 1)
        self.paired = given & (self.counts > 1)[:, None]
        self.rest[~self.paired] = 0.0
        self.pairs = self.paired.sum(axis=0)
        self.r = self._correlations()
        self.d = self._discriminations()
        self.total = self._covariance_sums()

    def _correlations(self) -> Floats:
        """Of each item with the rest; NaN without spread."""
        n = self.pairs
        x = np.where(self.paired, self.scores, 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean_x, mean_rest = x.sum(axis=0) / n, self.rest.sum(axis=0) / n
            product = np.einsum("ij,ij->j", x, self.rest) / n - mean_x * mean_rest
            spread_x = np.einsum("ij,ij->j", x, x) / n - mean_x**2
            spread_rest = np.einsum("ij,ij->j", self.rest, self.rest) / n - mean_rest**2
            found = product / np.sqrt(spread_x * spread_rest)
        found[~((spread_x > 1e-12) & (spread_rest > 1e-12))] = np.nan
        clipped: Floats = np.clip(found, -1.0, 1.0)
        return clipped

    def _discriminations(self) -> Floats:
        known = np.nan_to_num(self.shares, nan=-1.0)
        upper, lower = (tail_weights(side, self.counts > 0) for side in (known, -known))
        with np.errstate(invalid="ignore", divide="ignore"):
            high, low = ((one @ self.scores) / (one @ self.weights) for one in (upper, lower))
        found: Floats = high - low
        return found

    def _covariance_sums(self) -> Floats:
        """Both, squares, pairs and singles as `of_length` takes them: of the form, then without each item; (1 + k) × 4.

        Sums over attempts of products of deviations of two items and of one with itself, and how many of each.
        """
        deviations = np.where(self.given, self.scores - np.nan_to_num(self.p), 0.0)
        wholes, squares = deviations.sum(axis=1), np.einsum("ij,ij->j", deviations, deviations)
        both = float((wholes**2).sum() - squares.sum())
        pairs, singles = self.counts * (self.counts - 1), self.n.astype(np.float64)
        form = np.array([[both, squares.sum(), pairs.sum(), singles.sum()]])
        less = [2 * (wholes @ deviations - squares), squares, 2 * ((self.counts - 1) @ self.weights), singles]
        return np.vstack([form, form - np.stack(less, axis=1)])

    @property
    def length(self) -> float:
        return float(self.counts.sum() / self.attempts) if self.attempts else 0.0

    def reliability(self, without: int | None = None) -> float:
        """Of a form, or of one without this item; NaN without spread."""
        both, squares, pairs, singles = map(float, self.total[0 if without is None else 1 + without])
        return of_length(both, squares, pairs, singles, singles / self.attempts) if self.attempts else float("nan")


def of_length(both: float, squares: float, pairs: float, singles: float, length: float) -> float:
    """Reliability of a form from sums over its attempts; NaN without spread."""
    if pairs <= 0 or singles <= 0:
        return float("nan")
    covariance, variance = both / pairs, squares / singles
    whole = variance + (length - 1) * covariance
    return length * covariance / whole if whole > 1e-12 else float("nan")


def tail_weights(values: Floats, counted: Bools) -> Floats:
    """1 for the largest 27 % of the counted, a part of 1 for those that tie at the border, else 0."""
    values = np.round(values, 9)  # what ties must not differ by rounding
    some = values[counted]
    weights = np.zeros(len(values))
    if not len(some):
        return weights
    size = TAIL * len(some)
    border = np.sort(some)[::-1][min(len(some) - 1, int(np.ceil(size)) - 1)]
    above, at = counted & (values > border), counted & (values == border)
    weights[above] = 1.0
    weights[at] = (size - above.sum()) / at.sum()
    return weights

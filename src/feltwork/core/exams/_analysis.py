"""What many attempts say about the items, and about the form as a whole.

Forms may be drawn, so that each attempt has some of the items only. Each statistic is written so that it is the usual
one where everybody had everything, and uses what is there otherwise:

- difficulty: mean score of those who were given the item;
- r: correlation of the item with the mean of all other items of the same attempt (item-rest, or corrected item-total);
- discrimination: difference in difficulty between the upper and the lower 27 % of attempts (Kelley 1939); attempts that
  tie at the border count in part, so the order of the rows does not matter;
- reliability: L·c / (v + (L - 1)·c) from the mean variance v and the mean covariance c of items and the length L of a
  form, which for complete data is KR-20 (items right or wrong) or Cronbach's alpha.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from ._choices import Choices, ChoiceStatistics, choice_statistics
from ._dif import Dif, differences
from ._sums import Sums

LEAST_ATTEMPTS = 30
CONFIDENCE = 0.95
REACH = float(stats.norm.ppf((1 + CONFIDENCE) / 2))
EASY, HARD, WEAK = 0.95, 0.25, 0.15


@dataclass(frozen=True, slots=True)
class Correlation:
    """With its interval (Fisher 1915)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """Of one item. What cannot be told is None, and `why` says why: "not_enough" attempts, or "no_spread" where all
    scored alike.

    `notes`: "easy", "hard", "weak" (r below 0.15), "negative" (r below 0: is the key right?), "dif" (class B or C),
    "idle_choice" (unless easy), "tempting_choice" (a wrong one that the able choose).
    """

    n: int
    difficulty: float | None
    r: Correlation | None
    discrimination: float | None
    reliability_without: float | None  # of the form when this item is left out
    choices: tuple[ChoiceStatistics, ...]
    dif: tuple[Dif, ...]
    notes: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reliability:
    """`name`: "kr20" where all items are right or wrong, else "alpha". The interval is Feldt's (1965), which takes
    every form as equal: for drawn forms it is an approximation. None and `why` as for items."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """`mean`, `sd` and `sem` (the standard error of measurement) are shares of a form, 0 to 1; `length` is the mean
    number of items of a form; `is_drawn` when not everybody had every item."""

    attempts: int
    items: tuple[ItemStatistics, ...]
    reliability: Reliability
    mean: float | None
    sd: float | None
    sem: float | None
    length: float
    is_drawn: bool


def analyse(
    matrix: Any, *, choices: Sequence[Choices | None] | None = None, groups: Sequence[Hashable | None] | None = None
) -> Analysis:
    """*matrix*: attempts × items of scores 0 to 1, NaN where the item was not given (not answered is 0).

    *choices*: for each item what was chosen, see `Choices.of`. *groups*: for each attempt its group or None; each group
    is compared with the largest (DIF). Raises ValueError for other shapes or scores.
    """
    scores = np.array(matrix, dtype=np.float64)
    if scores.ndim != 2:
        raise ValueError("attempts × items")
    given = ~np.isnan(scores)
    if ((scores < 0) | (scores > 1)).any():
        raise ValueError("a score is not between 0 and 1")
    scores[~given] = 0.0
    sums = Sums(scores, given)
    dif = differences(scores, given, groups) if groups is not None else [()] * scores.shape[1]
    chosen = choices or [None] * scores.shape[1]
    if any(one is not None and len(one.chosen) != len(scores) for one in chosen):
        raise ValueError("choices of each attempt")
    items = tuple(_item(sums, number, *both) for number, both in enumerate(zip(chosen, dif, strict=True)))
    return _whole(sums, items, _reliability(sums))


def _reliability(sums: Sums) -> Reliability:
    right_or_wrong = bool(((sums.scores == 0) | (sums.scores == 1)).all())
    name = "kr20" if right_or_wrong else "alpha"
    if sums.attempts < LEAST_ATTEMPTS or sums.length < 2:
        return Reliability(name, None, None, None, "not_enough")
    value = sums.reliability()
    if np.isnan(value):
        return Reliability(name, None, None, None, "no_spread")
    top, bottom = sums.attempts - 1, (sums.attempts - 1) * (sums.length - 1)
    tails = ((1 + CONFIDENCE) / 2, (1 - CONFIDENCE) / 2)
    low, high = (1 - (1 - value) * float(stats.f.ppf(tail, top, bottom)) for tail in tails)
    return Reliability(name, value, low, high)


def _item(sums: Sums, number: int, choices: Choices | None, dif: tuple[Dif, ...]) -> ItemStatistics:
    n = int(sums.n[number])
    if n < LEAST_ATTEMPTS:
        return ItemStatistics(n, None, None, None, None, (), dif, (), "not_enough")
    told = (
        choice_statistics(choices, sums.given[:, number], sums.rest[:, number], sums.paired[:, number])
        if choices
        else ()
    )
    p, r, d = float(sums.p[number]), float(sums.r[number]), float(sums.d[number])
    without = sums.reliability(number)
    pairs = int(sums.pairs[number])
    correlation = None if np.isnan(r) or pairs < LEAST_ATTEMPTS else _fisher(r, pairs)
    return ItemStatistics(
        n=n,
        difficulty=p,
        r=correlation,
        discrimination=None if np.isnan(d) else d,
        reliability_without=None if np.isnan(without) or sums.length <= 2 else without,
        choices=told,
        dif=dif,
        notes=_notes(p, correlation, told, dif),
        why="" if correlation else "not_enough" if pairs < LEAST_ATTEMPTS else "no_spread",
    )


def _whole(sums: Sums, items: tuple[ItemStatistics, ...], reliability: Reliability) -> Analysis:
    shares = sums.shares[sums.counts > 0]
    enough = len(shares) >= LEAST_ATTEMPTS
    sd = float(shares.std(ddof=1)) if enough else None
    error = None
    if sd is not None and reliability.value is not None:
        error = sd * float(np.sqrt(max(0.0, 1 - reliability.value)))
    return Analysis(
        attempts=sums.attempts,
        items=items,
        reliability=reliability,
        mean=float(shares.mean()) if enough else None,
        sd=sd,
        sem=error,
        length=sums.length,
        is_drawn=not bool(sums.given[sums.counts > 0].all()),
    )


def _fisher(r: float, n: int) -> Correlation:
    reach = REACH / np.sqrt(n - 3)
    middle = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    return Correlation(r, float(np.tanh(middle - reach)), float(np.tanh(middle + reach)))


def _notes(
    p: float, r: Correlation | None, choices: tuple[ChoiceStatistics, ...], dif: tuple[Dif, ...]
) -> tuple[str, ...]:
    found = {
        "easy": p > EASY,
        "hard": p < HARD,
        "negative": r is not None and r.value < 0,
        "weak": r is not None and 0 <= r.value < WEAK,
        "idle_choice": p <= EASY and any(one.is_idle for one in choices),
        "tempting_choice": any(one.is_tempting for one in choices),
        "dif": any(one.size in ("B", "C") for one in dif),
    }
    return tuple(name for name, is_so in found.items() if is_so)

"""How many changed by more than measuring error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from ._errors import NotComputable
from ._suppress import LEAST, suppress

VERDICTS = ("better", "none", "worse")


@dataclass(frozen=True, slots=True)
class Share:
    """One verdict: `count` and `share` of all, with the interval of Wilson (1927); None where it is held back."""

    verdict: str  # "better", "none", "worse", or "none_or_worse" where too few got worse to say them alone
    count: int | None
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ReliableShares:
    """`needed`: the change in points that counts; `people`: everybody with both answers."""

    needed: float
    higher_is: str
    people: int
    shares: tuple[Share, ...]


def reliable_difference(sd: float, r: float, z: float = 1.96) -> float:
    """z·SD·√2·√(1 − r): the change that measuring error alone seldom makes (Jacobson and Truax 1991).

    *sd*: of the scores in points; *r*: the reliability, 0 to 1; *z*: 1.96 for 95 %, 1.645 for 90 %.
    """
    if not (sd > 0 and 0 <= r <= 1 and z > 0):
        raise NotComputable("not_a_number")
    return z * sd * sqrt(2) * sqrt(1 - r)


def reliable_counts(
    pre: Sequence[float], post: Sequence[float], *, needed: float, higher_is: str, reached: bool = True
) -> tuple[int, ...]:
    """How many are better, the same within error, and worse. *higher_is*: "better" or "worse". Without *reached* a
    change must be more than *needed*, not just as much."""
    if higher_is not in ("better", "worse") or needed <= 0:
        raise NotComputable("not_a_number")
    moves = np.asarray(post, dtype=float) - np.asarray(pre, dtype=float)
    gains = moves if higher_is == "better" else -moves
    better, worse = (int(((one >= needed) if reached else (one > needed)).sum()) for one in (gains, -gains))
    return better, len(gains) - better - worse, worse


def reliable_shares(
    pre: Sequence[float], post: Sequence[float], *, needed: float, higher_is: str, reached: bool = True,
    least: int = LEAST,
) -> ReliableShares:  # fmt: skip
    """The shares that may be shown, for the total is shown too. Where too few got worse, they stand with those who did
    not change, so that getting worse is never simply left out."""
    better, none, worse = counts = reliable_counts(pre, post, needed=needed, higher_is=higher_is, reached=reached)
    shown: tuple[int | None, ...] = suppress([counts], least=least).cells[0]
    names: tuple[str, ...] = VERDICTS
    if None in shown:
        joined = suppress([(better, none + worse)], least=least).cells[0]
        if None not in joined:
            shown, names = joined, ("better", "none_or_worse")
    people = sum(counts)
    shares = tuple(_share(name, count, people) for name, count in zip(names, shown, strict=True))
    return ReliableShares(needed, higher_is, people, shares)


def wilson(count: int, people: int, z: float = 1.96) -> tuple[float, float]:
    """The interval for a share, which stays within 0 and 1 also for few people."""
    share, square = count / people, z**2
    middle = (share + square / (2 * people)) / (1 + square / people)
    reach = z / (1 + square / people) * sqrt(share * (1 - share) / people + square / (4 * people**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _share(verdict: str, count: int | None, people: int) -> Share:
    if count is None or not people:
        return Share(verdict, None, None, None, None)
    low, high = wilson(count, people)
    return Share(verdict, count, count / people, low, high)

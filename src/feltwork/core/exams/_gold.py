"""Rater training: how close a rater comes to sheets that were agreed on beforehand.

The bar is ours (decision 0026), as no published one fits: three sessions, four of five ratings within half a point,
no leaning to one side of more than a quarter of a point, and every gate as agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ._agreement import Agreement, weighted_kappa
from ._judging import _both
from ._rubric import HALF
from ._sheet import Sheet

LEAST_SESSIONS = 3
LEAST_CLOSE = Fraction(4, 5)
MOST_LEANING = Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Calibration:
    """One session. `ratings`: compared, where both could rate; `exact`, `close` (within half a point): how many of
    these; `leaning`: the mean of own less agreed, above 0 for a rater who is kinder; `gates`: what differs."""

    ratings: int
    exact: int
    close: int
    total: Fraction  # of own less agreed, over all ratings
    gates: tuple[str, ...]

    @property
    def leaning(self) -> Fraction | None:
        return self.total / self.ratings if self.ratings else None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether somebody may rate, and what is missing: "sessions", "close", "leaning", "gates"."""

    is_ready: bool
    missing: tuple[str, ...]
    sessions: int
    close: Fraction | None
    leaning: Fraction | None


def gold(sheet: Sheet, agreed: Sheet) -> Calibration:
    """*sheet* beside the one that was agreed on for this session."""
    gaps = [own - other for own, other in _both(sheet, agreed)]
    return Calibration(
        ratings=len(gaps),
        exact=sum(gap == 0 for gap in gaps),
        close=sum(abs(gap) <= HALF for gap in gaps),
        total=sum(gaps, Fraction(0)),
        gates=tuple(sorted(sheet.gates ^ agreed.gates)),
    )


def beside(pairs: Sequence[tuple[Sheet, Sheet]]) -> Agreement:
    """Weighted kappa of a rater's sheets with those that were agreed on, over all that both could rate.

    Never with an interval: 24 ratings of one session hang together, and are not 24 sessions. `why` is "one_rater".
    """
    both = [pair for sheet, agreed in pairs for pair in _both(sheet, agreed)]
    found = weighted_kappa([own for own, _ in both], [other for _, other in both])
    return found if found.value is None else replace(found, low=None, high=None, why="one_rater")


def readiness(sessions: Sequence[Calibration]) -> Readiness:
    """Of the sessions rated in training, one each; the latest three or more."""
    ratings = sum(one.ratings for one in sessions)
    close = Fraction(sum(one.close for one in sessions), ratings) if ratings else None
    leaning = sum((one.total for one in sessions), Fraction(0)) / ratings if ratings else None
    missing = []
    if len(sessions) < LEAST_SESSIONS:
        missing.append("sessions")
    if close is None or close < LEAST_CLOSE:
        missing.append("close")
    if leaning is None or abs(leaning) > MOST_LEANING:
        missing.append("leaning")
    if any(one.gates for one in sessions):
        missing.append("gates")
    return Readiness(not missing, tuple(missing), len(sessions), close, leaning)

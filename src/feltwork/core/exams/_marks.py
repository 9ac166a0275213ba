"""Marks that two people give one short answer."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

MOST_APART = Fraction(1, 4)  # of the points there are


def marks_apart(first: Fraction, second: Fraction, *, of: Fraction) -> bool:
    """Whether a third marker is needed: more than a quarter of the points between them."""
    return abs(first - second) > MOST_APART * of


def agreed_mark(marks: Sequence[Fraction], *, of: Fraction) -> Fraction | None:
    """The mean of two that are close, the middle one of three; None as long as another marker is needed."""
    if len(marks) < 2 or (len(marks) == 2 and marks_apart(marks[0], marks[1], of=of)):
        return None
    return Fraction(median(marks))

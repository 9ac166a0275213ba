"""Whether a written examination is passed: marks of one part make up for another, down to what each part must have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Mark:
    """What one item was worth: *score* 0 to 1 of *points*, None as long as people have not marked it."""

    part: str
    topic: str
    score: Fraction | None
    points: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Share:
    """Points of one part or topic; not marked yet counts as nothing earned."""

    name: str
    earned: Fraction
    possible: Fraction
    items: int
    is_below: bool = False

    @property
    def share(self) -> Fraction:
        return self.earned / self.possible


@dataclass(frozen=True, slots=True)
class Decision:
    """`code`: "passed", "below_cut", "below_part_cut", or "unmarked" with `is_passed` None. Parts and topics in the
    order in which they first came."""

    code: str
    is_passed: bool | None
    share: Fraction
    parts: tuple[Share, ...]
    topics: tuple[Share, ...]
    unmarked: int


def decide(marks: Sequence[Mark], *, cut: Fraction, part_cut: Fraction = Fraction(0)) -> Decision:
    """*cut*, *part_cut*: shares of the points, 0 to 1; reaching one is enough. Raises ValueError of no marks."""
    if not marks:
        raise ValueError("no marks")
    parts = tuple(_shares(((one.part, one) for one in marks), part_cut))
    topics = tuple(_shares(((one.topic, one) for one in marks), Fraction(0)))
    share = sum((one.earned for one in parts), Fraction(0)) / sum((one.possible for one in parts), Fraction(0))
    unmarked = sum(one.score is None for one in marks)
    if unmarked:
        return Decision("unmarked", None, share, parts, topics, unmarked)
    code = "below_cut" if share < cut else "below_part_cut" if any(one.is_below for one in parts) else "passed"
    return Decision(code, code == "passed", share, parts, topics, 0)


def _shares(marks: Iterable[tuple[str, Mark]], cut: Fraction) -> Iterable[Share]:
    rows: dict[str, list[Mark]] = {}
    for name, mark in marks:
        rows.setdefault(name, []).append(mark)
    for name, some in rows.items():
        earned = sum(((one.score or Fraction(0)) * one.points for one in some), Fraction(0))
        possible = sum((one.points for one in some), Fraction(0))
        yield Share(name, earned, possible, len(some), earned < cut * possible)

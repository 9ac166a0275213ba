"""What an attempt came to: shares of points overall, by part and by topic, against the cut. Exact, and kept as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Scored:
    """One question: what it is worth (*points*), and the share of that which was reached."""

    part: int
    topic: str
    points: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class Sum:
    """*got* of *points*."""

    name: str
    got: Fraction
    points: Fraction
    count: int

    @property
    def share(self) -> Fraction:
        return self.got / self.points if self.points else ZERO


@dataclass(frozen=True, slots=True)
class Outcome:
    """*parts* in their order, *topics* in that of their first question. Cuts are shares from 0 to 1."""

    whole: Sum
    parts: tuple[Sum, ...]
    topics: tuple[Sum, ...]
    cut: Fraction
    part_cut: Fraction

    @property
    def weak_parts(self) -> tuple[Sum, ...]:
        """Parts below what each part needs, whatever the whole is."""
        return tuple(one for one in self.parts if one.share < self.part_cut)

    @property
    def is_passed(self) -> bool:
        return self.whole.share >= self.cut and not self.weak_parts

    def data(self) -> dict[str, Any]:
        """JSON that `Outcome.of` reads again."""
        return {
            "cut": str(self.cut),
            "part_cut": str(self.part_cut),
            "parts": [_row(one) for one in self.parts],
            "topics": [_row(one) for one in self.topics],
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Outcome:
        parts, topics = _read(data["parts"]), _read(data["topics"])
        return cls(_whole(parts), parts, topics, Fraction(data["cut"]), Fraction(data["part_cut"]))


def outcome_of(scored: Iterable[Scored], titles: Sequence[str], *, cut: Fraction, part_cut: Fraction) -> Outcome:
    """*titles*: of the parts, in their order."""
    rows = list(scored)
    parts = tuple(_sum(title, [one for one in rows if one.part == number]) for number, title in enumerate(titles))
    names = dict.fromkeys(one.topic for one in rows)
    topics = tuple(_sum(name, [one for one in rows if one.topic == name]) for name in names)
    return Outcome(_whole(parts), parts, topics, cut, part_cut)


def _sum(name: str, rows: Sequence[Scored]) -> Sum:
    got = sum((one.points * one.share for one in rows), ZERO)
    return Sum(name, got, sum((one.points for one in rows), ZERO), len(rows))


def _whole(parts: Sequence[Sum]) -> Sum:
    got, points = sum((one.got for one in parts), ZERO), sum((one.points for one in parts), ZERO)
    return Sum("", got, points, sum(one.count for one in parts))


def _row(one: Sum) -> dict[str, Any]:
    return {"name": one.name, "got": str(one.got), "points": str(one.points), "count": one.count}


def _read(rows: Sequence[Mapping[str, Any]]) -> tuple[Sum, ...]:
    return tuple(Sum(row["name"], Fraction(row["got"]), Fraction(row["points"]), row["count"]) for row in rows)

"""One stitch for each unit a rule asks for: what is counted, what waits, what this entry adds, what is to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from feltwork.apps.ui.words import Exact, exact

MOST_STITCHES = 40
PARTS = (10, 20, 25, 33, 40, 50, 60, 67, 75, 80, 90)  # the partial stitches that components.css can draw


@dataclass(frozen=True, slots=True)
class Stitch:
    look: str = ""  # "", is-in, is-part, is-wait, is-new
    part: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of stitches, or a bar of 1000 units' width when there would be too many."""

    stitches: list[Stitch] = field(default_factory=list)
    bar: tuple[tuple[str, int, int], ...] = ()  # look, start, width


def row(asked: Exact, counted: Exact = 0, waiting: Exact = 0, new: Exact = 0) -> Row:
    """Draw *counted*, *waiting* and *new* units of *asked*; amounts are exact, drawings of parts are to the nearest."""
    units = ceil(exact(asked))
    amounts = [exact(counted), exact(waiting), exact(new)]
    if units > MOST_STITCHES:
        return Row(bar=_bar(exact(asked), amounts))
    whole, rest = divmod(amounts[0], 1)
    done = [Stitch("is-in")] * int(whole) + ([Stitch("is-part", _nearest_part(rest))] if rest else [])
    stitches = done + [Stitch("is-wait")] * ceil(amounts[1]) + [Stitch("is-new")] * ceil(amounts[2])
    return Row(stitches=(stitches + [Stitch()] * units)[:units])


def _nearest_part(rest: Fraction) -> int:
    return min(PARTS, key=lambda part: abs(Fraction(part, 100) - rest))


def _bar(asked: Fraction, amounts: list[Fraction]) -> tuple[tuple[str, int, int], ...]:
    pieces, start = [], Fraction(0)
    for look, amount in zip(("is-in", "is-wait", "is-new"), amounts, strict=True):
        end = min(start + amount, asked)
        width = int((end - start) * 1000 / asked)
        if width:
            pieces.append((look, int(start * 1000 / asked), width))
        start = end
    return tuple(pieces)

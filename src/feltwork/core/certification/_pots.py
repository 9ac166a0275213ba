"""Amounts by how firm they are, what is asked of them, and which part of them helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ._context import ZERO
from ._entries import Fate
from ._judged import Feed

Amounts = Mapping[str | None, Fraction]  # by level; None belongs to no level


@dataclass(slots=True)
class Pot:
    """Amounts of one level."""

    counted: Fraction = ZERO
    waiting: Fraction = ZERO
    unsent: Fraction = ZERO
    undecided: Fraction = ZERO

    @property
    def reachable(self) -> Fraction:
        """What it could come to without anything new happening."""
        return self.counted + self.waiting + self.unsent + self.undecided

    def add(self, fate: Fate, amount: Fraction) -> None:
        if fate is Fate.STANDS:
            self.counted += amount
        elif fate is Fate.WAITS:
            self.waiting += amount
        elif fate is Fate.UNSENT:
            self.unsent += amount
        elif fate is Fate.HUMAN:
            self.undecided += amount


@dataclass(slots=True)
class Asks:
    """What is asked, after waivers and made-up days: in all, and as a hard minimum of each level."""

    total: Fraction
    levels: dict[str, Fraction]

    @property
    def free(self) -> Fraction:
        """The part of the total that may come from any level."""
        return max(self.total - sum(self.levels.values(), ZERO), ZERO)

    def useful(self, amounts: Amounts) -> Fraction:
        """How much of *amounts* brings the total nearer: a surplus in one level fills no gap in another."""
        filled = spare = ZERO
        for level, amount in amounts.items():
            within = min(amount, self.levels.get(level, ZERO)) if level else ZERO
            filled += within
            spare += amount - within
        return filled + min(spare, self.free)


def mark_useful(feeds: Sequence[Feed], asks: Asks, brought: Amounts) -> None:
    """Which part of each entry is needed: what stands first, then what waits, each in the order it was vouched for.

    So an entry that is signed later never pushes aside one that had counted before.
    """
    left = dict(asks.levels)
    spare = ZERO
    for level, amount in brought.items():
        spare += amount - _take(left, level, amount)
    free = max(asks.free - spare, ZERO)
    for feed in sorted(feeds, key=_turn):
        if feed.fate is Fate.FALLS:
            continue
        within = _take(left, feed.level, feed.amount) if left else ZERO
        rest = feed.amount - within if within else feed.amount
        if not free or not rest:
            feed.useful = within
        elif rest <= free:
            free -= rest
            feed.useful = feed.amount
        else:
            feed.useful = within + free
            free = ZERO


def _turn(feed: Feed) -> tuple[Fate, date, date, str]:
    entry = feed.weighed.entry
    return feed.fate, entry.signed_on or entry.on, entry.on, entry.id


def _take(left: dict[str, Fraction], level: str | None, amount: Fraction) -> Fraction:
    """The part of *amount* that still fits into its level, which is taken off what is left."""
    if level is None or level not in left:
        return ZERO
    within = min(amount, left[level])
    left[level] -= within
    return within

"""Amounts by how firm they are, what is asked of them, and which part of them helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ._context import ZERO
from ._entries import Fate
from ._exact import Scale, total
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


def pot_of(fed: Sequence[list[Fraction]], brought: Fraction = ZERO) -> Pot:
    """A pot of the amounts fed to it, one list for each `Fate`; what falls is in none."""
    counted = total(fed[Fate.STANDS])
    return Pot(
        counted=brought + counted if brought else counted,
        waiting=total(fed[Fate.WAITS]),
        unsent=total(fed[Fate.UNSENT]),
        undecided=total(fed[Fate.HUMAN]),
    )


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

    So an entry that is signed later never pushes aside one that had counted before. *feeds* come in order of days.
    """
    live = sorted((feed for feed in feeds if feed.fate is not Fate.FALLS), key=_turn)
    scale = Scale([asks.total, *asks.levels.values(), *brought.values(), *(feed.amount for feed in live)])
    room = _Room(
        levels={level: scale.whole(asked) for level, asked in asks.levels.items()}, free=scale.whole(asks.free)
    )
    spare = sum(room.take(level, scale.whole(amount)) for level, amount in brought.items())
    room.free = max(room.free - spare, 0)
    for feed in live:
        whole = scale.whole(feed.amount)
        left = room.fill(feed.level, whole)
        if left == 0:
            feed.useful = feed.amount
        elif left < whole:
            feed.useful = scale.exact(whole - left)


@dataclass(slots=True)
class _Room:
    """What is still needed, as whole numbers: in each level that asks for something, and in any."""

    levels: dict[str, int]
    free: int

    def take(self, level: str | None, whole: int) -> int:
        """Fill up a level; what does not fit into it is given back."""
        if level is None or level not in self.levels:
            return whole
        within = min(whole, self.levels[level])
        self.levels[level] -= within
        return whole - within

    def fill(self, level: str | None, whole: int) -> int:
        """Fill up a level and then what may come from any; what nobody needs is given back."""
        rest = self.take(level, whole)
        within = min(rest, self.free)
        self.free -= within
        return rest - within


def _turn(feed: Feed) -> tuple[Fate, date]:
    entry = feed.weighed.entry
    return feed.fate, entry.signed_on or entry.on

"""What every engine can do. `find` in the package's door does the rest, which is the same for all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from feltwork.core.directory import plain
from feltwork.core.directory.columns import Rows, Search

SHIFT = 30  # a place is a town's rank, then thirty bits of the profile's number
NUMBERS = 1 << SHIFT
EVERYWHERE = [(0, (1 << 63) - 1)]
Places = NDArray[np.int64]
Words = tuple[tuple[str, ...], ...]  # of each line one, of all lines
Candidates = tuple[Rows, NDArray[np.bool_] | None]


class Engine(Protocol):
    """Finds whom words and towns leave."""

    def candidates(self, search: Search) -> Candidates:
        """All rows that have every word somewhere and, where the search has a radius, those in its towns at least.

        With it, for each row: do all words stand in its strong part? None where no words were asked.
        """
        ...


class Placing(Protocol):
    """An engine over the tables: where the rows themselves are held in memory, their places are enough."""

    def matches(self, words: Words) -> tuple[Places, Places]:
        """The places of rows that have every word somewhere, and of those that have them in the strong part.

        Of all rows, whatever else is asked: who has a word is worth keeping.
        """
        ...


def place_of(rank: int, profile: int) -> int:
    """Where a profile's row stands. Raises ValueError for a number beyond a billion."""
    if not 0 < profile < NUMBERS:
        raise ValueError(f"profile {profile} has no place in the index")
    return rank << SHIFT | profile


def words_of(search: Search) -> Words:
    """For each word typed: all that it may stand for, as engines store words."""
    return tuple(tuple(sorted(map(plain, meant))) for meant in search.reading.words.values())


def places_of(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of ranks as stretches of places, first and last."""
    return [(first << SHIFT, (last << SHIFT) | (NUMBERS - 1)) for first, last in stretches]

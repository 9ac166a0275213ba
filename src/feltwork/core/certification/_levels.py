"""The level of a day follows from the candidate's own level starts, never from what somebody typed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from ._facts import LevelStart
from ._rules import Level


class Levels:
    """A candidate's levels in time. A level lasts until the next one starts, whatever its modules' last day."""

    def __init__(self, levels: Sequence[Level], starts: Iterable[LevelStart], anchor_on: date) -> None:
        self.codes = [level.code for level in levels]
        self._starts = _earliest(starts)
        self._later: dict[str, tuple[str, date] | None] = {}
        if self.codes and not self._starts:
            self._starts = {self.codes[0]: anchor_on}
        # A level that started later in the programme takes over on its first day; order breaks ties.
        order = {code: place for place, code in enumerate(self.codes)}
        known = sorted((on, order[code], code) for code, on in self._starts.items() if code in order)
        self._days = [on for on, _, _ in known]
        self._in_time = [code for _, _, code in known]

    def on(self, day: date) -> str | None:
        """The level in force on *day*; None before training began."""
        place = bisect_right(self._days, day)
        return self._in_time[place - 1] if place else None

    def starts_on(self, level: str) -> date | None:
        """The first day of *level*, if it is known (it may lie ahead)."""
        return self._starts.get(level)

    def after(self, level: str) -> tuple[str, date] | None:
        """The next level with a known start, and that start."""
        if level not in self._later:
            later = self.codes[self.codes.index(level) + 1 :]
            self._later[level] = next(((code, self._starts[code]) for code in later if code in self._starts), None)
        return self._later[level]

    def following(self, level: str) -> str | None:
        """The level that comes after, whether or not its start is known."""
        place = self.codes.index(level) + 1
        return self.codes[place] if place < len(self.codes) else None

    def closed_on(self, level: str, as_of: date) -> date | None:
        """The day from which nothing counts for *level* any more, if that day has come by *as_of*."""
        later = self.after(level)
        return later[1] if later and later[1] <= as_of else None

    @property
    def first_day(self) -> date | None:
        return self._days[0] if self._days else None


def _earliest(starts: Iterable[LevelStart]) -> dict[str, date]:
    found: dict[str, date] = {}
    for start in starts:
        if start.level not in found or start.on < found[start.level]:
            found[start.level] = start.on
    return found

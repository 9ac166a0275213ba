"""What holds for many entries alike, worked out once for one record and one day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from feltwork.core.certification._context import Context
from feltwork.core.certification._facts import Entry
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Kind
from feltwork.core.certification._verdict import Reason

from .worth import Worth, worth_in

JUST_BEFORE_DAYS = 7  # how close to the next level a session is worth a word


class Scales:
    """The kinds by code, and what was said of a level or of a length before."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.kinds = {kind.code: kind for kind in context.rules.kinds}
        self.levels = context.levels
        self._in_level: dict[str, tuple[Reason, date]] = {}
        self._worths: dict[tuple[str, int, int], Worth] = {}

    def kind_of(self, entry: Entry) -> Kind | None:
        return self.kinds.get(entry.kind)

    def worth(self, kind: Kind, hours: Fraction) -> Worth:
        """What that length of a kind is worth."""
        key = kind.code, *hours.as_integer_ratio()
        found = self._worths.get(key)
        if found is None:
            found = self._worths[key] = worth_in(kind, hours, self.context)
        return found

    def of_level(self, level: str, on: date) -> list[Reason]:
        """That *on* lies in *level*, and when it lies just before the next."""
        if level not in self._in_level:
            self._in_level[level] = self._look_at(level)
        said, close_from = self._in_level[level]
        return [said] if on < close_from else [said, *self._just_before(level, on)]

    def _look_at(self, level: str) -> tuple[Reason, date]:
        later = self.levels.after(level)
        close_from = later[1] - timedelta(days=JUST_BEFORE_DAYS) if later else date.max
        return reason("in_level", level=level, since=self.levels.starts_on(level)), close_from

    def _just_before(self, level: str, on: date) -> list[Reason]:
        later = self.levels.after(level)
        if later is None or on >= later[1]:
            return []
        words: Data = {"level": level, "next_level": later[0], "starts_on": later[1], "days": (later[1] - on).days}
        return [reason("just_before_level", **words)]

"""A candidate's days that rules reckon from, and whether a condition holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from ._calendar import Period, add_months
from ._rules import Condition, Moment, Point

if TYPE_CHECKING:
    from ._context import Context


class Moments:
    """The moments of one record, worked out when asked for. Two that lean on each other are known to neither."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._named = {one.code: one for one in context.rules.moments}
        self._found: dict[str, date | None] = {}

    def at(self, point: Point | None) -> date | None:
        """The day of a point, None if it is not known."""
        if point is None:
            return None
        return shifted(self.day(point.moment), point.plus, point.minus)

    def day(self, code: str) -> date | None:
        """The day of a moment, None if it is not known."""
        if code not in self._found:
            self._found[code] = None  # a circle finds nothing here and ends
            named = self._named.get(code)
            self._found[code] = self._own(named) if named else self._built_in(code)
        return self._found[code]

    def _own(self, one: Moment) -> date | None:
        found = self._raw(one) if one.when is None or self._context.holds(one.when) else None
        if found is None and one.otherwise:
            return self.day(one.otherwise)
        return shifted(found, one.plus, one.minus)

    def _raw(self, one: Moment) -> date | None:
        record, as_of = self._context.record, self._context.as_of
        if one.day:
            return one.day
        if one.fact:
            told = record.facts.get(one.fact)
            return date.fromisoformat(told) if told else None
        if one.gate:
            return _one(min, (gate.valid_from for gate in record.gates if gate.code == one.gate))
        if one.level:
            return self._context.levels.starts_on(one.level)
        kinds = one.first_of or one.last_of
        if kinds:
            days = (entry.on for entry in record.entries if entry.kind in kinds and entry.on <= as_of)
            return _one(min if one.first_of else max, days)
        known = (self.day(code) for code in (one.earliest or one.latest))
        return _one(min if one.earliest else max, (day for day in known if day))

    def _built_in(self, code: str) -> date | None:
        context = self._context
        if code == "as_of":
            return context.as_of
        if code == "anchor":
            return context.record.anchor_on
        if code == "training_end":
            return context.last_training_day
        if code in ("cycle_start", "cycle_end") and context.span:
            return context.span.begins if code == "cycle_start" else context.span.ends
        return None


def _one(choose: Callable[[list[date]], date], days: Iterable[date]) -> date | None:
    known = list(days)
    return choose(known) if known else None


def shifted(day: date | None, plus: Period | None, minus: Period | None) -> date | None:
    """*day* later by one period and earlier by another."""
    if day is None:
        return None
    day = plus.after(day) if plus else day
    if minus is None:
        return day
    return add_months(day, -12 * minus.years - minus.months) - timedelta(days=minus.days)


def holds(one: Condition, context: Context) -> bool:
    """Whether everything that a condition names is so."""
    return (
        _fact_holds(one, context)
        and _moment_holds(one, context)
        and all(holds(part, context) for part in one.all_of)
        and (not one.any_of or any(holds(part, context) for part in one.any_of))
        and not any(holds(part, context) for part in one.none_of)
    )


def _fact_holds(one: Condition, context: Context) -> bool:
    if one.cycle and (context.span is None or (context.span.ordinal == 1) is not (one.cycle == "first")):
        return False
    if not one.fact:
        return True
    told = context.record.facts.get(one.fact)
    if told is None:
        return False
    if one.at_least is not None:
        return Fraction(told) >= one.at_least.value
    return not one.value or told == one.value


def _moment_holds(one: Condition, context: Context) -> bool:
    if not one.moment:
        return True
    day = context.moments.day(one.moment)
    by, not_before = context.moments.at(one.by), context.moments.at(one.not_before)
    if day is None or (one.by and by is None) or (one.not_before and not_before is None):
        return False
    return (by is None or day <= by) and (not_before is None or not_before <= day)

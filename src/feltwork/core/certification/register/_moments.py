"""Moments, conditions and facts as columns, as `_moments.py` of the explaining evaluator finds them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._calendar import Period
from feltwork.core.certification._rules import Condition, DaysRule, Moment, Point

from ._wants import NO, NO_DAY, NO_WORD, YES, ZERO, Get, Wants, day, is_word, number

DAY_FORM = r"^\d{4}-\d{2}-\d{2}$"
NUMBER_FORM = r"^\d{1,9}$"


class NotASet(Exception):
    """Something that no set-based query of ours can say; the text says what."""


def fact(wants: Wants, name: str) -> Get:
    place = f"fact_{name}"
    return wants.of("facts", place, lambda t: t["value"].max(where=t["fact"] == name), NO_WORD)


def shifted(on: ir.Value, plus: Period | None, minus: Period | None) -> ir.Value:
    """*on* later by one period and earlier by another, months first and cut to the end of a shorter month."""
    for period, sign in ((plus, 1), (minus, -1)):
        if period is None:
            continue
        months = 12 * period.years + period.months
        if months:
            on = (on + ibis.interval(months=sign * months)).cast("date")
        if period.days:
            on = (on + ibis.interval(days=sign * period.days)).cast("date")
    return on


def after(on: ir.Value, period: Period) -> ir.Value:
    return shifted(on, period, None)


class Moments:
    """The moments of one rule set as columns; each is reckoned once."""

    def __init__(self, wants: Wants, doubt: Callable[[str, Get], None]) -> None:
        self.wants, self.doubt = wants, doubt
        self._named = {one.code: one for one in wants.rules.moments}
        self._found: dict[str, Get] = {}
        self._open: set[str] = set()

    def at(self, point: Point | None, *, at_entries: bool = False) -> Get | None:
        """The day of a point; None where there is no point."""
        if point is None:
            return None
        moment = self.day(point.moment)
        if at_entries:
            place = f"point_{point.moment}_{point.plus}_{point.minus}"
            return self.wants.derive(place, lambda row: shifted(moment(row), point.plus, point.minus), at_entries=True)
        return lambda row: shifted(moment(row), point.plus, point.minus)

    def day(self, code: str) -> Get:
        """The column of a moment, null where it is not known."""
        if code in self._open:
            raise NotASet("moments that lean on each other")
        if code not in self._found:
            self._open.add(code)
            named = self._named.get(code)
            get = self._own(named) if named else self._built_in(code)
            self._found[code] = self.wants.derive(f"moment_{code}", get)
            self._open.discard(code)
        return self._found[code]

    def holds(self, one: Condition) -> Get:
        """Whether everything that a condition names is so."""
        parts = [*self._fact_parts(one), *self._moment_parts(one)]
        every = [self.holds(part) for part in one.all_of]
        some = [self.holds(part) for part in one.any_of]
        none = [self.holds(part) for part in one.none_of]

        def get(row: ir.Table) -> ir.Value:
            found: ir.Value = YES
            for part in (*parts, *every):
                found = found & ibis.coalesce(part(row), False)
            if some:
                any_of: ir.Value = NO
                for part in some:
                    any_of = any_of | part(row)
                found = found & any_of
            for part in none:
                found = found & ~part(row)
            return found

        return get

    def _fact_parts(self, one: Condition) -> list[Get]:
        parts: list[Get] = [_in_cycle(one.cycle)] if one.cycle else []
        return [*parts, *self._of_fact(one)]

    def _of_fact(self, one: Condition) -> list[Get]:
        if not one.fact:
            return []
        told = fact(self.wants, one.fact)
        if one.at_least is not None:
            return [self._at_least(told, one.at_least.value)]
        if one.value:
            return [lambda row: is_word(told(row), one.value)]
        return [lambda row: told(row).notnull()]

    def _at_least(self, told: Get, least: Fraction) -> Get:
        self.doubt("fact_no_number", lambda row: ibis.coalesce(~told(row).re_search(NUMBER_FORM), False))

        def get(row: ir.Table) -> ir.Value:
            word = told(row)
            plain = ibis.ifelse(word.re_search(NUMBER_FORM), word, None).cast("int64")
            return plain * least.denominator >= least.numerator

        return get

    def _moment_parts(self, one: Condition) -> list[Get]:
        if not one.moment:
            return []
        moment, by, not_before = self.day(one.moment), self.at(one.by), self.at(one.not_before)
        parts: list[Get] = [lambda row: moment(row).notnull()]
        if by:
            parts.append(lambda row: moment(row) <= by(row))
        if not_before:
            parts.append(lambda row: not_before(row) <= moment(row))
        return parts

    def _own(self, one: Moment) -> Get:
        raw = self._raw(one)
        when = self.holds(one.when) if one.when else None
        otherwise = self.day(one.otherwise) if one.otherwise else None

        def get(row: ir.Table) -> ir.Value:
            found = raw(row)
            if when:
                found = ibis.ifelse(when(row), found, NO_DAY)
            found = shifted(found, one.plus, one.minus) if one.plus or one.minus else found
            return ibis.coalesce(found, otherwise(row)) if otherwise else found

        return get

    def _raw(self, one: Moment) -> Get:
        if one.day:
            on = day(one.day)
            return lambda _row: on
        if one.fact:
            return self.told_day(one.fact)
        if one.gate:
            name = f"gate_first_{one.gate}"
            return self.wants.of("gates", name, lambda t: t["valid_from"].min(where=t["code"] == one.gate), NO_DAY)
        if one.level:
            return self._level_start(one.level)
        if one.first_of or one.last_of:
            return self._of_entries(one.first_of or one.last_of, bool(one.first_of))
        others = [self.day(code) for code in (one.earliest or one.latest)]
        choose = ibis.least if one.earliest else ibis.greatest
        return lambda row: choose(*(get(row) for get in others))

    def told_day(self, name: str) -> Get:
        """A fact as a day; written in any other way than 2026-11-24 it is left to the explaining evaluator."""
        told = fact(self.wants, name)
        self.doubt(
            "fact_no_day", lambda row: ~is_word(told(row), "") & ibis.coalesce(~told(row).re_search(DAY_FORM), False)
        )
        return lambda row: ibis.ifelse(told(row).re_search(DAY_FORM), told(row), None).cast("date")

    def _level_start(self, level: str) -> Get:
        if level not in self.wants.levels:
            raise NotASet("a level that the rules do not have")
        place = self.wants.levels.index(level)
        return lambda row: row[f"start_{place}"]

    def _of_entries(self, kinds: tuple[str, ...], first: bool) -> Get:
        name = f"{'first' if first else 'last'}_of_{'_'.join(kinds)}"

        def make(t: ir.Table) -> ir.Value:
            own = t["kind"].isin(kinds) & (t["on"] <= day(self.wants.as_of))
            return t["on"].min(where=own) if first else t["on"].max(where=own)

        return self.wants.of("entries", name, make, NO_DAY)

    def _built_in(self, code: str) -> Get:
        if code == "as_of":
            return lambda _row: day(self.wants.as_of)
        if code == "anchor":
            return lambda row: row["anchor_on"]
        if code == "training_end":
            return training_end(self.wants, self)
        if code in ("cycle_start", "cycle_end") and self.wants.rules.cycle:
            column = "cycle_begins" if code == "cycle_start" else "cycle_ends"
            return lambda row: row[column]
        return lambda _row: NO_DAY


def _in_cycle(which: str) -> Get:
    return lambda row: row["cycle_ordinal"] == 1 if which == "first" else row["cycle_ordinal"] > 1


def training_end(wants: Wants, moments: Moments) -> Get:
    """The last day of the last level, once all of its days are on the calendar."""
    told = moments.told_day("training_ended_on")
    if not wants.rules.levels:
        return told
    last = wants.levels[-1]
    latest = wants.of("days", "last_day", lambda t: t["on"].max(where=t["level"] == last), NO_DAY)
    own = wants.of("days", "days_last", lambda t: (t["level"] == last).sum(), ZERO)
    elsewhere = wants.of("days", "days_elsewhere", lambda t: (t["level"] != last).sum(), ZERO)
    scale = wants.scale

    def brought(t: ir.Table, only: str | None) -> ir.Value:
        own = t["kind"] == "training_day"
        if only:
            own = own & (t["level"] == only)
        return (t["amount_num"] * (number(scale) // t["amount_den"]).cast("int64")).sum(where=own)

    brought_last = wants.of("recognised", "days_brought_last", lambda t: brought(t, last), ZERO)
    brought_all = wants.of("recognised", "days_brought", lambda t: brought(t, None), ZERO)

    def get(row: ir.Table) -> ir.Value:
        planned: ir.Value = YES
        have = own(row) * scale + brought_last(row)
        for requirement in wants.rules.requirements:
            body = requirement.body
            if not isinstance(body, DaysRule):
                continue
            if last in body.per_level:
                asked: ir.Value = number(int(body.per_level[last].value * scale))
            else:
                base = number(int(requirement.asked.value * scale))
                asked = ibis.greatest(base - elsewhere(row) * scale - brought_all(row), ZERO)
            planned = planned & (have >= asked)
        return ibis.coalesce(told(row), ibis.ifelse(planned, latest(row), NO_DAY))

    return wants.derive("training_end", get)

"""What a finished cycle leaves over of the kinds that may be carried into the next one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ._context import ONE, ZERO, Context, CycleSpan
from ._cycles import Turn
from ._entries import Fate, weigh_all
from ._facts import Record
from ._optimum import Row, maximise
from ._rules import Cycle, Requirement, RuleSet, TotalRule
from ._totals.case import Case
from ._totals.judging import case_of


def span_of(cycle: Cycle, found: Sequence[Turn], rules: RuleSet, record: Record) -> CycleSpan:
    """The present cycle, with what the one before it leaves over."""
    turn = found[-1]
    ends = cycle.grace.after(turn.ends) if cycle.grace else turn.ends
    carried = left_over(cycle, found[-2], rules, record) if len(found) > 1 and cycle.carries else {}
    return CycleSpan(turn.ordinal, turn.begins, ends, carried)


def left_over(cycle: Cycle, turn: Turn, rules: RuleSet, record: Record) -> dict[str, Fraction]:
    """Entry → hours that the cycle did not need. It is filled as far as it can be, with as little of these as it can.

    Nothing is carried twice: what came into the cycle from an earlier one ends with it.
    """
    context = Context(rules, record, turn.counts_until)
    context.span = CycleSpan(turn.ordinal, turn.begins, turn.counts_until)
    entries = [one for one in weigh_all(context) if one.fate is Fate.STANDS]
    own = [one for one in entries if one.kind and one.kind.code in cycle.carries]
    cases = [case_of(one, body, entries, context) for one, body in _totals(rules, context)]
    used = _used(cases, [one.entry.id for one in entries], {one.entry.id: one.entry.hours for one in own})
    left = {one.entry.id: one.entry.hours * (1 - used[one.entry.id]) for one in own}
    return {entry: hours for entry, hours in left.items() if hours > 0}


def _totals(rules: RuleSet, context: Context) -> list[tuple[Requirement, TotalRule]]:
    known = [one for one in rules.requirements if one.when is None or context.holds(one.when)]
    return [
        (one, one.body) for one in known if isinstance(one.body, TotalRule) and one.body.count in ("units", "hours")
    ]


def _used(cases: Sequence[Case], entries: Sequence[str], sparing: dict[str, Fraction]) -> dict[str, Fraction]:
    """The part of each entry that is needed. Variables: a part of each entry, then how far each total is filled."""
    places = {entry: place for place, entry in enumerate(dict.fromkeys(entries))}
    first = len(places)
    rows: list[Row] = []
    for number, case in enumerate(cases):
        terms: dict[int, Fraction] = {first + number: ONE}
        for item in case.items:
            if item.fate is Fate.STANDS:
                place = places[item.weighed.entry.id]
                terms[place] = terms.get(place, ZERO) - item.usable
        rows.append((terms, case.brought))
        rows += _caps(case, places)
    upper = [ONE] * first + [case.asked for case in cases]
    filled = maximise([ZERO] * first + [ONE] * len(cases), upper, rows)
    keep: Row = ({first + number: -ONE for number in range(len(cases))}, -filled.worth)
    costs = [-sparing.get(entry, ZERO) for entry in places] + [ZERO] * len(cases)
    least = maximise(costs, upper, [*rows, keep])
    return {entry: least.amounts[place] for entry, place in places.items()}


def _caps(case: Case, places: dict[str, int]) -> list[Row]:
    made: list[Row] = []
    for limit in case.limits:
        terms: dict[int, Fraction] = {}
        for item in limit.items:
            if item.fate is Fate.STANDS:
                place = places[item.weighed.entry.id]
                terms[place] = terms.get(place, ZERO) + item.usable
        if terms:
            made.append((terms, limit.at_most))
    return made

"""Either, or: at least so many of several ways, each of which is a handful of other requirements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from ._context import ZERO, Context
from ._judged import DONE, Judged, relief, settle
from ._plain import plain_result
from ._reasons import reason
from ._rules import Requirement, Way, WaysRule
from ._verdict import Reason, State

_ORDER = (State.CANNOT, State.NOT_YET, State.HUMAN, State.MET)


def judge_ways(requirement: Requirement, body: WaysRule, found: Mapping[str, Judged], context: Context) -> Judged:
    """The ways once everything they need has been judged. One that needs what does not hold here is closed."""
    states = {way.code: _state_of(way, found) for way in body.ways}
    eased = relief(requirement, context)
    asked = max(requirement.asked.value - eased.amount, ZERO)
    met = Fraction(sum(1 for state in states.values() if state is State.MET))
    human = sum(1 for state in states.values() if state is State.HUMAN)
    lost = sum(1 for state in states.values() if state is State.CANNOT)
    missing = max(asked - met, ZERO)
    state = State.MET
    if missing:
        state = State.HUMAN if human >= missing else State.CANNOT if len(states) - lost < asked else State.NOT_YET
    result = plain_result(
        requirement,
        state=state,
        asked=asked,
        counted=met,
        missing=missing,
        reasons=[*eased.reasons, *_reasons(requirement, body, states, found, missing)],
    )
    return settle(Judged(result), requirement, context, eased.whole)


def members(body: WaysRule) -> set[str]:
    """The requirements that a way names."""
    return {code for way in body.ways for code in way.needs}


def _state_of(way: Way, found: Mapping[str, Judged]) -> State:
    states = [found[code].result.state if code in found else State.CANNOT for code in way.needs]
    plain = [State.MET if state in DONE else state for state in states]
    return min(plain, key=_ORDER.index, default=State.MET)


def _reasons(
    requirement: Requirement,
    body: WaysRule,
    states: Mapping[str, State],
    found: Mapping[str, Judged],
    missing: Fraction,
) -> Iterator[Reason]:
    if missing:
        yield reason("missing", amount=missing, unit=requirement.unit)
    for way in body.ways:
        if states[way.code] is State.MET:
            yield reason("way_met", way=str(way.title))
        elif states[way.code] is State.CANNOT:
            yield reason("way_lost", way=str(way.title))
        else:
            open_ones = [code for code in way.needs if code in found and found[code].result.state not in DONE]
            yield reason("way_open", way=str(way.title), missing=len(open_ones))

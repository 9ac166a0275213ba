"""Time between two days of a candidate: at least so long, at most so long, by a deadline.

An earlier first event can break a maximum, so adding evidence can make this kind worse.
"""

from __future__ import annotations

from datetime import date

from ._context import ONE, ZERO, Context
from ._gates import remedies_on
from ._judged import Judged, relief, settle
from ._plain import plain_result
from ._reasons import reason
from ._rules import Requirement, TimeRule
from ._verdict import Reason, State


def judge_time(requirement: Requirement, body: TimeRule, context: Context) -> Judged:
    """Whether the time between is as it should be."""
    eased = relief(requirement, context)
    state, reasons = _find(body, context)
    met = state is State.MET
    since = context.moments.at(body.since)
    result = plain_result(
        requirement,
        state=state,
        asked=ONE,
        counted=ONE if met else ZERO,
        missing=ZERO if met else ONE,
        reasons=[*eased.reasons, *reasons],
        deadline=body.at_most.after(since) if body.at_most and since else None,
    )
    return settle(Judged(result), requirement, context, eased.whole)


def _find(body: TimeRule, context: Context) -> tuple[State, list[Reason]]:
    since, to = context.moments.at(body.since), context.moments.at(body.to)
    if since is None:
        return State.NOT_YET, [reason("span_unknown", moment=body.since.moment)]
    allowed_until = body.at_most.after(since) if body.at_most else None
    if allowed_until and allowed_until < (to or context.as_of):
        late = reason("too_long", since=since, to=to, allowed_until=allowed_until)
        return State.CANNOT, [late, *remedies_on(body.remedies, context)]
    if to is None:
        return State.NOT_YET, [reason("span_unknown", moment=body.to.moment)]
    return _long_enough(body, since, to)


def _long_enough(body: TimeRule, since: date, to: date) -> tuple[State, list[Reason]]:
    if to < since or (body.at_least and to < body.at_least.after(since)):
        return State.NOT_YET, [reason("too_short", since=since, to=to, at_least=str(body.at_least or ""))]
    return State.MET, [reason("long_enough", since=since, to=to)]

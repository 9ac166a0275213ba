"""A sum on the day of judgement."""

from __future__ import annotations

from collections.abc import Sequence

from feltwork.core.certification._context import ZERO, Context
from feltwork.core.certification._entries import Weighed
from feltwork.core.certification._judged import Judged, relief, settle
from feltwork.core.certification._pots import mark_useful
from feltwork.core.certification._rules import Requirement, SumRule
from feltwork.core.certification._verdict import RequirementResult, State
from feltwork.core.certification._windows import window_of

from .amounts import asks_of, brought_by_level, feeds_of, pots_of
from .case import Case
from .sayings import deadline_of, gaps, level_warnings, origins, questions_of, window_warnings
from .states import level_of, state_of

_DONE = (State.MET, State.WAIVED)


def judge_sum(requirement: Requirement, body: SumRule, entries: Sequence[Weighed], context: Context) -> Judged:
    """One sum on the day of judgement."""
    window = window_of(requirement, context)
    feeds = feeds_of(requirement, body, entries, window, context)
    brought = brought_by_level(requirement, body, context)
    pots = pots_of(feeds, brought, context)
    eased = relief(requirement, context)
    asks = asks_of(requirement, body, eased, pots, context)
    case = Case(requirement, body, context, window, feeds, pots, eased, asks)
    mark_useful(feeds, asks, brought)
    result = _result(case)
    return settle(Judged(result, feeds, questions_of(case, result)), requirement, context, eased.whole)


def _result(case: Case) -> RequirementResult:
    requirement = case.requirement
    levels = tuple(level_of(level, case) for level in case.context.levels.codes)
    state = state_of(case, levels)
    counted = sum((pot.counted for pot in case.pots.values()), ZERO)
    missing = max(case.asks.total - case.useful, ZERO)
    return RequirementResult(
        code=requirement.code,
        kind=requirement.kind,
        unit=requirement.unit,
        state=state,
        asked=case.asks.total,
        counted=counted,
        waiting=sum((pot.waiting for pot in case.pots.values()), ZERO),
        missing=missing,
        levels=levels,
        reasons=(*origins(case), *gaps(case, levels, missing, state)),
        warnings=(*level_warnings(case, levels, missing), *window_warnings(case, missing)),
        deadline=None if state in (*_DONE, State.CANNOT) else deadline_of(case, levels),
        parent=requirement.within or None,
        undecided=sum((pot.undecided for pot in case.pots.values()), ZERO),
        above=counted - case.useful,
    )

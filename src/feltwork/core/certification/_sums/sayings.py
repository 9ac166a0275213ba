"""What is said about a sum: where its numbers come from, what is missing, what to beware of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from feltwork.core.certification._context import ZERO
from feltwork.core.certification._entries import Fate
from feltwork.core.certification._judged import Feed
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._verdict import LevelResult, Reason, RequirementResult, State
from feltwork.core.certification._windows import OpenWindow

from .amounts import brought
from .case import Case

_DONE = (State.MET, State.WAIVED)


def origins(case: Case) -> Iterator[Reason]:
    """Where the number asked, and what was brought along, come from."""
    yield from case.eased.reasons
    raised = case.context.raises.get(case.requirement.code)
    if raised:
        base = case.requirement.asked.value
        yield reason("raised_by_recordings", base=base, added=raised.amount, days=raised.days)
    for one in brought(case.requirement, case.body, case.context):
        words: Data = {"amount": one.amount, "unit": case.requirement.unit, "source": one.source}
        yield reason("recognised", level=one.level, **words)


def gaps(case: Case, levels: Sequence[LevelResult], missing: Fraction, state: State) -> Iterator[Reason]:
    """What is missing, in all and in each level, and what stands in the way."""
    unit = case.requirement.unit
    if missing:
        yield reason("missing", amount=missing, unit=unit)
    for one in levels:
        gap = case.asks.levels.get(one.level, ZERO) - one.counted
        if gap > 0:
            yield _gap_in_level(one, gap, case)
    if state is State.MET:
        return
    if case.window and case.window_passed:
        yield _passed(case.window, missing, unit)
    undecided = [feed for feed in case.feeds if feed.fate is Fate.HUMAN]
    if undecided:
        amount = sum((feed.amount for feed in undecided), ZERO)
        yield reason("undecided_entries", amount=amount, unit=unit, question=_question_of(undecided[0]))


def _question_of(feed: Feed) -> str:
    said = [*feed.weighed.questions, *([feed.said] if feed.said else [])]
    return str(said[0].data["question"])


def _gap_in_level(one: LevelResult, gap: Fraction, case: Case) -> Reason:
    later = case.context.levels.after(one.level)
    unit = case.requirement.unit
    if not one.repairable and later and later[1] <= case.context.as_of:
        words: Data = {"level": one.level, "amount": gap, "unit": unit, "next_level": later[0]}
        return reason("level_closed", since=later[1], **words)
    return reason("missing_in_level", level=one.level, amount=gap, unit=unit)


def _passed(window: OpenWindow, missing: Fraction, unit: str) -> Reason:
    words: Data = {"requirement": window.requirement, "last_day": window.last_day}
    if window.allowed_until is None:
        return reason("window_silent", question=window.question, **words)
    if window.human_beyond:
        return reason("window_passed", question=window.question, allowed_until=window.allowed_until, **words)
    limit = window.allowed_until
    return reason("window_closed", last_day=window.last_day, allowed_until=limit, amount=missing, unit=unit)


def level_warnings(case: Case, levels: Sequence[LevelResult], missing: Fraction) -> Iterator[Reason]:
    context, unit = case.context, case.requirement.unit
    for one in levels:
        gap = (one.asked or ZERO) - one.counted
        later = context.levels.after(one.level)
        is_over = (later is not None and later[1] <= context.as_of) or missing == 0
        if gap > 0 and one.recommended and is_over:
            words: Data = {"level": one.level, "recommended": one.asked, "counted": one.counted}
            yield reason("below_recommendation", unit=unit, **words)
        elif gap > 0 and one.level == context.level_now and later and case.hard and not case.hard.repairable:
            words = {"level": one.level, "next_level": later[0], "starts_on": later[1]}
            yield reason("level_about_to_change", amount=gap, waiting=one.waiting, unit=unit, **words)


def window_warnings(case: Case, missing: Fraction) -> Iterator[Reason]:
    """Once training is over: until when what is missing can still be done."""
    limit = _limit(case)
    if missing and limit and not case.window_passed:
        yield reason("window_ends", allowed_until=limit, amount=missing, unit=case.requirement.unit)


def _limit(case: Case) -> date | None:
    begun = case.window is not None and case.window.last_day <= case.context.as_of
    return case.window.allowed_until if case.window and begun else None


def deadline_of(case: Case, levels: Sequence[LevelResult]) -> date | None:
    """The last day on which something still helps, if one is known."""
    limit = _limit(case)
    days = [limit] if limit else []
    if case.hard and not case.hard.repairable:
        for one in levels:
            later = case.context.levels.after(one.level)
            if one.level == case.context.level_now and one.state not in _DONE and later:
                days.append(later[1] - timedelta(days=1))
    return min(days, default=None)


def questions_of(case: Case, result: RequirementResult) -> list[Reason]:
    found = [feed.said for feed in case.feeds if feed.said and feed.fate is Fate.HUMAN]
    if result.state is State.HUMAN:
        found += [one for one in result.reasons if one.code in ("window_silent", "window_passed")]
    return found

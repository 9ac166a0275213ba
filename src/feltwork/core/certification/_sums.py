"""Sums: a quantity over entries, with a minimum in each level and parts inside a total.

Adding an accepted entry never lowers a sum. A hard minimum of a level cannot be repaired once the next level began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ._context import ZERO, Context
from ._entries import Fate, Weighed
from ._facts import Recognised
from ._judged import Feed, Judged, Relief, relief, settle
from ._pots import Asks, Pot, mark_useful
from ._reasons import Data, reason
from ._rules import PerLevel, Requirement, Strictness, SumRule
from ._verdict import LevelResult, Reason, RequirementResult, State
from ._windows import OpenWindow, window_of

_DONE = (State.MET, State.WAIVED)


@dataclass(slots=True)
class Case:
    """One sum being judged."""

    requirement: Requirement
    body: SumRule
    context: Context
    window: OpenWindow | None
    feeds: list[Feed]
    pots: dict[str | None, Pot]
    eased: Relief
    asks: Asks

    @property
    def hard(self) -> PerLevel | None:
        rule = self.body.per_level
        return rule if rule and rule.strictness is Strictness.HARD else None

    @property
    def window_passed(self) -> bool:
        return self.window is not None and self.window.has_passed(self.context.as_of)

    @property
    def window_is_firm(self) -> bool:
        """Whether the text says clearly that nothing counts after the window."""
        return self.window is not None and self.window.allowed_until is not None and not self.window.human_beyond

    @property
    def useful(self) -> Fraction:
        return self.asks.useful({level: pot.counted for level, pot in self.pots.items()})


def judge_sum(requirement: Requirement, body: SumRule, entries: Sequence[Weighed], context: Context) -> Judged:
    """One sum on the day of judgement."""
    window = window_of(requirement, context)
    feeds = [_feed(requirement, body, one, window) for one in entries if _takes(body, one, context)]
    pots = _pots(requirement, body, feeds, context)
    eased = relief(requirement, context)
    asks = _asks(requirement, body, eased, pots, context)
    case = Case(requirement, body, context, window, feeds, pots, eased, asks)
    mark_useful(feeds, asks, _brought_by_level(requirement, body, context))
    result = _result(case)
    return settle(Judged(result, feeds, _questions(case, result)), requirement, context, eased.whole)


def _takes(body: SumRule, one: Weighed, context: Context) -> bool:
    if one.kind is None or one.kind.code not in body.of:
        return False
    return not body.given_by or context.approvals.holds(one.entry.provider, body.given_by, one.level, one.entry.on)


def _feed(requirement: Requirement, body: SumRule, one: Weighed, window: OpenWindow | None) -> Feed:
    amount = one.entry.hours if body.count == "hours" and not one.ruled else one.amount
    fate, said = one.fate, None
    if window and not one.ruled and fate is not Fate.FALLS:
        found, said = window.find(one.entry.on)
        fate = max(fate, found)
    return Feed(requirement.code, one, amount, one.level, fate, said)


def _brought(requirement: Requirement, body: SumRule, context: Context) -> Iterator[Recognised]:
    """Credit brought along: of a kind that is summed here, or named after this very requirement."""
    for one in context.record.recognised:
        fits = one.kind == requirement.code or (one.kind in body.of and not body.given_by)
        if fits and one.on <= context.as_of:
            yield one


def _brought_by_level(requirement: Requirement, body: SumRule, context: Context) -> dict[str | None, Fraction]:
    found: dict[str | None, Fraction] = defaultdict(lambda: ZERO)
    for one in _brought(requirement, body, context):
        found[one.level] += one.amount
    return found


def _pots(requirement: Requirement, body: SumRule, feeds: Sequence[Feed], context: Context) -> dict[str | None, Pot]:
    pots: dict[str | None, Pot] = defaultdict(Pot, {level: Pot() for level in context.levels.codes})
    for one in _brought(requirement, body, context):
        pots[one.level].counted += one.amount
    for feed in feeds:
        pots[feed.level].add(feed.fate, feed.amount)
    return pots


def _asks(
    requirement: Requirement, body: SumRule, eased: Relief, pots: dict[str | None, Pot], context: Context
) -> Asks:
    """What is asked after waivers. A total that is just the sum of its levels follows a waiver of one of them."""
    base = requirement.asked.value
    levels: dict[str, Fraction] = {}
    if body.per_level and body.per_level.strictness is Strictness.HARD:
        numbers = {level: number.value for level, number in body.per_level.asks.items()}
        levels = {level: eased.for_level(level, asked, pots[level].counted) for level, asked in numbers.items()}
        if sum(numbers.values(), ZERO) == base:
            base = sum(levels.values(), ZERO)
    raised = context.raises.get(requirement.code)
    return Asks(max(base + (raised.amount if raised else ZERO) - eased.amount, ZERO), levels)


def _result(case: Case) -> RequirementResult:
    requirement = case.requirement
    levels = tuple(_level(level, case) for level in case.context.levels.codes)
    state = _state(case, levels)
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
        reasons=(*_origins(case), *_gaps(case, levels, missing, state)),
        warnings=(*_level_warnings(case, levels, missing), *_window_warnings(case, missing)),
        deadline=None if state in (*_DONE, State.CANNOT) else _deadline(case, levels),
        parent=requirement.within or None,
        undecided=sum((pot.undecided for pot in case.pots.values()), ZERO),
        above=counted - case.useful,
    )


def _level(level: str, case: Case) -> LevelResult:
    rule, pot = case.body.per_level, case.pots[level]
    number = rule.asks.get(level) if rule else None
    asked = case.asks.levels.get(level, number.value if number else None)
    closed = _is_closed(level, case)
    no_room = case.hard is not None and asked is not None and case.asks.free == 0
    return LevelResult(
        level=level,
        asked=asked,
        counted=pot.counted,
        waiting=pot.waiting,
        state=_level_state(pot, asked, number.value if number else None, closed and case.hard is not None),
        repairable=not closed,
        recommended=number is not None and case.hard is None,
        undecided=pot.undecided,
        above=max(pot.counted - asked, ZERO) if no_room and asked is not None else ZERO,
    )


def _is_closed(level: str, case: Case) -> bool:
    """Whether nothing new can count for *level*."""
    if case.window_passed and case.window_is_firm:
        return True
    if case.hard is None or case.hard.repairable:
        return False
    return case.context.levels.closed_on(level, case.context.as_of) is not None


def _level_state(pot: Pot, asked: Fraction | None, before: Fraction | None, closed: bool) -> State:
    if asked is None or pot.counted >= asked:
        waived = asked is not None and before is not None and pot.counted < before
        return State.WAIVED if waived else State.MET
    if closed and pot.reachable < asked:
        return State.CANNOT
    return State.HUMAN if pot.counted + pot.undecided >= asked else State.NOT_YET


def _state(case: Case, levels: Sequence[LevelResult]) -> State:
    """The five outcomes. A person is called where the answer decides, or where the text of the rules gives out."""
    asks, pots = case.asks, case.pots
    hard = [one.state for one in levels if one.level in asks.levels]
    if case.useful >= asks.total and all(state in _DONE for state in hard):
        return State.MET
    reachable = asks.useful({level: pot.reachable for level, pot in pots.items()})
    if State.CANNOT in hard or (case.window_passed and case.window_is_firm and reachable < asks.total):
        return State.CANNOT
    decided = asks.useful({level: pot.counted + pot.undecided for level, pot in pots.items()})
    if decided >= asks.total and State.NOT_YET not in hard:
        return State.HUMAN
    certain = asks.useful({level: pot.counted + pot.waiting + pot.unsent for level, pot in pots.items()})
    text_gives_out = case.window_passed and not case.window_is_firm
    return State.HUMAN if text_gives_out and certain < asks.total else State.NOT_YET


def _origins(case: Case) -> Iterator[Reason]:
    """Where the number asked, and what was brought along, come from."""
    yield from case.eased.reasons
    raised = case.context.raises.get(case.requirement.code)
    if raised:
        base = case.requirement.asked.value
        yield reason("raised_by_recordings", base=base, added=raised.amount, days=raised.days)
    for one in _brought(case.requirement, case.body, case.context):
        words: Data = {"amount": one.amount, "unit": case.requirement.unit, "source": one.source}
        yield reason("recognised", level=one.level, **words)


def _gaps(case: Case, levels: Sequence[LevelResult], missing: Fraction, state: State) -> Iterator[Reason]:
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


def _level_warnings(case: Case, levels: Sequence[LevelResult], missing: Fraction) -> Iterator[Reason]:
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


def _window_warnings(case: Case, missing: Fraction) -> Iterator[Reason]:
    """Once training is over: until when what is missing can still be done."""
    limit = _limit(case)
    if missing and limit and not case.window_passed:
        yield reason("window_ends", allowed_until=limit, amount=missing, unit=case.requirement.unit)


def _limit(case: Case) -> date | None:
    begun = case.window is not None and case.window.last_day <= case.context.as_of
    return case.window.allowed_until if case.window and begun else None


def _deadline(case: Case, levels: Sequence[LevelResult]) -> date | None:
    """The last day on which something still helps, if one is known."""
    limit = _limit(case)
    days = [limit] if limit else []
    if case.hard and not case.hard.repairable:
        for one in levels:
            later = case.context.levels.after(one.level)
            if one.level == case.context.level_now and one.state not in _DONE and later:
                days.append(later[1] - timedelta(days=1))
    return min(days, default=None)


def _questions(case: Case, result: RequirementResult) -> list[Reason]:
    found = [feed.said for feed in case.feeds if feed.said and feed.fate is Fate.HUMAN]
    if result.state is State.HUMAN:
        found += [one for one in result.reasons if one.code in ("window_silent", "window_passed")]
    return found

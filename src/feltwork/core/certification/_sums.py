"""Sums: a quantity over entries, with a minimum in each level and parts inside a total.

Adding an accepted entry never lowers a sum. A hard minimum of a level cannot be repaired once the next level began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ._context import ZERO, Context
from ._entries import Fate, Weighed
from ._judged import Feed, Judged, Relief, relief, settle
from ._reasons import Data, reason
from ._rules import Requirement, Strictness, SumRule
from ._verdict import LevelResult, Reason, RequirementResult, State
from ._windows import OpenWindow, window_of


@dataclass(slots=True)
class Pot:
    """Amounts of one level, by how firm they are."""

    counted: Fraction = ZERO
    waiting: Fraction = ZERO
    unsent: Fraction = ZERO
    undecided: Fraction = ZERO

    @property
    def reachable(self) -> Fraction:
        """What it could come to without anything new happening."""
        return self.counted + self.waiting + self.unsent + self.undecided

    def add(self, fate: Fate, amount: Fraction) -> None:
        if fate is Fate.STANDS:
            self.counted += amount
        elif fate is Fate.WAITS:
            self.waiting += amount
        elif fate is Fate.UNSENT:
            self.unsent += amount
        elif fate is Fate.HUMAN:
            self.undecided += amount


@dataclass(slots=True)
class Asks:
    """What is asked, after waivers and made-up days: in all, and as a hard minimum of each level."""

    total: Fraction
    levels: dict[str, Fraction]

    @property
    def free(self) -> Fraction:
        """The part of the total that may come from any level."""
        return max(self.total - sum(self.levels.values(), ZERO), ZERO)

    def useful(self, amounts: Mapping[str | None, Fraction]) -> Fraction:
        """How much of *amounts* brings the total nearer: a surplus in one level fills no gap in another."""
        filled = spare = ZERO
        for level, amount in amounts.items():
            within = min(amount, self.levels.get(level, ZERO)) if level else ZERO
            filled += within
            spare += amount - within
        return filled + min(spare, self.free)


def judge_sum(requirement: Requirement, body: SumRule, entries: Sequence[Weighed], context: Context) -> Judged:
    """One sum on the day of judgement."""
    window = window_of(requirement, context)
    feeds = [_feed(requirement, body, one, window) for one in entries if _takes(body, one, context)]
    pots = _pots(requirement, body, feeds, context)
    eased = relief(requirement, context)
    asks = _asks(requirement, body, eased, pots, context)
    _mark_useful(feeds, asks, _recognised(requirement, body, context))
    levels = _levels(body, pots, asks, window, context)
    result = _result(requirement, body, pots, asks, levels, window, eased, context)
    return settle(Judged(result, feeds, _questions(feeds, result, window)), requirement, context, eased.whole)


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


def _recognised(requirement: Requirement, body: SumRule, context: Context) -> dict[str | None, Fraction]:
    """Credit brought along: of a kind that is summed here, or named after this very requirement."""
    found: dict[str | None, Fraction] = defaultdict(lambda: ZERO)
    for one in context.record.recognised:
        fits = one.kind == requirement.code or (one.kind in body.of and not body.given_by)
        if fits and one.on <= context.as_of:
            found[one.level] += one.amount
    return found


def _pots(requirement: Requirement, body: SumRule, feeds: Iterable[Feed], context: Context) -> dict[str | None, Pot]:
    pots: dict[str | None, Pot] = defaultdict(Pot)
    for level in context.levels.codes:
        pots[level] = Pot()
    for place, amount in _recognised(requirement, body, context).items():
        pots[place].counted += amount
    for feed in feeds:
        pots[feed.level].add(feed.fate, feed.amount)
    return pots


def _asks(
    requirement: Requirement, body: SumRule, eased: Relief, pots: Mapping[str | None, Pot], context: Context
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


def _mark_useful(feeds: Sequence[Feed], asks: Asks, start: Mapping[str | None, Fraction]) -> None:
    """Which part of each entry is needed: what stands first, then what waits, each in the order of its day."""
    left = dict(asks.levels)
    free = asks.free
    spare = ZERO
    for level, amount in start.items():
        within = min(amount, left.get(level, ZERO)) if level else ZERO
        if level and within:
            left[level] -= within
        spare += amount - within
    free = max(free - spare, ZERO)
    for feed in sorted(feeds, key=lambda one: (one.fate, one.weighed.entry.on, one.weighed.entry.id)):
        if feed.fate is Fate.FALLS:
            continue
        within = min(feed.amount, left.get(feed.level, ZERO)) if feed.level else ZERO
        if feed.level and within:
            left[feed.level] -= within
        extra = min(feed.amount - within, free)
        free -= extra
        feed.useful = within + extra


def _levels(
    body: SumRule, pots: Mapping[str | None, Pot], asks: Asks, window: OpenWindow | None, context: Context
) -> tuple[LevelResult, ...]:
    rule = body.per_level
    made = []
    for level in context.levels.codes:
        pot = pots[level]
        number = rule.asks.get(level) if rule else None
        recommended = rule is not None and rule.strictness is Strictness.RECOMMENDED
        asked = asks.levels.get(level, number.value if number else None)
        closed = _is_closed(level, body, window, context)
        state = _level_state(pot, asked, number.value if number else None, closed and not recommended)
        above = max(pot.counted - asked, ZERO) if asked is not None and asks.free == 0 and not recommended else ZERO
        made.append(
            LevelResult(
                level=level,
                asked=asked,
                counted=pot.counted,
                waiting=pot.waiting,
                state=state,
                repairable=not closed,
                recommended=recommended and number is not None,
                undecided=pot.undecided,
                above=above,
            )
        )
    return tuple(made)


def _is_closed(level: str, body: SumRule, window: OpenWindow | None, context: Context) -> bool:
    """Whether nothing new can count for *level*."""
    if window and window.allowed_until and not window.human_beyond and window.has_passed(context.as_of):
        return True
    if body.per_level is None or body.per_level.repairable or body.per_level.strictness is not Strictness.HARD:
        return False
    return context.levels.closed_on(level, context.as_of) is not None


def _level_state(pot: Pot, asked: Fraction | None, before: Fraction | None, closed: bool) -> State:
    if asked is None or pot.counted >= asked:
        waived = asked is not None and before is not None and pot.counted < before
        return State.WAIVED if waived else State.MET
    if closed and pot.reachable < asked:
        return State.CANNOT
    return State.HUMAN if pot.counted + pot.undecided >= asked else State.NOT_YET


def _state(
    pots: Mapping[str | None, Pot],
    asks: Asks,
    levels: Sequence[LevelResult],
    window: OpenWindow | None,
    context: Context,
) -> State:
    hard = [one.state for one in levels if one.level in asks.levels]
    useful = asks.useful({level: pot.counted for level, pot in pots.items()})
    if useful >= asks.total and all(state in (State.MET, State.WAIVED) for state in hard):
        return State.MET
    reachable = asks.useful({level: pot.reachable for level, pot in pots.items()})
    passed = window is not None and window.has_passed(context.as_of)
    silent = window is not None and (window.allowed_until is None or window.human_beyond)
    if State.CANNOT in hard or (passed and not silent and reachable < asks.total):
        return State.CANNOT
    decided = asks.useful({level: pot.counted + pot.undecided for level, pot in pots.items()})
    if decided >= asks.total and all(state is not State.NOT_YET for state in hard):
        return State.HUMAN
    firm = asks.useful({level: pot.counted + pot.waiting + pot.unsent for level, pot in pots.items()})
    return State.HUMAN if passed and silent and firm < asks.total else State.NOT_YET


def _result(
    requirement: Requirement,
    body: SumRule,
    pots: Mapping[str | None, Pot],
    asks: Asks,
    levels: tuple[LevelResult, ...],
    window: OpenWindow | None,
    eased: Relief,
    context: Context,
) -> RequirementResult:
    counted = sum((pot.counted for pot in pots.values()), ZERO)
    useful = asks.useful({level: pot.counted for level, pot in pots.items()})
    state = _state(pots, asks, levels, window, context)
    missing = max(asks.total - useful, ZERO)
    made = RequirementResult(
        code=requirement.code,
        kind=requirement.kind,
        unit=requirement.unit,
        state=state,
        asked=asks.total,
        counted=counted,
        waiting=sum((pot.waiting for pot in pots.values()), ZERO),
        missing=missing,
        levels=levels,
        reasons=(
            *_origins(requirement, body, eased, context),
            *_gaps(requirement, asks, levels, missing, state, window, pots, context),
        ),
        warnings=tuple(_warnings(requirement, body, levels, missing, window, context)),
        deadline=_deadline(asks, levels, state, window, context),
        parent=requirement.within or None,
        undecided=sum((pot.undecided for pot in pots.values()), ZERO),
        above=counted - useful,
    )
    return made


def _origins(requirement: Requirement, body: SumRule, eased: Relief, context: Context) -> list[Reason]:
    """Where the number asked, and what was brought along, come from."""
    said = list(eased.reasons)
    raised = context.raises.get(requirement.code)
    if raised:
        words: Data = {"base": requirement.asked.value, "added": raised.amount, "days": raised.days}
        said.append(reason("raised_by_recordings", **words))
    for one in context.record.recognised:
        fits = one.kind == requirement.code or (one.kind in body.of and not body.given_by)
        if fits and one.on <= context.as_of:
            brought: Data = {"amount": one.amount, "unit": requirement.unit, "source": one.source}
            said.append(reason("recognised", level=one.level, **brought))
    return said


def _gaps(
    requirement: Requirement,
    asks: Asks,
    levels: Sequence[LevelResult],
    missing: Fraction,
    state: State,
    window: OpenWindow | None,
    pots: Mapping[str | None, Pot],
    context: Context,
) -> list[Reason]:
    """What is missing, in all and in each level, and what stands in the way."""
    unit = requirement.unit
    said = [reason("missing", amount=missing, unit=unit)] if missing else []
    for one in levels:
        gap = asks.levels.get(one.level, ZERO) - one.counted
        if gap > 0:
            said.append(_gap_in_level(one, gap, unit, context))
    if state is State.MET:
        return said
    if window and window.has_passed(context.as_of):
        said.append(_passed(window, missing, unit))
    undecided = sum((pot.undecided for pot in pots.values()), ZERO)
    if undecided:
        said.append(reason("undecided_entries", amount=undecided, unit=unit))
    return said


def _gap_in_level(one: LevelResult, gap: Fraction, unit: str, context: Context) -> Reason:
    later = context.levels.after(one.level)
    if not one.repairable and later and later[1] <= context.as_of:
        words: Data = {"level": one.level, "amount": gap, "unit": unit, "next_level": later[0], "since": later[1]}
        return reason("level_closed", **words)
    return reason("missing_in_level", level=one.level, amount=gap, unit=unit)


def _passed(window: OpenWindow, missing: Fraction, unit: str) -> Reason:
    words: Data = {"requirement": window.requirement, "last_day": window.last_day}
    if window.allowed_until is None:
        return reason("window_silent", question=window.question, **words)
    if window.human_beyond:
        return reason("window_passed", question=window.question, allowed_until=window.allowed_until, **words)
    limit = window.allowed_until
    return reason("window_closed", last_day=window.last_day, allowed_until=limit, amount=missing, unit=unit)


def _warnings(
    requirement: Requirement,
    body: SumRule,
    levels: Sequence[LevelResult],
    missing: Fraction,
    window: OpenWindow | None,
    context: Context,
) -> Iterable[Reason]:
    unit = requirement.unit
    for one in levels:
        gap = (one.asked or ZERO) - one.counted
        if gap <= 0:
            continue
        later = context.levels.after(one.level)
        if one.recommended:
            if (later and later[1] <= context.as_of) or missing == 0:
                advice: Data = {"level": one.level, "recommended": one.asked, "counted": one.counted}
                yield reason("below_recommendation", unit=unit, **advice)
        elif one.level == context.level_now and later and body.per_level and not body.per_level.repairable:
            words: Data = {
                "level": one.level,
                "next_level": later[0],
                "amount": gap,
                "waiting": one.waiting,
                "unit": unit,
            }
            yield reason("level_about_to_change", starts_on=later[1], **words)
    if missing and window and window.allowed_until and not window.has_passed(context.as_of):
        yield reason("window_ends", allowed_until=window.allowed_until, amount=missing, unit=unit)


def _deadline(
    asks: Asks, levels: Sequence[LevelResult], state: State, window: OpenWindow | None, context: Context
) -> date | None:
    """The last day on which something still helps, if one is known."""
    if state in (State.MET, State.CANNOT):
        return None
    days = [window.allowed_until] if window and window.allowed_until else []
    for one in levels:
        later = context.levels.after(one.level)
        open_gap = one.level == context.level_now and one.level in asks.levels and one.state is not State.MET
        if open_gap and later and later[1] > context.as_of:
            days.append(later[1] - timedelta(days=1))
    return min(days, default=None)


def _questions(feeds: Iterable[Feed], result: RequirementResult, window: OpenWindow | None) -> list[Reason]:
    found = [feed.said for feed in feeds if feed.said and feed.fate is Fate.HUMAN]
    if result.state is State.HUMAN and window:
        found += [one for one in result.reasons if one.code in ("window_silent", "window_passed")]
    return found

"""Training days: attended, made up, by recording; caps on modes; days brought along from another school.

A missed day can be taken again with another cohort, so this kind never ends in "can no longer be met". More recorded
days can make the whole verdict worse: each may add to another requirement.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ._context import ONE, ZERO, Context
from ._entries import Fate
from ._facts import Attended, Outcome, TrainingDay
from ._judged import Judged, Relief, relief, settle
from ._reasons import reason
from ._recordings import is_recording, refusals
from ._rules import DaysRule, ModeCap, Requirement
from ._verdict import Counted, EntryResult, LevelResult, Reason, RequirementResult, Share, State

KIND = "training_day"
_COUNTED = {Fate.STANDS: Counted.COUNTS, Fate.HUMAN: Counted.HUMAN, Fate.FALLS: Counted.DOES_NOT}


@dataclass(slots=True)
class DayFound:
    """One day, its fate and why."""

    day: TrainingDay
    fate: Fate
    reasons: list[Reason] = field(default_factory=list)
    planned: bool = False


def judge_days(requirement: Requirement, body: DaysRule, context: Context) -> Judged:
    """Training days on the day of judgement."""
    found = _find(requirement, body, context)
    question = _ask_about_recordings(requirement, body, found, context)
    recordings = sum(1 for one in found if is_recording(one.day) and one.fate is not Fate.FALLS)
    capped = _apply_caps(body, found, context)
    eased = relief(requirement, context)
    result = _result(requirement, body, found, capped, eased, question, context)
    judged = Judged(result, [], [question] if question else [], tuple(_day_result(one, requirement) for one in found))
    if body.recording and body.recording.adds:
        judged.raises = body.recording.adds.per_day.value * recordings
    return settle(judged, requirement, context, eased.whole)


def recorded_days(judged: Judged) -> int:
    """How many days by recording were accepted or wait for a person."""
    said = [one for one in judged.days if any(reason.code == "day_by_recording" for reason in one.reasons)]
    return sum(1 for one in said if one.counted is not Counted.DOES_NOT)


def _find(requirement: Requirement, body: DaysRule, context: Context) -> list[DayFound]:
    past = [day for day in context.record.days if day.on <= context.as_of]
    refused = refusals(past, body.recording, context.levels.codes)
    days = sorted(context.record.days, key=lambda day: (day.on, day.id))
    return [_find_day(day, refused, context) for day in days]


def _find_day(day: TrainingDay, refused: Mapping[str, list[Reason]], context: Context) -> DayFound:
    if day.on > context.as_of:
        return DayFound(day, Fate.FALLS, [reason("day_planned", on=day.on)], planned=True)
    if is_recording(day):
        said = reason("day_by_recording", module=day.module)
        against = refused.get(day.id, [])
        return DayFound(day, Fate.FALLS if against else Fate.STANDS, [said, *against])
    if day.attended is Attended.ATTENDED:
        return DayFound(day, Fate.STANDS, [reason("day_attended", mode=day.mode)])
    if day.attended is Attended.MADE_UP:
        return DayFound(day, Fate.STANDS, [reason("day_made_up")])
    codes = {Attended.MISSED: "day_missed", Attended.EXCUSED: "day_excused"}
    return DayFound(day, Fate.FALLS, [reason(codes.get(day.attended, "day_not_recorded"), on=day.on)])


def _ask_about_recordings(
    requirement: Requirement, body: DaysRule, found: Sequence[DayFound], context: Context
) -> Reason | None:
    """Days by recording above what the text clearly allows wait for a person."""
    rule = body.recording
    if rule is None or rule.ask_above_days is None:
        return None
    watched = [one for one in found if is_recording(one.day) and one.fate is Fate.STANDS]
    limit = rule.ask_above_days.value
    question = f"recordings:{requirement.code}"
    if len(watched) <= limit or context.answered(question, Outcome.COUNT):
        return None
    asked = reason("recordings_to_confirm", question=question, days=len(watched), ask_above=limit)
    refused = context.answered(question, Outcome.DO_NOT_COUNT)
    for one in watched[int(limit) :]:
        one.fate = Fate.FALLS if refused else Fate.HUMAN
        one.reasons.append(reason("recording_too_many_days", at_most=limit) if refused else asked)
    return None if refused else asked


@dataclass(slots=True)
class Capped:
    """Days by level that count, once the caps on modes have been applied, and what was cut."""

    counted: dict[str | None, Fraction]
    undecided: dict[str | None, Fraction]
    reasons: list[Reason]


def _apply_caps(body: DaysRule, found: Sequence[DayFound], context: Context) -> Capped:
    """Cut what is above a cap where it hurts least: first from levels that have more days than they need."""
    tally: dict[str | None, Counter[str]] = defaultdict(Counter)
    for one in found:
        if one.fate is Fate.STANDS:
            mode = "recording" if is_recording(one.day) else one.day.mode
            tally[one.day.level][mode] += 1
    undecided: dict[str | None, Fraction] = defaultdict(lambda: ZERO)
    for one in found:
        if one.fate is Fate.HUMAN:
            undecided[one.day.level] += ONE
    counted: dict[str | None, Fraction] = defaultdict(lambda: ZERO)
    _add_recognised(tally, counted, context)
    for level, modes in tally.items():
        counted[level] += sum(modes.values())
    reasons = [said for cap in body.caps for said in _cut(cap, body, tally, counted, context)]
    return Capped(counted, undecided, reasons)


def _add_recognised(
    tally: dict[str | None, Counter[str]], counted: dict[str | None, Fraction], context: Context
) -> None:
    for one in context.record.recognised:
        if one.kind != KIND or one.on > context.as_of:
            continue
        by_mode = sum(one.days_by_mode.values())
        tally[one.level].update(one.days_by_mode)
        counted[one.level] += max(one.amount - by_mode, ZERO)


def _cut(
    cap: ModeCap,
    body: DaysRule,
    tally: Mapping[str | None, Counter[str]],
    counted: dict[str | None, Fraction],
    context: Context,
) -> list[Reason]:
    held = {level: Fraction(sum(modes[mode] for mode in cap.modes)) for level, modes in tally.items()}
    total = sum(held.values(), ZERO)
    surplus = max(total - cap.at_most.value, ZERO)
    if not surplus:
        return []
    said = reason("days_over_cap", modes=", ".join(cap.modes), days=total, at_most=cap.at_most.value)
    order = {code: place for place, code in enumerate(context.levels.codes)}
    latest_first = sorted(held, key=lambda level: order.get(level or "", -1), reverse=True)
    for spare_only in (True, False):
        for level in latest_first:
            asked = body.per_level[level].value if level and level in body.per_level else None
            spare = max(counted[level] - asked, ZERO) if asked is not None else ZERO
            cut = min(surplus, held[level], spare if spare_only else held[level])
            counted[level] -= cut
            held[level] -= cut
            surplus -= cut
    return [said]


def _result(
    requirement: Requirement,
    body: DaysRule,
    found: Sequence[DayFound],
    capped: Capped,
    eased: Relief,
    question: Reason | None,
    context: Context,
) -> RequirementResult:
    counted = sum(capped.counted.values(), ZERO)
    undecided = sum(capped.undecided.values(), ZERO)
    asked = max(requirement.asked.value - eased.amount, ZERO)
    levels = tuple(_level(level, body, capped, eased) for level in context.levels.codes)
    gaps = sum((max((one.asked or ZERO) - one.counted, ZERO) for one in levels), ZERO)
    missing = max(asked - counted, gaps, ZERO)
    state = _state(asked, counted, undecided, levels)
    reasons = [*eased.reasons, *_brought_along(context), *capped.reasons]
    if missing:
        reasons.append(reason("missing", amount=missing, unit=requirement.unit))
    for one in levels:
        gap = (one.asked or ZERO) - one.counted
        if gap > 0:
            reasons.append(reason("missing_in_level", level=one.level, amount=gap, unit=requirement.unit))
    if question:
        reasons.append(question)
    return RequirementResult(
        code=requirement.code,
        kind=requirement.kind,
        unit=requirement.unit,
        state=state,
        asked=asked,
        counted=counted,
        waiting=ZERO,
        missing=missing,
        levels=levels,
        reasons=tuple(reasons),
        parent=requirement.within or None,
        undecided=undecided,
        above=max(counted - (asked - missing), ZERO),
    )


def _brought_along(context: Context) -> list[Reason]:
    return [
        reason("recognised", amount=one.amount, unit="day", source=one.source, level=one.level)
        for one in context.record.recognised
        if one.kind == KIND and one.on <= context.as_of
    ]


def _level(level: str, body: DaysRule, capped: Capped, eased: Relief) -> LevelResult:
    number = body.per_level.get(level)
    counted, undecided = capped.counted[level], capped.undecided[level]
    asked = eased.for_level(level, number.value, counted) if number else None
    state = State.MET
    if asked is not None and counted < asked:
        state = State.HUMAN if counted + undecided >= asked else State.NOT_YET
    elif number and counted < number.value:
        state = State.WAIVED
    return LevelResult(level=level, asked=asked, counted=counted, waiting=ZERO, state=state, undecided=undecided)


def _state(asked: Fraction, counted: Fraction, undecided: Fraction, levels: Sequence[LevelResult]) -> State:
    states = {one.state for one in levels}
    if counted >= asked and not states & {State.NOT_YET, State.HUMAN}:
        return State.MET
    if counted + undecided >= asked and State.NOT_YET not in states:
        return State.HUMAN
    return State.NOT_YET


def _day_result(one: DayFound, requirement: Requirement) -> EntryResult:
    amount = ZERO if one.fate is Fate.FALLS else ONE
    shares = (Share(requirement=requirement.code, amount=amount, level=one.day.level),) if amount else ()
    return EntryResult(
        entry=one.day.id,
        counted=_COUNTED[one.fate],
        level=one.day.level,
        amount=amount,
        shares=shares,
        reasons=tuple(one.reasons),
    )

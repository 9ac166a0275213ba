"""A record under a rule set on one day → a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from ._carry import span_of
from ._context import Context, Raise
from ._cycles import standing_of, turns
from ._days import judge_days, recorded_days
from ._entries import Fate, Weighed, weigh_all
from ._evaluations import judge_evaluation
from ._facts import Record
from ._fates import entry_results
from ._gates import judge_elapsed, judge_gate
from ._judged import DONE, Judged, better
from ._known import as_known
from ._ratios import judge_ratio
from ._reasons import reason
from ._rules import (
    Applies,
    DaysRule,
    ElapsedRule,
    EvaluationRule,
    GateRule,
    RatioRule,
    Requirement,
    RuleSet,
    TimeRule,
    TotalRule,
    WaysRule,
)
from ._steps import next_steps
from ._sums import judge_sum
from ._times import judge_time
from ._totals import judge_total, share_out
from ._verdict import CycleResult, Reason, Verdict
from ._ways import judge_ways, members

Versions = Sequence[list[Requirement]]


def judge(rules: RuleSet, record: Record, *, as_of: date, known_at: datetime | None = None) -> Verdict:
    """What *rules* say about *record* on the day *as_of*; facts dated later are left out of account.

    With *known_at* only what was known at that instant is looked at; without it, what is known now. Pure: the same
    arguments give the same verdict, in whatever order entries, days and approvals are listed. Raises `ValueError` if
    two entries have the same id.
    """
    record = as_known(record, known_at)
    if len({entry.id for entry in record.entries}) != len(record.entries):
        raise ValueError("two entries have the same id")
    context = Context(rules, record, as_of)
    cycle = _enter_cycle(context)
    entries = weigh_all(context)
    judged = _judge_all(entries, context)
    results = tuple(one.result for one in judged)
    holds = tuple(
        reason("held", hold=one.code, why=one.reason, since=one.since) for one in record.holds if one.since <= as_of
    )
    fates = entry_results(entries, judged)
    return Verdict(
        rules=rules.id,
        as_of=as_of,
        eligible=all(one.state in DONE for one in results if one.decides),
        held=bool(holds),
        holds=holds,
        requirements=results,
        entries=fates,
        level_now=context.level_now,
        questions=_questions(entries, judged),
        next_steps=next_steps([one for one in results if one.decides], fates, record, context),
        days=tuple(day for one in judged for day in one.days),
        amendments=tuple(one.code for one in rules.amendments if one.in_force(as_of)),
        cycle=cycle,
    )


def _enter_cycle(context: Context) -> CycleResult | None:
    """For rules that renew: the present cycle, to which entries from then on belong."""
    rule = context.rules.cycle
    found = turns(rule, context.record, context.as_of) if rule else []
    if rule is None or not found:
        return None
    context.span = span_of(rule, found, context.rules, context.record)
    return replace(standing_of(rule, found[-1], context.as_of), carried=context.span.carried)


def _judge_all(entries: Sequence[Weighed], context: Context) -> list[Judged]:
    """Days first: making one up may raise what another requirement asks. Ways last: they look at all others."""
    versions = _versions(context)
    found: dict[str, Judged] = {}
    for alternatives in sorted(versions, key=_turn):
        if not isinstance(alternatives[0].body, DaysRule) and not context.shares:
            _share_out(versions, entries, context)
        chosen = better([_judge_one(one, entries, found, context) for one in alternatives])
        found[chosen.result.code] = chosen
        _raise_others(alternatives, chosen, context)
    optional = {code for one in versions for version in one for code in _members(version)}
    for code in optional & set(found):
        found[code].result = replace(found[code].result, decides=False)
    return [found[alternatives[0].code] for alternatives in versions]


def _turn(alternatives: Sequence[Requirement]) -> tuple[int, int]:
    body = alternatives[0].body
    if isinstance(body, WaysRule):
        return 2, alternatives[0].depth
    return (0, 0) if isinstance(body, DaysRule) else (1, 0)


def _share_out(versions: Versions, entries: Sequence[Weighed], context: Context) -> None:
    for pool in context.rules.pools:
        own = [alternatives[0] for alternatives in versions]
        context.shares.update(share_out(pool, own, entries, context))


def _versions(context: Context) -> list[list[Requirement]]:
    """Each requirement as it may be read on that day: amended strictly, or with a permissive amendment beside it."""
    current = {one.code: [one] for one in context.rules.requirements}
    in_force = [one for one in context.rules.amendments if one.in_force(context.as_of)]
    for amendment in sorted(in_force, key=lambda one: one.valid_from):
        for requirement in amendment.requirements:
            before = current.get(requirement.code, [])
            keep = before if amendment.applies is Applies.PERMISSIVELY else []
            current[requirement.code] = [*keep, requirement]
    applicable = [
        [one for one in versions if one.when is None or context.holds(one.when)] for versions in current.values()
    ]
    return [versions for versions in applicable if versions]


def _judge_one(
    requirement: Requirement, entries: Sequence[Weighed], found: Mapping[str, Judged], context: Context
) -> Judged:
    body = requirement.body
    match body:
        case DaysRule():
            return judge_days(requirement, body, context)
        case GateRule():
            return judge_gate(requirement, body, context)
        case ElapsedRule():
            return judge_elapsed(requirement, body, context)
        case TotalRule():
            return judge_total(requirement, body, entries, context)
        case RatioRule():
            return judge_ratio(requirement, body, entries, context)
        case TimeRule():
            return judge_time(requirement, body, context)
        case EvaluationRule():
            return judge_evaluation(requirement, body, entries, context)
        case WaysRule():
            return judge_ways(requirement, body, found, context)
        case _:
            return judge_sum(requirement, body, entries, context)


def _members(requirement: Requirement) -> set[str]:
    return members(requirement.body) if isinstance(requirement.body, WaysRule) else set()


def _raise_others(alternatives: Sequence[Requirement], chosen: Judged, context: Context) -> None:
    for one in alternatives:
        if isinstance(one.body, DaysRule) and one.body.recording and one.body.recording.adds and chosen.raises:
            target = one.body.recording.adds.requirement
            context.raises[target] = Raise(chosen.raises, recorded_days(chosen))


def _questions(entries: Sequence[Weighed], judged: Iterable[Judged]) -> tuple[Reason, ...]:
    """Each question once, by the code under which its answer is recorded; those of entries that fall are not asked."""
    found = [said for one in entries if one.fate is not Fate.FALLS for said in one.questions]
    found += [said for one in judged for said in one.questions]
    by_code: dict[str, Reason] = {}
    for said in found:
        by_code.setdefault(str(said.data["question"]), said)
    return tuple(by_code.values())

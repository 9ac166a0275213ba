"""A record under a rule set on one day → a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from ._context import ZERO, Context, Raise
from ._days import judge_days, recorded_days
from ._entries import Fate, Weighed, weigh
from ._facts import Record
from ._gates import judge_elapsed, judge_gate
from ._judged import DONE, Feed, Judged, better
from ._reasons import reason
from ._rules import Applies, DaysRule, ElapsedRule, GateRule, Requirement, RuleSet
from ._steps import next_steps
from ._sums import judge_sum
from ._verdict import Counted, EntryResult, Reason, Share, Verdict

_COUNTED = {
    Fate.STANDS: Counted.COUNTS,
    Fate.WAITS: Counted.WOULD_COUNT,
    Fate.UNSENT: Counted.WOULD_COUNT,
    Fate.HUMAN: Counted.HUMAN,
    Fate.FALLS: Counted.DOES_NOT,
}


def judge(rules: RuleSet, record: Record, *, as_of: date) -> Verdict:
    """What *rules* say about *record* on the day *as_of*; facts dated later are left out of account.

    Pure: the same arguments give the same verdict, in whatever order entries, days and approvals are listed.
    Raises `ValueError` if two entries have the same id.
    """
    if len({entry.id for entry in record.entries}) != len(record.entries):
        raise ValueError("two entries have the same id")
    context = Context(rules, record, as_of)
    kinds = {kind.code: kind for kind in rules.kinds}
    entries = [weigh(entry, context, kinds) for entry in record.entries]
    entries.sort(key=lambda one: (one.entry.on, one.entry.id))
    judged = _judge_all(entries, context)
    results = tuple(one.result for one in judged)
    holds = tuple(
        reason("held", hold=one.code, why=one.reason, since=one.since) for one in record.holds if one.since <= as_of
    )
    fates = _entry_results(entries, judged)
    questions = _questions(entries, judged)
    return Verdict(
        rules=rules.id,
        as_of=as_of,
        eligible=all(one.state in DONE for one in results),
        held=bool(holds),
        holds=holds,
        requirements=results,
        entries=fates,
        level_now=context.level_now,
        questions=questions,
        next_steps=next_steps(results, fates, record, context),
        days=tuple(day for one in judged for day in one.days),
        amendments=tuple(one.code for one in rules.amendments if one.in_force(as_of)),
    )


def _judge_all(entries: Sequence[Weighed], context: Context) -> list[Judged]:
    """Days first: making one up may raise what another requirement asks."""
    versions = _versions(context)
    order = sorted(versions, key=lambda one: not isinstance(one[0].body, DaysRule))
    found: dict[str, Judged] = {}
    for alternatives in order:
        chosen = better([_judge_one(one, entries, context) for one in alternatives])
        found[chosen.result.code] = chosen
        _raise_others(alternatives, chosen, context)
    return [found[alternatives[0].code] for alternatives in versions]


def _versions(context: Context) -> list[list[Requirement]]:
    """Each requirement as it may be read on that day: amended strictly, or with a permissive amendment beside it."""
    current = {one.code: [one] for one in context.rules.requirements}
    in_force = [one for one in context.rules.amendments if one.in_force(context.as_of)]
    for amendment in sorted(in_force, key=lambda one: one.valid_from):
        for requirement in amendment.requirements:
            before = current.get(requirement.code, [])
            keep = before if amendment.applies is Applies.PERMISSIVELY else []
            current[requirement.code] = [*keep, requirement]
    facts = context.record.facts
    applicable = [
        [one for one in versions if one.when is None or facts.get(one.when.fact) == one.when.value]
        for versions in current.values()
    ]
    return [versions for versions in applicable if versions]


def _judge_one(requirement: Requirement, entries: Sequence[Weighed], context: Context) -> Judged:
    body = requirement.body
    if isinstance(body, DaysRule):
        return judge_days(requirement, body, context)
    if isinstance(body, GateRule):
        return judge_gate(requirement, body, context)
    if isinstance(body, ElapsedRule):
        return judge_elapsed(requirement, body, context)
    return judge_sum(requirement, body, entries, context)


def _raise_others(alternatives: Sequence[Requirement], chosen: Judged, context: Context) -> None:
    for one in alternatives:
        if isinstance(one.body, DaysRule) and one.body.recording and one.body.recording.adds and chosen.raises:
            target = one.body.recording.adds.requirement
            context.raises[target] = Raise(chosen.raises, recorded_days(chosen))


def _entry_results(entries: Sequence[Weighed], judged: Iterable[Judged]) -> tuple[EntryResult, ...]:
    feeds: dict[str, list[Feed]] = defaultdict(list)
    for one in judged:
        for feed in one.feeds:
            feeds[feed.weighed.entry.id].append(feed)
    return tuple(_entry_result(one, feeds[one.entry.id]) for one in entries)


def _entry_result(one: Weighed, feeds: Sequence[Feed]) -> EntryResult:
    reasons = [*one.reasons, *(feed.said for feed in feeds if feed.said and not _has(one.reasons, feed.said))]
    fate = min((feed.fate for feed in feeds), default=Fate.FALLS)
    if not feeds and one.fate is not Fate.FALLS:
        reasons.append(reason("no_requirement_takes_it", kind=one.entry.kind))
    live = [feed for feed in feeds if feed.fate is not Fate.FALLS]
    counted = _COUNTED[fate]
    if live and fate <= Fate.UNSENT:
        reasons += _surplus(live)
        if counted is Counted.COUNTS and not any(feed.useful for feed in live):
            counted = Counted.ABOVE
    return EntryResult(
        entry=one.entry.id,
        counted=counted,
        level=one.level,
        amount=live[0].amount if live else ZERO,
        shares=tuple(Share(requirement=feed.requirement, amount=feed.amount, level=feed.level) for feed in live),
        reasons=tuple(_unique(reasons)),
    )


def _surplus(feeds: Sequence[Feed]) -> Iterable[Reason]:
    """Said once, about the first requirement the entry feeds."""
    feed = feeds[0]
    above = feed.amount - feed.useful
    if above and not feed.useful:
        yield reason("above_what_is_asked", requirement=feed.requirement, level=feed.level)
    elif above:
        yield reason("partly_above", requirement=feed.requirement, level=feed.level, above=above)


def _has(reasons: Iterable[Reason], said: Reason) -> bool:
    return any(one.code == said.code for one in reasons)


def _unique(reasons: Iterable[Reason]) -> list[Reason]:
    seen: list[Reason] = []
    for one in reasons:
        if one not in seen:
            seen.append(one)
    return seen


def _questions(entries: Sequence[Weighed], judged: Iterable[Judged]) -> tuple[Reason, ...]:
    """Each question once, by the code under which its answer is recorded; those of entries that fall are not asked."""
    found = [said for one in entries if one.fate is not Fate.FALLS for said in one.questions]
    found += [said for one in judged for said in one.questions]
    by_code: dict[str, Reason] = {}
    for said in found:
        by_code.setdefault(str(said.data["question"]), said)
    return tuple(by_code.values())

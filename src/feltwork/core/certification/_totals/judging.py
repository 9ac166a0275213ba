"""A total on the day of judgement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from feltwork.core.certification._context import ZERO, Context
from feltwork.core.certification._entries import Fate, Weighed
from feltwork.core.certification._facts import Recognised
from feltwork.core.certification._judged import Feed, Judged, relief, settle
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Requirement, TotalRule
from feltwork.core.certification._verdict import GroupResult, Reason, RequirementResult, State

from .caps import limits_of
from .case import REACHABLE, STANDS, UNDECIDED, WAITING, Case
from .groups import full_groups, gaps_in_groups, groups_asked, groups_of, missing_in_groups, reachable_in_groups
from .items import Item, gather


def judge_total(requirement: Requirement, body: TotalRule, entries: Sequence[Weighed], context: Context) -> Judged:
    """One total, with everything that its clauses say."""
    case = case_of(requirement, body, entries, context)
    result = _result(case)
    feeds = _feeds(case) if requirement.asked.value else []  # one that asks for nothing only sets limits
    questions = [one for one in result.reasons if one.code == "cap_to_decide"]
    return settle(Judged(result, feeds, questions), requirement, context, case.eased.whole)


def case_of(requirement: Requirement, body: TotalRule, entries: Sequence[Weighed], context: Context) -> Case:
    """The total with its items and limits; shares that a pool leaves to it are already taken into account."""
    items = gather(requirement, body, entries, context)
    shares = context.shares.get(requirement.code)
    if shares is not None:
        for item in items:
            item.in_pool = shares.get(item.weighed.entry.id, ZERO)
    eased = relief(requirement, context)
    raised = context.raises.get(requirement.code)
    asked = max(requirement.asked.value + (raised.amount if raised else ZERO) - eased.amount, ZERO)
    brought = sum((one.amount for one in _brought(requirement, body, context)), ZERO)
    return Case(requirement, body, context, items, limits_of(body, items, context), eased, asked, brought)


def _brought(requirement: Requirement, body: TotalRule, context: Context) -> Iterator[Recognised]:
    for one in context.record.recognised:
        fits = one.kind == requirement.code or (one.kind in body.of and body.only is None)
        if fits and one.on <= context.as_of:
            yield one


def _result(case: Case) -> RequirementResult:
    requirement = case.requirement
    counted = case.total(STANDS)
    missing = max(case.asked - counted, missing_in_groups(case), ZERO)
    groups = groups_of(case)
    disputed = case.disputed
    return RequirementResult(
        code=requirement.code,
        kind=requirement.kind,
        unit=requirement.unit,
        state=_state(case, counted, bool(disputed)),
        asked=case.asked,
        counted=counted,
        waiting=case.total(WAITING) - counted,
        missing=missing,
        levels=(),
        reasons=tuple(_reasons(case, missing, groups)),
        parent=requirement.within or None,
        undecided=case.total(UNDECIDED) - counted,
        above=max(counted - (case.asked - missing), ZERO),
        groups=groups,
    )


def _state(case: Case, counted: Fraction, is_disputed: bool) -> State:
    rule = case.body.each
    enough = counted >= case.asked and (rule is None or full_groups(case, rule) >= groups_asked(rule))
    if enough:
        return State.HUMAN if is_disputed else State.MET
    until = case.context.moments.at(case.body.until)
    if until and until < case.context.as_of and not _is_reachable(case):
        return State.CANNOT
    with_person = rule is None or full_groups(case, rule, human=True) >= groups_asked(rule)
    return State.HUMAN if case.total(UNDECIDED) >= case.asked and with_person else State.NOT_YET


def _is_reachable(case: Case) -> bool:
    if case.context.shares.get(case.requirement.code) is not None:
        return True  # a pool divides anew with every entry that is signed
    return case.total(REACHABLE) >= case.asked and reachable_in_groups(case)


def _reasons(case: Case, missing: Fraction, groups: tuple[GroupResult, ...]) -> Iterator[Reason]:
    unit = case.requirement.unit
    yield from case.eased.reasons
    raised = case.context.raises.get(case.requirement.code)
    if raised:
        base = case.requirement.asked.value
        yield reason("raised_by_recordings", base=base, added=raised.amount, days=raised.days)
    for one in _brought(case.requirement, case.body, case.context):
        yield reason("recognised", amount=one.amount, unit=unit, source=one.source, level=one.level)
    if case.body.since and case.context.moments.at(case.body.since) is None:
        yield reason("span_unknown", moment=case.body.since.moment)
    yield from _capped(case)
    if missing:
        yield reason("missing", amount=missing, unit=unit)
    yield from gaps_in_groups(case, groups)
    for cap, at_most, surplus in case.disputed:
        words: Data = {"at_most": at_most, "surplus": surplus, "unit": unit}
        yield reason("cap_to_decide", question=case.question(cap), cap=cap, **words)


def _capped(case: Case) -> Iterator[Reason]:
    """Each cap that cuts something off, once."""
    given = case.given(STANDS) if case.body.count != "different" else {}
    seen = set()
    for limit in case.limits:
        if limit.cap and limit.code not in seen and limit.surplus(set(given)):
            seen.add(limit.code)
            own = {item for one in case.limits if one.code == limit.code for item in one.items}
            counted = sum((given.get(item, ZERO) for item in own), ZERO)
            yield reason("capped", cap=limit.code, counted=counted, at_most=limit.at_most)


def _feeds(case: Case) -> list[Feed]:
    """What each entry gives, the part that a weight adds included."""
    feeds: dict[Item, Feed] = {}
    left = max(case.asked - case.brought, ZERO)
    for item in case.items:
        owner = item.base or item
        amount = _amount(case, item)
        if item.base is None:
            feeds[item] = _feed(case, item, amount)
        elif owner in feeds:
            feeds[owner].amount += amount
    for feed in feeds.values():
        if feed.fate is not Fate.FALLS:
            feed.useful = min(feed.amount, left)
            left -= feed.useful
    return list(feeds.values())


def _amount(case: Case, item: Item) -> Fraction:
    if item.fate is Fate.FALLS or case.body.count == "different":
        return item.usable
    fates = STANDS if item.fate is Fate.STANDS else REACHABLE
    return case.given(fates).get(item, ZERO)


def _feed(case: Case, item: Item, amount: Fraction) -> Feed:
    said = list(item.said)
    code = case.requirement.code
    if item.fate is not Fate.FALLS and item.in_pool == 0:
        said.append(reason("in_other_bucket", requirement=code))
    elif item.fate is not Fate.FALLS and amount < item.usable:
        said.append(_cut(case, item))
    return Feed(code, item.weighed, amount, item.weighed.level, item.fate, None, more=said)


def _cut(case: Case, item: Item) -> Reason:
    """The limit that takes something off this item: the tightest of those that hold it."""
    own = [limit for limit in case.limits if item in limit.items]
    tightest = min(own, key=lambda limit: (limit.at_most, limit.code))
    code = case.requirement.code
    if item.exempt:
        return reason("over_exempt", requirement=code, at_most=tightest.at_most)
    return reason("over_cap", requirement=code, cap=tightest.code, at_most=tightest.at_most)

"""One sum in proportion to another. More of the second asks for more of the first, so evidence can make this worse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from ._context import ZERO, Context
from ._entries import Fate, Weighed
from ._judged import Feed, Judged, relief, settle
from ._periods import period_of
from ._plain import plain_result
from ._reasons import reason
from ._rules import RatioRule, Requirement
from ._verdict import GroupResult, Reason, State

Amounts = dict[str, Fraction]


def judge_ratio(requirement: Requirement, body: RatioRule, entries: Sequence[Weighed], context: Context) -> Judged:
    """So many units of some kinds for so many hours of others, on average or in each period."""
    eased = relief(requirement, context)
    own = [one for one in entries if one.kind and (not body.levels or one.level in body.levels)]
    per_hour = requirement.asked.value / body.for_each.value
    asked = _sums(own, body.to, body.per, (Fate.STANDS,), hours=True)
    asked = {group: hours * per_hour for group, hours in asked.items()}
    counted = _sums(own, body.of, body.per, (Fate.STANDS,), hours=False)
    with_person = _sums(own, body.of, body.per, (Fate.STANDS, Fate.HUMAN), hours=False)
    missing = max(_gap(asked, counted) - eased.amount, ZERO)
    still = max(_gap(asked, with_person) - eased.amount, ZERO)
    state = State.MET if not missing else State.NOT_YET if still else State.HUMAN
    result = plain_result(
        requirement,
        state=state,
        asked=sum(asked.values(), ZERO),
        counted=sum((min(counted.get(group, ZERO), amount) for group, amount in asked.items()), ZERO),
        missing=missing,
        reasons=[*eased.reasons, *_gaps(requirement, body, asked, counted, missing)],
        groups=_groups(asked, counted) if body.per else (),
    )
    return settle(Judged(result, list(_feeds(requirement, body, own))), requirement, context, eased.whole)


def _sums(
    entries: Sequence[Weighed], kinds: tuple[str, ...], per: str, fates: tuple[Fate, ...], *, hours: bool
) -> Amounts:
    found: Amounts = defaultdict(lambda: ZERO)
    for one in entries:
        if one.kind and one.kind.code in kinds and one.fate in fates:
            found[period_of(one, per) if per else ""] += one.entry.hours if hours else one.amount
    return found


def _gap(asked: Mapping[str, Fraction], counted: Mapping[str, Fraction]) -> Fraction:
    return sum((max(amount - counted.get(group, ZERO), ZERO) for group, amount in asked.items()), ZERO)


def _gaps(
    requirement: Requirement, body: RatioRule, asked: Amounts, counted: Amounts, missing: Fraction
) -> Iterator[Reason]:
    if missing:
        yield reason("missing", amount=missing, unit=requirement.unit)
    for group, amount in sorted(asked.items()):
        gap = amount - counted.get(group, ZERO)
        if missing and gap > 0:
            yield reason("missing_in_ratio", amount=gap, unit=requirement.unit, period=group if body.per else None)


def _groups(asked: Amounts, counted: Amounts) -> tuple[GroupResult, ...]:
    return tuple(
        GroupResult(
            group=group,
            asked=amount,
            counted=counted.get(group, ZERO),
            state=State.MET if counted.get(group, ZERO) >= amount else State.NOT_YET,
        )
        for group, amount in sorted(asked.items())
    )


def _feeds(requirement: Requirement, body: RatioRule, entries: Sequence[Weighed]) -> Iterator[Feed]:
    for one in entries:
        if one.kind and one.kind.code in body.of:
            yield Feed(requirement.code, one, one.amount, one.level, one.fate, useful=one.amount)

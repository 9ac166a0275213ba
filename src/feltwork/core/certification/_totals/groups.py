"""So much in each group, or in so many groups."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from feltwork.core.certification._context import ZERO
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Each
from feltwork.core.certification._verdict import GroupResult, Reason, State

from .case import REACHABLE, STANDS, UNDECIDED, Case


def groups_of(case: Case) -> tuple[GroupResult, ...]:
    """Every group with what it holds. Where any groups will do, those that are full or nearest come first."""
    rule = case.body.each
    if rule is None:
        return ()
    asked = rule.at_least.value
    counted, undecided = case.by_group(STANDS), case.by_group(UNDECIDED)
    made = []
    for group, amount in counted.items():
        human = undecided.get(group, ZERO) >= asked
        state = State.MET if amount >= asked else State.HUMAN if human else State.NOT_YET
        made.append(GroupResult(group=group, asked=asked, counted=amount, state=state))
    if not rule.among:
        made.sort(key=lambda one: (-one.counted, one.group))
    return tuple(made)


def full_groups(case: Case, rule: Each, human: bool = False) -> int:
    """How many groups hold enough, with what a person still decides counted in or not."""
    amounts = case.by_group(UNDECIDED if human else STANDS)
    return sum(1 for amount in amounts.values() if amount >= rule.at_least.value)


def groups_asked(rule: Each) -> int:
    return int(rule.groups.value) if rule.groups else len(rule.among)


def gaps_in_groups(case: Case, groups: tuple[GroupResult, ...]) -> Iterator[Reason]:
    """What is missing in each named group, or how many groups more."""
    rule = case.body.each
    if rule is None:
        return
    lacking = groups_asked(rule) - full_groups(case, rule)
    if lacking <= 0:
        return
    if rule.groups:
        yield reason("missing_groups", groups=lacking, at_least=rule.at_least.value)
        return
    for one in groups:
        if one.counted < one.asked:
            words: Data = {"amount": one.asked - one.counted, "unit": case.requirement.unit}
            yield reason("missing_in_group", group=one.group, **words)


def missing_in_groups(case: Case) -> Fraction:
    """How much would fill the groups that are nearest to full."""
    rule = case.body.each
    if rule is None:
        return ZERO
    gaps = sorted(max(rule.at_least.value - amount, ZERO) for amount in case.by_group(STANDS).values())
    asked = groups_asked(rule)
    gaps += [rule.at_least.value] * max(asked - len(gaps), 0)
    return sum(gaps[:asked], ZERO)


def reachable_in_groups(case: Case) -> bool:
    """Whether enough groups could come to be full without anything new."""
    rule = case.body.each
    if rule is None:
        return True
    amounts = case.by_group(REACHABLE)
    return sum(1 for amount in amounts.values() if amount >= rule.at_least.value) >= groups_asked(rule)

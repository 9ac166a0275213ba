"""Which entries a sum takes, for how much, and what is asked of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from feltwork.core.certification._context import ZERO, Context
from feltwork.core.certification._entries import Fate, Weighed
from feltwork.core.certification._facts import Recognised
from feltwork.core.certification._judged import Feed, Relief
from feltwork.core.certification._pots import Asks, Pot
from feltwork.core.certification._rules import Requirement, Strictness, SumRule
from feltwork.core.certification._windows import OpenWindow


def takes(body: SumRule, one: Weighed, context: Context) -> bool:
    if one.kind is None or one.kind.code not in body.of:
        return False
    return not body.given_by or context.approvals.holds(one.entry.provider, body.given_by, one.level, one.entry.on)


def feed_of(requirement: Requirement, body: SumRule, one: Weighed, window: OpenWindow | None) -> Feed:
    amount = one.entry.hours if body.count == "hours" and not one.ruled else one.amount
    fate, said = one.fate, None
    if window and not one.ruled and fate is not Fate.FALLS:
        found, said = window.find(one.entry.on)
        fate = max(fate, found)
    return Feed(requirement.code, one, amount, one.level, fate, said)


def brought(requirement: Requirement, body: SumRule, context: Context) -> Iterator[Recognised]:
    """Credit brought along: of a kind that is summed here, or named after this very requirement."""
    for one in context.record.recognised:
        fits = one.kind == requirement.code or (one.kind in body.of and not body.given_by)
        if fits and one.on <= context.as_of:
            yield one


def brought_by_level(requirement: Requirement, body: SumRule, context: Context) -> dict[str | None, Fraction]:
    found: dict[str | None, Fraction] = defaultdict(lambda: ZERO)
    for one in brought(requirement, body, context):
        found[one.level] += one.amount
    return found


def pots_of(requirement: Requirement, body: SumRule, feeds: Sequence[Feed], context: Context) -> dict[str | None, Pot]:
    pots: dict[str | None, Pot] = defaultdict(Pot, {level: Pot() for level in context.levels.codes})
    for one in brought(requirement, body, context):
        pots[one.level].counted += one.amount
    for feed in feeds:
        pots[feed.level].add(feed.fate, feed.amount)
    return pots


def asks_of(
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

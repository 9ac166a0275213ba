"""Which entries a sum takes, for how much, and what is asked of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from feltwork.core.certification._context import ZERO, Context
from feltwork.core.certification._entries import Fate, Weighed
from feltwork.core.certification._facts import Recognised
from feltwork.core.certification._judged import Feed, Relief
from feltwork.core.certification._pots import Asks, Pot, pot_of
from feltwork.core.certification._rules import Requirement, Strictness, SumRule
from feltwork.core.certification._windows import OpenWindow


def feeds_of(
    requirement: Requirement, body: SumRule, entries: Sequence[Weighed], window: OpenWindow | None, context: Context
) -> list[Feed]:
    """What each entry of the sum’s kinds gives to it; where a certain approval has to give it, only those."""
    taken = [one for one in entries if one.kind is not None and one.kind.code in body.of]
    if body.given_by:
        holds = context.approvals.holds
        taken = [one for one in taken if holds(one.entry.provider, body.given_by, one.level, one.entry.on)]
    by_hours, code = body.count == "hours", requirement.code
    feeds = [
        Feed(code, one, one.entry.hours if by_hours and not one.ruled else one.amount, one.level, one.fate)
        for one in taken
    ]
    if window:
        _close(feeds, window)
    return feeds


def _close(feeds: Sequence[Feed], window: OpenWindow) -> None:
    for feed in feeds:
        if not feed.weighed.ruled and feed.fate is not Fate.FALLS:
            found, feed.said = window.find(feed.weighed.entry.on)
            feed.fate = max(feed.fate, found)


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


def pots_of(feeds: Sequence[Feed], brought: Mapping[str | None, Fraction], context: Context) -> dict[str | None, Pot]:
    """A pot for each level of the rules, and for any other that something was fed or brought to."""
    fed: dict[str | None, list[list[Fraction]]] = {level: [[] for _ in Fate] for level in context.levels.codes}
    for level in brought:
        fed.setdefault(level, [[] for _ in Fate])
    for feed in feeds:
        if feed.level not in fed:
            fed[feed.level] = [[] for _ in Fate]
        fed[feed.level][feed.fate].append(feed.amount)
    pots = {level: pot_of(amounts, brought.get(level, ZERO)) for level, amounts in fed.items()}
    return defaultdict(Pot, pots)


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

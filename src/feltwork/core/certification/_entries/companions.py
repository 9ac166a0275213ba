"""Entries that count only together with others: so much supervision in each week and setting, say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from feltwork.core.certification._context import ZERO, Context
from feltwork.core.certification._periods import period_of
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Beyond, Companion

from .weighed import Fate, Weighed, ask

Key = tuple[str, ...]


def accompany(entries: Sequence[Weighed], context: Context) -> None:
    """Note what lacks its company. What waits for a signature is company that waits."""
    rules: list[Companion] = []
    for one in entries:
        if one.kind and one.kind.needs and one.kind.needs not in rules:
            rules.append(one.kind.needs)
    for rule in rules:
        _accompany(rule, entries, context)


def _accompany(rule: Companion, entries: Sequence[Weighed], context: Context) -> None:
    company: dict[Key, Fraction] = defaultdict(lambda: ZERO)
    needing: dict[Key, list[Weighed]] = defaultdict(list)
    for one in entries:
        if one.kind is None or one.fate is Fate.FALLS or one.ruled:
            continue
        key = tuple(period_of(one, word) for word in rule.per)
        if one.kind.code in rule.of:
            company[key] += one.amount
        elif one.kind.needs == rule:
            needing[key].append(one)
    for key, own in needing.items():
        _check(rule, key, own, company[key], context)


def _check(rule: Companion, key: Key, own: Sequence[Weighed], there: Fraction, context: Context) -> None:
    asked, fate = rule.at_least.value, Beyond.DOES_NOT_COUNT
    more = rule.more
    if there >= asked and more and (not more.levels or own[0].level in more.levels):
        hours = sum((one.entry.hours for one in own), ZERO)
        if hours > more.above_hours.value:
            asked, fate = asked + more.adds.value, more.otherwise
    if there >= asked:
        return
    words: Data = {"there": there, "asked": asked, "period": ", ".join(part for part in key if part)}
    for one in own:
        if fate is Beyond.HUMAN:
            ask(one, context, reason("company_to_decide", question=f"company:{'/'.join(key)}", **words))
        else:
            one.find(Fate.FALLS, reason("company_missing", **words))

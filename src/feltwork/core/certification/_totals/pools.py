"""Pools: requirements that may not count the same entry twice. The division that fills most is found and proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from feltwork.core.certification._context import ONE, ZERO, Context
from feltwork.core.certification._entries import Fate, Weighed
from feltwork.core.certification._optimum import Row, choose_whole, maximise
from feltwork.core.certification._rules import Pool, Requirement, TotalRule

from .case import Case
from .items import Item
from .judging import case_of

Shares = dict[str, dict[str, Fraction]]  # requirement → entry → the part of the entry it may use


def share_out(pool: Pool, requirements: Sequence[Requirement], entries: Sequence[Weighed], context: Context) -> Shares:
    """For each requirement of the pool the part of each entry that it may use.

    What stands is divided first, so that an entry which is signed later takes nothing from one that counted before.
    """
    bodies = [(one, one.body) for one in requirements if one.code in pool.requirements]
    cases = [case_of(one, body, entries, context) for one, body in bodies if isinstance(body, TotalRule)]
    shares: Shares = {case.requirement.code: {} for case in cases}
    for fates in ((Fate.STANDS,), (Fate.WAITS, Fate.UNSENT, Fate.HUMAN)):
        asks = {case.requirement.code: _still_asked(case, shares[case.requirement.code]) for case in cases}
        _divide(cases, fates, asks, shares, pool)
    return shares


def _still_asked(case: Case, given: Mapping[str, Fraction]) -> Fraction:
    used = sum((item.amount * given.get(item.weighed.entry.id, ZERO) for item in case.items), ZERO)
    return max(case.asked - case.brought - used, ZERO)


def _divide(
    cases: Sequence[Case], fates: tuple[Fate, ...], asks: Mapping[str, Fraction], shares: Shares, pool: Pool
) -> None:
    """Variables: the part of each item in each requirement, then how much of each requirement is filled."""
    parts: list[tuple[Case, Item]] = [
        (case, item)
        for case in cases
        for item in case.items
        if item.fate in fates and item.base is None and item.amount
    ]
    if not parts:
        return
    first = len(parts)
    worth = [ZERO] * first + [ONE] * len(cases)
    upper = [ONE] * first + [asks[case.requirement.code] for case in cases]
    rows = [*_each_entry_once(parts), *_filled(cases, parts, first), *_within_caps(cases, parts)]
    if pool.splits:
        values = maximise(worth, upper, rows).amounts
    else:
        taken = choose_whole(worth, upper, rows, whole=range(first))
        values = tuple(ONE if place in taken else ZERO for place in range(first))
    for (case, item), value in zip(parts, values, strict=False):
        shares[case.requirement.code][item.weighed.entry.id] = value


def _each_entry_once(parts: Sequence[tuple[Case, Item]]) -> list[Row]:
    entries: dict[str, dict[int, Fraction]] = {}
    for place, (_, item) in enumerate(parts):
        entries.setdefault(item.weighed.entry.id, {})[place] = ONE
    return [(terms, ONE) for terms in entries.values() if len(terms) > 1]


def _filled(cases: Sequence[Case], parts: Sequence[tuple[Case, Item]], first: int) -> list[Row]:
    """A requirement is filled no further than its items reach."""
    rows: list[Row] = []
    for number, case in enumerate(cases):
        terms = {place: -item.amount for place, (owner, item) in enumerate(parts) if owner is case}
        rows.append(({**terms, first + number: ONE}, ZERO))
    return rows


def _within_caps(cases: Sequence[Case], parts: Sequence[tuple[Case, Item]]) -> list[Row]:
    rows: list[Row] = []
    for case in cases:
        for limit in case.limits:
            own = set(limit.items)
            terms = {place: item.amount for place, (_, item) in enumerate(parts) if item in own}
            if terms:
                rows.append((terms, limit.at_most))
    return rows

"""Caps as limits on sets of items, and how much of each item they leave when the most is made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from feltwork.core.certification._context import ONE, ZERO, Context
from feltwork.core.certification._optimum import maximise
from feltwork.core.certification._periods import period_of
from feltwork.core.certification._rules import Cap, TotalRule

from .filters import passes
from .items import Item


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much of these items together."""

    code: str
    at_most: Fraction
    items: tuple[Item, ...]
    cap: Cap | None = None

    def surplus(self, items: set[Item]) -> Fraction:
        """By how much the items of this limit that are among *items* exceed it."""
        own = sum((item.usable for item in self.items if item in items), ZERO)
        return max(own - self.at_most, ZERO)


def limits_of(body: TotalRule, items: Sequence[Item], context: Context) -> list[Limit]:
    """Every limit that the clauses of a total set on these items."""
    found = [limit for cap in body.caps for limit in _of_cap(cap, items, context)]
    for weight in body.weights:
        if weight.for_at_most:
            own = tuple(item for item in items if item.weight == weight.code)
            found.append(Limit(weight.code, weight.for_at_most.value * (weight.times.value - 1), own))
    for place, exempt in enumerate(body.exempt):
        if exempt.at_most:
            own = tuple(item for item in items if item.exempt is exempt)
            found.append(Limit(f"exempt-{place}", exempt.at_most.value, own))
    return found


def _of_cap(cap: Cap, items: Sequence[Item], context: Context) -> Iterable[Limit]:
    own = [item for item in items if item.base is None and passes(item.weighed, cap.only, context)]
    if cap.in_any:
        for start in sorted({item.weighed.entry.on for item in own}):
            end = cap.in_any.after(start) - timedelta(days=1)
            within = tuple(item for item in own if start <= item.weighed.entry.on <= end)
            yield Limit(cap.code, cap.at_most.value, within, cap)
        return
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in own:
        groups[period_of(item.weighed, cap.per) if cap.per else ""].append(item)
    for _, within_group in sorted(groups.items()):
        yield Limit(cap.code, cap.at_most.value, tuple(within_group), cap)


def allot(items: Sequence[Item], limits: Sequence[Limit]) -> dict[Item, Fraction]:
    """How much of each item counts so that the whole is as large as the limits allow.

    Items under the same limits are one amount to the solver; among them the earlier come first.
    """
    chosen = set(items)
    broken = [limit for limit in limits if limit.surplus(chosen)]
    if not broken:
        return {item: item.usable for item in items}
    places: dict[Item, list[int]] = defaultdict(list)
    for place, limit in enumerate(broken):
        for item in limit.items:
            if item in chosen:
                places[item].append(place)
    alike: dict[tuple[int, ...], list[Item]] = defaultdict(list)
    for item in items:
        alike[tuple(places[item])].append(item)
    groups = list(alike.items())
    upper = [sum((item.usable for item in members), ZERO) for _, members in groups]
    rows = [
        ({index: ONE for index, (under, _) in enumerate(groups) if place in under}, limit.at_most)
        for place, limit in enumerate(broken)
    ]
    best = maximise([ONE] * len(groups), upper, rows)
    given: dict[Item, Fraction] = {}
    for (_, members), amount in zip(groups, best.amounts, strict=True):
        for item in sorted(members, key=lambda one: one.turn):
            given[item] = min(item.usable, amount)
            amount -= given[item]
    return given

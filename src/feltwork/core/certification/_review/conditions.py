"""Conditions that can never hold together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feltwork.core.certification._rules import Condition


def opposed(conditions: Sequence[Condition]) -> bool:
    """Whether two of them ask the same fact for different words, the first and a later cycle, or a thing and its
    opposite. Only what must hold together is looked at."""
    together = [part for one in conditions for part in _together(one)]
    facts: dict[str, set[str]] = {}
    for one in together:
        if one.fact and one.value:
            facts.setdefault(one.fact, set()).add(one.value)
        if one.cycle:
            facts.setdefault(" cycle", set()).add(one.cycle)
    refused = [part for one in together for part in one.none_of]
    return any(len(values) > 1 for values in facts.values()) or any(_alone(one) in refused for one in together)


def _together(one: Condition) -> Iterator[Condition]:
    yield one
    for part in one.all_of:
        yield from _together(part)
    if len(one.any_of) == 1:
        yield from _together(one.any_of[0])


def _alone(one: Condition) -> Condition:
    """Its own words, without what else it puts together."""
    return Condition(
        fact=one.fact,
        value=one.value,
        at_least=one.at_least,
        moment=one.moment,
        by=one.by,
        not_before=one.not_before,
        cycle=one.cycle,
    )

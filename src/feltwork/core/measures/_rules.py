"""Algorithms as data: counting items at a level, joined by all, any and not.

    {count: {2: "1-5", 1: "9"}, at_least: 3, at_most: 4}     {all: […]}     {any: […]}     {not: …}

Three-valued: with items missing an outcome is told only where no answer to them could change it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from ._answers import worth
from ._instrument import Instrument, Rule

NONE = "none"
_NEVER = -1  # below every level


@dataclass(frozen=True, slots=True)
class Verdict:
    """*outcome*: a code of the rule, "none" when no outcome holds, "" when missing items leave it open."""

    rule: Rule
    outcome: str


def verdicts(instrument: Instrument, given: Mapping[str, int], open_items: Container[str]) -> tuple[Verdict, ...]:
    """*open_items*: what was asked and not answered; any other item without a value stays below every level."""
    known = {item.id: value for item in instrument.items if (value := worth(item, given)) is not None}
    never = {item.id: _NEVER for item in instrument.items if item.id not in known and item.id not in open_items}
    return tuple(Verdict(rule, _outcome(rule, known | never)) for rule in instrument.rules)


def _outcome(rule: Rule, known: Mapping[str, int]) -> str:
    for one in rule.outcomes:
        truth = holds(one.when, known)
        if truth is None:
            return ""  # it may be this one, so no later one can be told
        if truth:
            return one.code
    return NONE


def holds(when: Mapping[str, Any], known: Mapping[str, int]) -> bool | None:
    """True, False, or None for "cannot be told"."""
    if "count" in when:
        return _counts(when, known)
    if "not" in when:
        inner = holds(when["not"], known)
        return None if inner is None else not inner
    key = "all" if "all" in when else "any"
    parts = [holds(one, known) for one in when[key]]
    decisive = key == "any"  # one True settles an any, one False settles an all
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def _counts(when: Mapping[str, Any], known: Mapping[str, int]) -> bool | None:
    levels: Mapping[str, int] = when["count"]
    sure = sum(one in known and known[one] >= level for one, level in levels.items())
    possible = sure + sum(one not in known for one in levels)
    low, high = when.get("at_least", 0), when.get("at_most", len(levels))
    if sure >= low and possible <= high:
        return True
    return False if possible < low or sure > high else None

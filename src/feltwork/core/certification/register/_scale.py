"""Amounts as whole numbers: so many parts of a unit that everything a rule set reckons with comes out even."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction
from math import lcm

from feltwork.core.certification._rules import Number, RuleSet

PARTS = 25_200  # seconds, minutes, thirds, sevenths and hundredths of an hour
EXACT = 2**52  # whole numbers up to here survive a division that is made with floating point


def scale_of(rules: RuleSet) -> int:
    """How many parts a unit is cut into, so that every number of the rules and every usual amount is whole."""
    of_kinds = (PARTS * kind.hours_per_unit.value.numerator for kind in rules.kinds if kind.hours_per_unit)
    changed = (one for change in rules.amendments for one in change.requirements)
    things = (*rules.kinds, *rules.requirements, *changed)
    return lcm(PARTS, *of_kinds, *(number.denominator for one in things for number in _numbers(one)))


def parts_of(value: Fraction, scale: int) -> int:
    """A number of the rules in parts of a unit; the scale was chosen so that it comes out even."""
    return int(value * scale)


def _numbers(thing: object) -> Iterator[Fraction]:
    if isinstance(thing, Number):
        yield thing.value
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from _numbers(getattr(thing, one.name))
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from _numbers(value)
    elif isinstance(thing, tuple):
        for value in thing:
            yield from _numbers(value)

"""Amounts as whole numbers: so many parts of a unit that everything a rule set reckons with comes out even."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction
from math import lcm

from feltwork.core.certification._rules import Kind, Number, RuleSet

PARTS = 25_200  # seconds, minutes, thirds, sevenths and hundredths of an hour
EXACT = 2**52  # whole numbers up to here survive a division that is made with floating point


def scale_of(rules: RuleSet) -> int:
    """How many parts a unit is cut into, so that every number of the rules and every usual amount is whole."""
    parts = PARTS
    for kind in rules.kinds:
        if kind.hours_per_unit:
            parts *= kind.hours_per_unit.value.numerator // _common(parts // PARTS, kind)
    bodies = (*rules.requirements, *(one for change in rules.amendments for one in change.requirements))
    return lcm(parts, *(number.denominator for body in (*rules.kinds, *bodies) for number in _numbers(body)))


def _common(already: int, kind: Kind) -> int:
    """What of the kind's hours per unit is cut already."""
    numerator = kind.hours_per_unit.value.numerator if kind.hours_per_unit else 1
    return Fraction(numerator, already).numerator and numerator // Fraction(numerator, already).numerator


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

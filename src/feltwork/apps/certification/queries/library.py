"""The rule library: every programme that ships with the software, for anybody to read, with its cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from feltwork.core.certification import Example, RuleSet, load_examples
from feltwork.core.certification.rulesets import bundled, rule_set


@dataclass(frozen=True, slots=True)
class Shelf:
    """The programmes of one issuer."""

    issuer: str
    programmes: tuple[RuleSet, ...]


@cache
def shelves() -> tuple[Shelf, ...]:
    """All programmes by issuer, in the order of the alphabet."""
    every = sorted((rule_set(code) for code in bundled()), key=lambda one: (one.issuer.casefold(), one.id))
    return tuple(Shelf(issuer, tuple(own)) for issuer, own in groupby(every, key=lambda one: one.issuer))


def found(code: str) -> RuleSet | None:
    """The programme of that code, None if there is none."""
    return rule_set(code) if code in bundled() else None


@cache
def cases(code: str) -> tuple[Example, ...]:
    """The cases that a programme's file is tested with."""
    return load_examples(bundled()[code], name=f"{code}.yaml", bases=bundled())


def built_on(code: str) -> Mapping[str, str]:
    """The file of a programme and of those it builds on, by code."""
    texts: dict[str, str] = {}
    while code and code not in texts:
        texts[code] = bundled()[code]
        code = rule_set(code).base
    return texts

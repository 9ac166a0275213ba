"""Examples: a candidate, a day, and the answer the rules should give."""

from __future__ import annotations

from typing import Any

from feltwork.core.certification._rules import Met
from feltwork.core.certification._shapes import (
    Code,
    Day,
    Exact,
    Field,
    Fields,
    ListOf,
    MapOf,
    OneOf,
    Truth,
    Word,
    Words,
)
from feltwork.core.certification._verdict import Counted, Standing, State

from .given import GIVEN, Instant

REQUIREMENT_EXPECTED = Fields(
    "expected requirement",
    {
        "state": Field(OneOf(State)),
        "counted": Field(Exact()),
        "asked": Field(Exact()),
        "missing": Field(Exact()),
        "reasons": Field(ListOf(Code()), "codes that must be among its reasons"),
        "warnings": Field(ListOf(Code()), "codes that must be among its warnings"),
    },
    dict,
)
ENTRY_EXPECTED = Fields(
    "expected entry",
    {
        "counted": Field(OneOf(Counted)),
        "amount": Field(Exact()),
        "level": Field(Code()),
        "shares": Field(MapOf(Exact(), keys=Code()), "requirement → how much of it goes there"),
        "reasons": Field(ListOf(Code()), "codes that must be among its reasons"),
    },
    dict,
)
CYCLE_EXPECTED = Fields(
    "expected cycle",
    {
        "ordinal": Field(Exact()),
        "begins": Field(Day()),
        "ends": Field(Day()),
        "standing": Field(OneOf(Standing)),
        "reasons": Field(ListOf(Code())),
    },
    dict,
)
ADMISSION_EXPECTED = Fields(
    "expected admission",
    {
        "route": Field(Code(), required=True),
        "answers": Field(MapOf(Word(), keys=Code()), required=True),
        "met": Field(OneOf(Met), required=True),
    },
    dict,
)
EXPECT = Fields(
    "expectation",
    {
        "eligible": Field(Truth()),
        "held": Field(Truth()),
        "edition": Field(Word(), "which edition is the best that may be chosen"),
        "requirements": Field(MapOf(REQUIREMENT_EXPECTED, keys=Code())),
        "not_asked": Field(ListOf(Code()), "requirements that do not hold for this candidate"),
        "entries": Field(MapOf(ENTRY_EXPECTED, keys=Code())),
        "questions": Field(ListOf(Word()), "every question that is put to a person"),
        "cycle": Field(CYCLE_EXPECTED),
        "admission": Field(ADMISSION_EXPECTED, "what a route says to these answers"),
    },
    dict,
)
_CASE: dict[str, Field] = {
    "as_of": Field(Day(), "the day of judgement"),
    "known_at": Field(Instant(), "what was known at that instant; left out: now"),
    "rules": Field(Word(), "another rule set to judge by"),
    "editions": Field(ListOf(Word()), "rule sets from which the best is taken that may be chosen"),
    "given": Field(GIVEN, "left out words keep what stood before"),
    "expect": Field(EXPECT, required=True),
}


def _step(given: dict[str, Any] | None = None, **rest: Any) -> dict[str, Any]:
    return {"given": given or {}, **rest}


EXAMPLE = Fields(
    "example",
    {
        "id": Field(Code(), required=True),
        "title": Field(Words()),
        **_CASE,
        "as_of": Field(Day(), "the day of judgement", required=True),
        "then": Field(ListOf(Fields("further step", _CASE, _step)), "what changes next, and the answer then"),
    },
    _step,
)

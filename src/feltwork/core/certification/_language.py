"""The words of the language: every section of a rule file, from which loader, checks and JSON Schema follow.

A new requirement kind is one more entry in `REQUIREMENT_KINDS`, its body in `_rules.py` and its judge in `_judge.py`.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

from . import _pieces as p
from . import _rules as r
from ._shapes import (
    Anything,
    ByKind,
    Code,
    Day,
    Field,
    Fields,
    ListOf,
    MapOf,
    Named,
    OneOf,
    Reading,
    Shape,
    SourceCode,
    Span,
    Truth,
    Word,
    Words,
)
from ._text import Text
from ._yaml import Node

COMMON = {
    "code": Field(Code(), required=True),
    "kind": Field(Word(), required=True),
    "title": Field(Words(), required=True),
    "help": Field(Words(), "in the candidate’s words"),
    "clause": Field(Word(), "number of the clause"),
    "unit": Field(Code(), "session, credit, hour, day, document"),
    "within": Field(Named("requirement"), "a part of this requirement"),
    "when": Field(p.CONDITION, "only for candidates of whom this is known"),
    "unclear": Field(Words(), "what the text leaves open"),
    "source": Field(SourceCode(), "where it was read; holds for every number here without its own"),
}

SUM_WORDS = {
    "at_least": Field(p.NUMBER, required=True),
    "of": Field(ListOf(Named("kind")), "which kinds of entry", required=True),
    "per_level": Field(p.PER_LEVEL),
    "given_by": Field(Code(), "the provider also needs this approval on the day, such as faculty"),
    "count": Field(OneOf(("units", "hours")), "count units (the usual), or plain hours"),
    "window": Field(p.WINDOW, "how long after the last training day it still counts"),
}
DAYS_WORDS = {
    "at_least": Field(p.NUMBER, required=True),
    "per_level": Field(MapOf(p.NUMBER, keys=Named("level")), "level → days"),
    "caps": Field(ListOf(p.MODE_CAP), "at most so many days of some modes"),
    "recording": Field(p.RECORDING, "what recordings are worth; left out: nothing"),
}
GATE_WORDS = {
    "items": Field(ListOf(p.GATE_ITEM), required=True),
    "opens_in": Field(Named("level"), "the level from which it can be met"),
    "allow_days": Field(p.NUMBER, "for the estimate: days it takes after the last module"),
    "warn_days": Field(p.NUMBER, "how long before a document ends to say so"),
}
ELAPSED_WORDS = {
    "level": Field(Named("level"), required=True),
    "at_most": Field(Span(), required=True),
    "modes": Field(ListOf(OneOf(p.MODES)), "only days of these modes"),
    "remedies": Field(ListOf(p.REMEDY), "what is left afterwards"),
}


class Version(Shape):
    """The version of this language that a file is written in."""

    def read(self, node: Node, reading: Reading) -> int:
        if node.scalar != "1":
            raise reading.refuse(node, "wrong_value", expected="1, the only version of this language")
        return 1

    def schema(self) -> dict[str, Any]:
        return {"const": 1}


def _requirement(name: str, words: dict[str, Field], body: Any, default_unit: str) -> Fields:
    def build(at_least: r.Number | None = None, **given: Any) -> r.Requirement:
        common = {word: given.pop(word) for word in tuple(given) if word in COMMON}
        made = body(**given)
        common.setdefault("unit", default_unit)
        asked = at_least or _count_of(made)
        requirement: r.Requirement = sourced(r.Requirement(asked=asked, body=made, **common), common.get("source"))
        return requirement

    return Fields(f"{name} requirement", {**COMMON, **words}, build)


def _count_of(body: r.RuleBody) -> r.Number:
    """What is asked where no number is given: every document, or the one condition."""
    count = len(body.items) if isinstance(body, r.GateRule) else 1
    return r.Number(value=Fraction(count), own_mark=r.Mark.DECIDED)


def sourced(value: Any, source: r.Source | None) -> Any:
    """*value* with *source* given to every number and window in it that has none of its own."""
    if source is None or isinstance(value, (r.Source, Text)):
        return value
    if isinstance(value, dict):
        return {key: sourced(one, source) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(sourced(one, source) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    deep = {field.name: sourced(getattr(value, field.name), source) for field in fields(value)}
    if "source" in deep and deep["source"] is None:
        deep["source"] = source
    return replace(value, **deep)


REQUIREMENT_KINDS: dict[str, Fields] = {
    "sum": _requirement("sum", SUM_WORDS, r.SumRule, "credit"),
    "days": _requirement("days", DAYS_WORDS, r.DaysRule, "day"),
    "gate": _requirement("gate", GATE_WORDS, r.GateRule, "document"),
    "elapsed": _requirement("elapsed", ELAPSED_WORDS, r.ElapsedRule, "condition"),
}
REQUIREMENT = ByKind("requirement", REQUIREMENT_KINDS)

AMENDMENT = Fields(
    "amendment",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), required=True),
        "valid_from": Field(Day(), "the day from which it holds", required=True),
        "valid_to": Field(Day()),
        "applies": Field(OneOf(r.Applies), "strictly to all, or permissively to whoever gains", required=True),
        "source": Field(SourceCode()),
        "changes": Field(MapOf(Anything(), keys=Named("requirement")), "requirement → the words that read differently"),
        "adds": Field(ListOf(REQUIREMENT), "requirements that are new"),
    },
    dict,
)

OPTION = Fields(
    "choice",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), required=True),
        "outcome": Field(OneOf(("met", "not_met", "human")), "left out: met"),
    },
    lambda outcome="met", **given: r.Option(outcome=r.Met(outcome), **given),
)

CRITERION = Fields(
    "criterion",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), "the question as it is asked", required=True),
        "help": Field(Words()),
        "question": Field(OneOf(r.Question), required=True),
        "options": Field(ListOf(OPTION), "for a choice"),
        "at_least": Field(p.NUMBER, "for a number"),
        "unit": Field(Code(), "for a number: year, day, hour"),
        "in_force": Field(Truth(), "for a date: not past"),
        "required": Field(Truth(), "left out: true"),
        "checked_by_person": Field(Truth(), "a suitable answer still waits for a person"),
        "otherwise": Field(OneOf(("not_met", "human")), "what an unsuitable answer means; left out: not_met"),
        "source": Field(SourceCode()),
    },
    lambda otherwise="not_met", **given: sourced(r.Criterion(otherwise=r.Met(otherwise), **given), given.get("source")),
)

ROUTE = Fields(
    "way to be admitted",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), required=True),
        "help": Field(Words()),
        "clause": Field(Word()),
        "criteria": Field(ListOf(CRITERION), required=True),
        "decided_by_person": Field(Truth(), "a full set of answers still ends with a person"),
        "source": Field(SourceCode()),
    },
    lambda **given: sourced(r.Route(**given), given.get("source")),
)

NOTE = Fields(
    "note",
    {"code": Field(Code(), required=True), "text": Field(Words(), required=True), "source": Field(SourceCode())},
    r.Note,
)

ANCHOR = Fields("anchor", {"code": Field(Code(), required=True), "title": Field(Words(), required=True)}, r.Anchor)

KIND = p.KIND
HEAD = {
    "language": Field(Version(), "version of this language: 1", required=True),
    "id": Field(Code(), "code of this rule set", required=True),
    "title": Field(Words(), required=True),
    "help": Field(Words(), "what it is, in a sentence or two"),
    "issuer": Field(Word(), "who issues the certificate", required=True),
    "country": Field(Word(), "ISO code of the country; empty: any"),
    "edition": Field(Word(), "how people call this edition", required=True),
    "valid_from": Field(Day(), "first anchor day for which it holds"),
    "valid_to": Field(Day(), "last anchor day for which it holds"),
    "collected_on": Field(Word(), "month or day of reading, for every source without its own", required=True),
    "checked_on": Field(Day(), "day on which every number was verified; empty means not yet"),
    "base": Field(Word(), "id of the rule set this one builds on"),
}
SECTIONS = {
    "anchor": Field(ANCHOR, "which day chooses the edition", required=True),
    "sources": Field(p.SOURCES, "code → where numbers were read", required=True),
    "accepts": Field(ListOf(Word()), "issuers whose approvals count; left out: any"),
    "ask_about": Field(ListOf(Word()), "issuers about whose approvals a person decides"),
    "levels": Field(ListOf(p.LEVEL), "in order", required=True),
    "kinds": Field(ListOf(p.KIND), "kinds of entry", required=True),
    "requirements": Field(ListOf(REQUIREMENT), required=True),
    "amendments": Field(ListOf(AMENDMENT), "clauses that change from a day on"),
    "admission": Field(ListOf(ROUTE), "ways to be admitted"),
    "notes": Field(ListOf(NOTE)),
    "review_days": Field(p.NUMBER, "for the estimate: days the school takes to review"),
}
LAYERS = {
    "override": Field(MapOf(Anything()), "code of a requirement or kind of the base → the words that read differently"),
    "remove": Field(ListOf(Code()), "codes of requirements, kinds or notes of the base that do not hold here"),
}
PROGRAMME = Fields("rule set", {**HEAD, **SECTIONS}, dict)

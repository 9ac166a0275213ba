"""A whole rule file: its head, its sections, and what a file that builds on another may say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from feltwork.core.certification import _rules as r
from feltwork.core.certification._shapes import (
    Anything,
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
    Word,
    Words,
)
from feltwork.core.certification._yaml import Node

from .admission import ROUTE
from .cycles import CYCLE, OPENING, POOL, RECOGNITION
from .examples import EXAMPLE
from .kinds import KIND, LEVEL
from .moments import MOMENT
from .numbers import NUMBER, SOURCES
from .requirements import REQUIREMENT


class Version(Shape):
    """The version of this language that a file is written in."""

    def read(self, node: Node, reading: Reading) -> int:
        if node.scalar != "1":
            raise reading.refuse(node, "wrong_value", expected="1, the only version of this language")
        return 1

    def schema(self) -> dict[str, Any]:
        return {"const": 1}


@dataclass(slots=True)
class Later(Shape):
    """A part that `load` leaves alone: who judges candidates has no use for the examples."""

    shape: Callable[[], Shape]

    def read(self, node: Node, reading: Reading) -> tuple[()]:
        return ()

    def schema(self) -> dict[str, Any]:
        return self.shape().schema()


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

NOTE = Fields(
    "note",
    {"code": Field(Code(), required=True), "text": Field(Words(), required=True), "source": Field(SourceCode())},
    r.Note,
)

ANCHOR = Fields("anchor", {"code": Field(Code(), required=True), "title": Field(Words(), required=True)}, r.Anchor)

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
    "sources": Field(SOURCES, "code → where numbers were read", required=True),
    "accepts": Field(ListOf(Word()), "issuers whose approvals count; left out: any"),
    "ask_about": Field(ListOf(Word()), "issuers about whose approvals a person decides"),
    "levels": Field(ListOf(LEVEL), "in order; left out: the programme has none"),
    "moments": Field(ListOf(MOMENT), "days that the rules reckon from"),
    "kinds": Field(ListOf(KIND), "kinds of entry", required=True),
    "requirements": Field(ListOf(REQUIREMENT), required=True),
    "pools": Field(ListOf(POOL), "requirements that may not count the same entry twice"),
    "cycle": Field(CYCLE, "for what has to be renewed"),
    "open_to": Field(ListOf(OPENING), "who may choose this edition although their anchor lies outside its days"),
    "recognises": Field(ListOf(RECOGNITION), "approvals of other bodies that count as ours"),
    "amendments": Field(ListOf(AMENDMENT), "clauses that change from a day on"),
    "admission": Field(ListOf(ROUTE), "ways to be admitted"),
    "notes": Field(ListOf(NOTE)),
    "examples": Field(Later(lambda: ListOf(EXAMPLE)), "cases with the answer they should have"),
    "review_days": Field(NUMBER, "for the estimate: days the school takes to review"),
}
LAYERS = {
    "override": Field(MapOf(Anything()), "code of a requirement or kind of the base → the words that read differently"),
    "remove": Field(ListOf(Code()), "codes of requirements, kinds or notes of the base that do not hold here"),
}
PROGRAMME = Fields("rule set", {**HEAD, **SECTIONS}, dict)

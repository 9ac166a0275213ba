"""Numbers with their sources, and the sources themselves."""

from __future__ import annotations

from typing import Any

from feltwork.core.certification import _rules as r
from feltwork.core.certification._shapes import (
    Code,
    Day,
    Either,
    Exact,
    Field,
    Fields,
    MapOf,
    OneOf,
    Reading,
    Shape,
    SourceCode,
    Word,
    Words,
)
from feltwork.core.certification._yaml import Node

MODES = ("in_person", "online", "phone", "hybrid", "recording")


def _number(value: Any, mark: r.Mark | None = None, collected_on: str = "", checked_on: Any = None, **rest: Any) -> Any:
    return r.Number(value=value, own_mark=mark, own_collected_on=collected_on, own_checked_on=checked_on, **rest)


class Bare(Shape):
    """A number without its own source: it takes the source of the section it stands in."""

    def read(self, node: Node, reading: Reading) -> r.Number:
        return r.Number(value=Exact().read(node, reading))

    def schema(self) -> dict[str, Any]:
        return Exact().schema()


NUMBER = Either(
    scalar=Bare(),
    mapping=Fields(
        "number",
        {
            "value": Field(Exact(), "the number itself", required=True),
            "source": Field(SourceCode(), "where it was read"),
            "mark": Field(OneOf(r.Mark), "B read at the body, E elsewhere, U unconfirmed, D decided here"),
            "note": Field(Words(), "what a reader should know about it"),
            "collected_on": Field(Word(), "month or day of reading"),
            "checked_on": Field(Day(), "day on which it was verified at the source"),
        },
        _number,
    ),
)

SOURCE_FIELDS = {
    "title": Field(Words(), "name of the page or document", required=True),
    "mark": Field(OneOf(r.Mark), "B read at the body, E elsewhere, U unconfirmed, D decided here", required=True),
    "url": Field(Word(), "address"),
    "collected_on": Field(Word(), "month or day of reading"),
    "checked_on": Field(Day(), "day on which it was verified; empty means not yet"),
}
SOURCES = MapOf(Fields("source", SOURCE_FIELDS, dict), keys=Code())

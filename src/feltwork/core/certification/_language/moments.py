"""Days that rules reckon from, and conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from feltwork.core.certification import _rules as r
from feltwork.core.certification._shapes import (
    Code,
    Day,
    Either,
    Field,
    Fields,
    ListOf,
    Named,
    OneOf,
    Reading,
    Shape,
    SourceCode,
    Word,
    Words,
)
from feltwork.core.certification._yaml import Node

from .numbers import LENGTH, NUMBER, owning


class Bare(Shape):
    """A moment by its code alone."""

    def read(self, node: Node, reading: Reading) -> r.Point:
        return r.Point(moment=Named("moment").read(node, reading))

    def schema(self) -> dict[str, Any]:
        return Named("moment").schema()


POINT = Either(
    scalar=Bare(),
    mapping=Fields(
        "day",
        {
            "moment": Field(Named("moment"), required=True),
            "plus": Field(LENGTH, "so much later"),
            "minus": Field(LENGTH, "so much earlier"),
        },
        r.Point,
    ),
)


@dataclass(slots=True)
class Again(Shape):
    """A shape inside itself, by its name in the schema."""

    name: str
    shape: Callable[[], Shape]

    def read(self, node: Node, reading: Reading) -> Any:
        return self.shape().read(node, reading)

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.name}"}


def _condition(**given: Any) -> r.Condition:
    names = {"is": "value", "all": "all_of", "any": "any_of", "none": "none_of"}
    return r.Condition(**{names.get(word, word): value for word, value in given.items()})


_PARTS = ListOf(Again("condition", lambda: CONDITION))
CONDITION: Fields = Fields(
    "condition",
    {
        "fact": Field(Code(), "something known of the candidate"),
        "is": Field(Word(), "its word"),
        "at_least": Field(NUMBER, "or the number it has to reach"),
        "moment": Field(Named("moment"), "a day that is known"),
        "by": Field(POINT, "and lies on or before this"),
        "not_before": Field(POINT, "and lies on or after this"),
        "cycle": Field(OneOf(("first", "later")), "in the first cycle, or in one that follows"),
        "all": Field(_PARTS, "all of these"),
        "any": Field(_PARTS, "at least one of these"),
        "none": Field(_PARTS, "none of these"),
    },
    _condition,
)

MOMENT = Fields(
    "moment",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words()),
        "fact": Field(Code(), "a fact that holds the day"),
        "gate": Field(Code(), "the first day of this document"),
        "first_of": Field(ListOf(Named("kind")), "the first entry of these kinds"),
        "last_of": Field(ListOf(Named("kind")), "the last entry of these kinds"),
        "level": Field(Named("level"), "the first day of this level"),
        "day": Field(Day(), "the same day for everybody"),
        "earliest": Field(ListOf(Named("moment")), "the earliest of these that are known"),
        "latest": Field(ListOf(Named("moment")), "the latest of these that are known"),
        "plus": Field(LENGTH, "so much later"),
        "minus": Field(LENGTH, "so much earlier"),
        "when": Field(CONDITION, "only under this condition"),
        "otherwise": Field(Named("moment"), "the moment to take where this one is not known"),
        "source": Field(SourceCode(), "where it was read; holds for every number here without its own"),
    },
    owning(r.Moment),
)

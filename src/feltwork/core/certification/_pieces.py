"""The smaller pieces of the language: numbers, sources, levels, kinds of entry, windows, recordings, documents."""

from __future__ import annotations

from typing import Any

from . import _rules as r
from ._shapes import (
    Code,
    Day,
    Either,
    Exact,
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
from ._text import EMPTY
from ._yaml import Node

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

LEVEL = Fields(
    "level",
    {"code": Field(Code(), required=True), "title": Field(Words(), required=True)},
    r.Level,
)

GROUP_SIZE = Fields(
    "group size",
    {
        "max": Field(NUMBER, "larger groups do not count"),
        "ask_above": Field(NUMBER, "the rules name no size; above this a person decides"),
    },
    r.GroupSize,
)

KIND = Fields(
    "kind of entry",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), required=True),
        "help": Field(Words()),
        "clause": Field(Word(), "number of the clause"),
        "unit": Field(Code(), "what it is counted in: session, credit, hour", required=True),
        "per_entry": Field(NUMBER, "each entry is worth this many units, whatever its length"),
        "hours_per_unit": Field(NUMBER, "so many hours make one unit"),
        "ask_below_hours": Field(NUMBER, "shorter entries are put to a person"),
        "group": Field(Truth(), "given to several people at once"),
        "group_size": Field(GROUP_SIZE),
        "modes": Field(ListOf(OneOf(MODES)), "only these modes count"),
        "approvals": Field(ListOf(Code()), "the provider needs one of these approvals on the day"),
        "also": Field(ListOf(Code()), "and each of these, such as assists_on_training"),
    },
    r.Kind,
)

PER_LEVEL = Fields(
    "minimum per level",
    {
        "asks": Field(MapOf(NUMBER, keys=Named("level")), "level → number", required=True),
        "strictness": Field(OneOf(r.Strictness), "hard, or recommended (then it only warns)"),
        "repairable": Field(Truth(), "whether a gap can be filled after the next level began"),
    },
    r.PerLevel,
)

WINDOW = Fields(
    "window",
    {
        "at_most": Field(Span(), "how long after the last training day; leave out where the text is silent"),
        "beyond": Field(OneOf(r.Beyond), "what happens afterwards: does_not_count or human"),
        "source": Field(SourceCode()),
    },
    r.Window,
)

RECORDING = Fields(
    "recording rule",
    {
        "ask_above_days": Field(NUMBER, "more days than this are put to a person"),
        "at_most_days": Field(NUMBER, "more days than this do not count"),
        "at_most_modules": Field(NUMBER, "more modules than this do not count"),
        "levels": Field(ListOf(Named("level")), "only in these levels"),
        "consecutive": Field(Truth(), "false: never two modules in a row"),
        "adds": Field(
            Fields(
                "addition",
                {
                    "requirement": Field(Named("requirement"), required=True),
                    "per_day": Field(NUMBER, required=True),
                },
                r.Adds,
            ),
            "each such day adds to another requirement",
        ),
    },
    r.Recording,
)

MODE_CAP = Fields(
    "cap",
    {
        "modes": Field(ListOf(OneOf(MODES)), required=True),
        "at_most": Field(NUMBER, required=True),
    },
    r.ModeCap,
)

GATE_ITEM = Fields(
    "document",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), required=True),
        "help": Field(Words()),
        "any_of": Field(ListOf(Code()), "documents of which any one will do; left out: its own code"),
    },
    lambda code, title, any_of=(), help=EMPTY: r.GateItem(code=code, title=title, any_of=any_of or (code,), help=help),
)

REMEDY = Fields(
    "remedy",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), required=True),
        "valid_from": Field(Day()),
        "valid_to": Field(Day()),
        "source": Field(SourceCode()),
    },
    r.Remedy,
)

CONDITION = Fields(
    "condition",
    {
        "fact": Field(Code(), required=True),
        "is": Field(Word(), required=True),
    },
    lambda **given: r.Condition(fact=given["fact"], value=given["is"]),
)

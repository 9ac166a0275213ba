"""Levels and kinds of entry."""

from __future__ import annotations

from feltwork.core.certification import _rules as r
from feltwork.core.certification._shapes import Code, Field, Fields, ListOf, OneOf, SourceCode, Truth, Word, Words

from .clauses import COMPANION, FROM, PART
from .numbers import LENGTH, MODES, NUMBER, owning

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
        "later": Field(ListOf(FROM), "other approvals from a day on"),
        "renewed": Field(ListOf(Code()), "these approvals count only if they had been renewed by then"),
        "grace": Field(LENGTH, "an approval that ended no longer ago is for a person to judge"),
        "attested": Field(Truth(), "the candidate’s declaration is enough, unless drawn for an audit"),
        "parts": Field(ListOf(PART), "counted as other kinds, by what the entry says of itself"),
        "needs": Field(COMPANION, "counts only together with others in the same period"),
        "also": Field(ListOf(Code()), "and each of these, such as assists_on_training"),
        "source": Field(SourceCode(), "where it was read; holds for every number here without its own"),
    },
    owning(r.Kind),
)

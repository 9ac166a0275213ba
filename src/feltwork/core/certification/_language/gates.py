"""Documents, and what is left when a time limit has passed."""

from __future__ import annotations

from typing import Any

from feltwork.core.certification import _rules as r
from feltwork.core.certification._shapes import Code, Day, Field, Fields, ListOf, SourceCode, Truth, Words
from feltwork.core.certification._text import EMPTY

from .numbers import LENGTH


def _item(code: str, title: Any, any_of: tuple[str, ...] = (), help: Any = EMPTY, **rest: Any) -> r.GateItem:
    return r.GateItem(code=code, title=title, any_of=any_of or (code,), help=help, **rest)


GATE_ITEM = Fields(
    "document",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), required=True),
        "help": Field(Words()),
        "any_of": Field(ListOf(Code()), "documents of which any one will do; left out: its own code"),
        "for_at_least": Field(LENGTH, "in force without a gap since at least so long"),
        "absent": Field(Truth(), "must not be there: nobody holds two"),
    },
    _item,
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

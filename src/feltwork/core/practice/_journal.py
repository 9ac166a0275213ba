"""What an entry of a client's own journal may hold. Everything can be left out; one thing at least is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._fields import Choice, Code, Field, Number, Refused, Rows, Words, take_all
from ._items import ItemError

TEN = Number(0, 10)
STRONG = 7  # from here on the page offers to look around first, without blocking (domain/method.md section 9)
WORSE = 2  # left so much worse than begun: whom to reach is offered

ENTRY: Mapping[str, Field] = {
    "template": Code(20),
    "regions": Rows({"region": Code(needed=True)}, most=80),
    "answer": Choice("answers"),
    "family": Choice("families"),
    "own_word": Words(60),
    "intensity": TEN,
    "after": TEN,
    "words": Words(4000),
    "helped": Words(500),
    "like": Choice("likenesses"),
    "colour": Choice("colours"),
}


def check_entry(given: Any) -> dict[str, Any]:
    """Return *given* tidied, with empty fields left out. Raises `ItemError` for the first mistake, and for nothing."""
    try:
        taken = take_all(ENTRY, given)
    except Refused as refused:
        raise ItemError(refused.where, refused.code, **refused.data) from None
    if not set(taken) - {"template"}:
        raise ItemError("", "empty_mark")
    return taken


def left_worse(body: Mapping[str, Any]) -> bool:
    """Whether the entry ended so much higher than it began that somebody may want company."""
    return (
        body.get("after", 0) - body.get("intensity", 0) >= WORSE if "after" in body and "intensity" in body else False
    )

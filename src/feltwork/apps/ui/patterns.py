"""Markup rendered once and filled in many times: what differs from one request to the next are named gaps in it.

card = Pattern(render_rows("directory/card.html", [one], place=gap("place")))
card.filled(place="Bath, 3 km")
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from django.utils.safestring import SafeString
from markupsafe import escape

# of this process only: nothing that anybody writes into a page can look like a gap
_SIGN = secrets.token_hex(8)
_GAPS = re.compile(rf"\[{_SIGN}:(\w+)\]")


def gap(name: str) -> SafeString:
    """Stands in a template's values where `Pattern.filled` will put another value each time."""
    return SafeString(f"[{_SIGN}:{name}]")


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Pieces of markup behind one another."""
    return SafeString("".join(parts))


class Pattern:
    """Rendered markup with gaps."""

    __slots__ = ("_names", "_parts")

    def __init__(self, markup: str) -> None:
        self._parts = _GAPS.split(markup)  # text, name, text …
        self._names = self._parts[1::2]

    def filled(self, **values: object) -> SafeString:
        """The markup with a value in each gap, escaped where it is not markup. Raises KeyError where one is missing."""
        parts = self._parts.copy()
        parts[1::2] = [_written(values[name]) for name in self._names]
        return SafeString("".join(parts))


def _written(value: object) -> str:
    # most are one of these two; asking for them first halves the time
    if value.__class__ is SafeString:
        return value
    return str(value) if value.__class__ is int else str(escape(value))

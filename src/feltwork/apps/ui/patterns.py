"""Markup rendered once and filled in many times: what differs from one request to the next are named gaps in it.

card = Pattern(render_rows("directory/card.html", [one], place=gap("place")))
card.filled(place="Bath, 3 km")
"""

from __future__ import annotations

import re
import secrets

from django.utils.safestring import SafeString
from markupsafe import escape

# of this process only: nothing that anybody writes into a page can look like a gap
_SIGN = secrets.token_hex(8)
_GAPS = re.compile(rf"\[{_SIGN}:(\w+)\]")


def gap(name: str) -> SafeString:
    """Stands in a template's values where `Pattern.filled` will put another value each time."""
    return SafeString(f"[{_SIGN}:{name}]")


class Pattern:
    """Rendered markup with gaps."""

    __slots__ = ("_names", "_texts")

    def __init__(self, markup: str) -> None:
        first, *rest = _GAPS.split(markup)
        self._names = tuple(rest[::2])
        self._texts = (first, *rest[1::2])

    def filled(self, **values: object) -> SafeString:
        """The markup with a value in each gap, escaped where it is not markup. Raises KeyError where one is missing."""
        parts = [self._texts[0]]
        for name, text in zip(self._names, self._texts[1:], strict=True):
            parts += (escape(values[name]), text)
        return SafeString("".join(parts))

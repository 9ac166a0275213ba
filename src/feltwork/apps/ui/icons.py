"""Icons: one sprite file, used by address, so that pages stay small and nothing is inline."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"
# these point along the line of reading and turn with it
WITH_DIRECTION = frozenset({"arrow", "back", "leave"})


@cache
def names() -> frozenset[str]:
    """The icons in the sprite."""
    return frozenset(re.findall(r'id="i-([a-z-]+)"', SPRITE.read_text(encoding="utf-8")))


@cache
def icon(name: str, size: str = "") -> SafeString:
    """The markup of one icon, hidden from screen readers; `size="l"` is large. Unknown names are an error."""
    if name not in names():
        raise ValueError(f"there is no icon {name!r} in ui/icons.svg")
    classes = "fw-icon" + (" fw-icon-l" if size == "l" else "") + (" fw-icon-dir" if name in WITH_DIRECTION else "")
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        classes,
        static("ui/icons.svg"),
        name,
    )

"""Words without markup: what a form shows is text, whatever the file meant it to be."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

from ._bounds import MOST_TEXT
from ._draft import ReadError

TAGS = re.compile(r"</?(?:p|br|strong|em|b|i|u|span|div|ul|ol|li|h[1-6]|a|font|sup|sub)(?:\s[^<>]*)?/?>", re.IGNORECASE)
PLACEHOLDER = re.compile(r"\[[a-zA-Z]+\]")  # "[string]": a template of the standard that nobody filled in


def plain(value: Any, where: str) -> str:
    """Text in paragraphs, without tags and control characters. A placeholder is no text. Raises ReadError."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ReadError("not_text", where)
    if len(value) > MOST_TEXT:
        raise ReadError("text_too_long", where, found=len(value), most=MOST_TEXT)
    if PLACEHOLDER.fullmatch(value.strip()):
        return ""
    return "\n\n".join(line for part in re.split(r"\n\s*\n", value) if (line := _line(part)))


def _line(part: str) -> str:
    text = html.unescape(TAGS.sub(" ", part))
    shown = "".join(" " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in text)
    # characters that turn the direction of writing or cannot be seen could make a question read as another one
    kept = "".join(one for one in shown if unicodedata.category(one) != "Cf" or one in "\u200c\u200d")
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def has_markup(value: Any) -> bool:
    return isinstance(value, str) and TAGS.search(value) is not None


def words_of(text: str) -> list[str]:
    """Lower case, letters only: "Nearly every day." → ["nearly", "every", "day"]."""
    return re.findall(r"[^\W\d_]+", text.casefold())

"""How large and how deep a file may be, and JSON within these bounds.

A whole questionnaire is some tens of kilobytes; nothing near these bounds is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from ._draft import ReadError

MOST_BYTES = 2_000_000
MOST_BYTES_TOGETHER = 8_000_000
MOST_FILES = 600
MOST_DEPTH = 40  # of brackets or elements
MOST_GROUPS = 8  # of groups within groups
MOST_ROWS = 400
MOST_CHOICES = 120
MOST_TEXT = 6_000

STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')


def decoded(data: bytes, where: str) -> str:
    """UTF-8 with or without its mark. Raises ReadError."""
    if len(data) > MOST_BYTES:
        raise ReadError("too_large", where, size=len(data), most=MOST_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError("not_utf8", where, byte=error.start) from None


def parsed(data: bytes, where: str = "") -> Any:
    """JSON: no key twice, no NaN, not deeper than MOST_DEPTH. Raises ReadError with line and column."""
    text = decoded(data, where)
    if deepest(STRINGS.sub("", text)) > MOST_DEPTH:
        raise ReadError("too_deep", where, most=MOST_DEPTH)
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ReadError("not_json", where, line=error.lineno, column=error.colno, says=error.msg) from None
    except _Twice as error:
        raise ReadError("key_twice", where, key=str(error)[:60]) from None
    except (ValueError, RecursionError):
        raise ReadError("not_json", where, line=0, column=0, says="") from None


def deepest(text: str) -> int:
    depth = most = 0
    for one in re.finditer(r"[\[\]{}]", text):
        depth += 1 if one[0] in "[{" else -1
        most = max(most, depth)
    return most


def no_more(things: Iterable[Any], most: int, code: str, where: str) -> None:
    count = sum(1 for _ in things)
    if count > most:
        raise ReadError(code, where, found=count, most=most)


class _Twice(Exception):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        raise _Twice(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)

"""From bytes to a document that it is safe to work on: small, flat, unambiguous, contexts pinned.

All that stands between an upload and the canonicaliser; nothing here takes longer than reading the document once.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from feltwork.core.credentials._contexts import CONTEXTS, VC_V2
from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._report import Check

MAX_BYTES: Final = 2**20
MAX_DEPTH: Final = 16
MAX_MEMBERS: Final = 1_500
MAX_LIST: Final = 150
MAX_NODES: Final = 200

Json = dict[str, Any]


def decoded(document: bytes | str) -> str:
    """Return *document* as text without white space around it.

    Raises:
        Refused: "size" or "encoding".
    """
    if len(document) > MAX_BYTES:
        raise Refused("size", bytes=str(len(document)))
    if isinstance(document, str):
        return document.strip()
    try:
        return document.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise Refused("encoding") from None


def parsed(text: str) -> Json:
    """Return the JSON object that *text* is.

    Raises:
        Refused: "json", "encoding", "nesting" or "members".
    """
    try:
        text.encode()
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_number)
    except UnicodeEncodeError:
        raise Refused("encoding") from None
    except RecursionError:
        raise Refused("nesting") from None
    except ValueError as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused("json") from None
    if not isinstance(value, dict):
        raise Refused("json")
    if "\\u" in text:
        _check_surrogates(value)
    _Sizes().look(value, 1)
    return value


def _object(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("json", problem="a member twice")
    return found


def _no_number(text: str) -> None:
    raise Refused("json", problem=text)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Refused("json", problem=text)
    return value


class _Sizes:
    """Counts while it walks, and stops at the first limit."""

    def __init__(self) -> None:
        self.members = self.nodes = 0

    def look(self, holder: dict[str, Any] | list[Any], depth: int) -> None:
        is_list = isinstance(holder, list)
        self.members += len(holder)
        self.nodes += not is_list
        if depth > MAX_DEPTH:
            raise Refused("nesting")
        if self.members > MAX_MEMBERS or (is_list and len(holder) > MAX_LIST):
            raise Refused("members")
        if self.nodes > MAX_NODES:
            raise Refused("blank_nodes")
        for inner in holder if isinstance(holder, list) else holder.values():
            if isinstance(inner, dict | list):
                self.look(inner, depth + 1)


def _check_surrogates(value: Json) -> None:
    """Refuse half a surrogate pair, which JSON can write as an escape and UTF-8 cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refused("encoding") from None
    except RecursionError:
        raise Refused("nesting") from None


def check_contexts(document: Mapping[str, Any]) -> None:
    """Refuse a context that is not pinned, and a list that VC 2.0 does not open (VCDM 2.0 section 4.3).

    Raises:
        Refused: "context".
    """
    contexts = document.get("@context")
    listed = [contexts] if isinstance(contexts, str) else contexts
    if not isinstance(listed, list) or not listed or listed[0] != VC_V2:
        raise Refused("context", problem="first")
    for context in listed:
        if not isinstance(context, str) or context not in CONTEXTS:
            raise Refused("context", context=context if isinstance(context, str) else "{…}")


def is_jwt(text: str) -> bool:
    """Return whether *text* looks like a compact JWS: three parts, no braces."""
    return text.count(".") == 2 and not text.startswith(("{", "[", '"'))


def check_limits(document: bytes | str) -> Check | None:
    """Return the first thing that keeps *document* from being looked at further; None when nothing does."""
    try:
        text = decoded(document)
        if not is_jwt(text):
            check_contexts(parsed(text))
    except Refused as refused:
        return Check(refused.code, False, refused.data)
    return None

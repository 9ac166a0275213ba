"""Rules for the members of a payload: each passes its value or says what is wrong and where."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from feltwork.core.credentials._errors import PayloadError
from feltwork.core.credentials._text import has_control, is_absolute, is_composed

Rule = Callable[[Any, str], None]

_LONGEST: Final = 10_000
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def text(value: Any, where: str) -> None:
    if not isinstance(value, str):
        raise PayloadError("not_text", where)
    if has_control(value):
        raise PayloadError("control_character", where)
    if not is_composed(value):
        raise PayloadError("not_nfc", where)
    if not value.strip():
        raise PayloadError("empty_text", where)
    if value != value.strip():
        raise PayloadError("untrimmed_text", where)
    if len(value) > _LONGEST:
        raise PayloadError("too_long", where)


def address(value: Any, where: str) -> None:
    text(value, where)
    if not is_absolute(value):
        raise PayloadError("relative_id", where)
    if value.startswith("http://example.org/base/"):
        raise PayloadError("placeholder_id", where)


def https(value: Any, where: str) -> None:
    address(value, where)
    if not value.startswith("https://"):
        raise PayloadError("not_https", where)


def instant(value: Any, where: str) -> None:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise PayloadError("wrong_instant", where)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise PayloadError("wrong_instant", where) from None


def matching(pattern: re.Pattern[str], code: str) -> Rule:
    def rule(value: Any, where: str) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise PayloadError(code, where)

    return rule


def only(*allowed: object) -> Rule:
    def rule(value: Any, where: str) -> None:
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise PayloadError("wrong_value", where)

    return rule


def node(required: Mapping[str, Rule], optional: Mapping[str, Rule] = MappingProxyType({})) -> Rule:
    rules = {**optional, **required}

    def rule(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise PayloadError("not_an_object", where)
        prefix = f"{where}." if where else ""
        for key, inner in value.items():
            if key not in rules:
                raise PayloadError("licence_number" if key == "licenseNumber" else "undefined_term", f"{prefix}{key}")
            rules[key](inner, f"{prefix}{key}")
        for key in required:
            if key not in value:
                raise PayloadError("missing_term", f"{prefix}{key}")

    return rule


def listed(*entries: Rule) -> Rule:
    def rule(value: Any, where: str) -> None:
        if not isinstance(value, list) or len(value) != len(entries):
            raise PayloadError("not_a_list", where)
        for number, (entry, inner) in enumerate(zip(entries, value, strict=True)):
            entry(inner, f"{where}.{number}")

    return rule

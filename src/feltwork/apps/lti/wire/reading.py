"""Reading JSON of others: the right kinds, within bounds, or a sentence that says what is wrong."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Final
from urllib.parse import urlsplit

from feltwork.apps.lti.wire.errors import WireError

MOST_BYTES: Final = 64 * 1024
NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")
INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)")


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in *body*."""
    if len(body) > MOST_BYTES:
        raise WireError("too_large", f"at most {MOST_BYTES} bytes are taken")
    try:
        found = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise WireError("malformed", "the body is no JSON") from None
    if not isinstance(found, dict):
        raise WireError("malformed", "the body is no JSON object")
    return found


def clean(text: str) -> str:
    """*text* without what no database and no page can hold."""
    return NOT_TEXT.sub("", text)


def words(given: Mapping[str, Any], name: str, *, most: int, needed: bool = False) -> str:
    """Text without control characters, cut to nothing when absent; too much is refused rather than cut."""
    value = given.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise WireError(name, f"“{name}” has to be text")
    found = clean(value).strip()
    if len(found) > most or (needed and not found):
        raise WireError(name, f"“{name}” may have {most} characters, and has to have some where it is needed")
    return found


def number(given: Mapping[str, Any], name: str) -> Fraction | None:
    """A number that is neither negative, endless nor absurd, exactly as it was written; None where it is absent."""
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise WireError(name, f"“{name}” has to be a number")
    if not 0 <= value <= 1_000_000:
        raise WireError(name, f"“{name}” has to lie between 0 and 1,000,000")
    return Fraction(str(value)).limit_denominator(1_000_000_000)


def instant(given: Mapping[str, Any], name: str) -> datetime:
    """An ISO 8601 instant with its offset, in UTC."""
    value = given.get(name)
    if isinstance(value, str) and INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(_micro(value)).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise WireError(name, f"“{name}” has to be an instant such as 2026-11-19T09:00:00Z")


def https(value: Any, name: str, *, most: int = 500) -> str:
    """An https address without a user in it, or one of this machine for trying things out."""
    if isinstance(value, str) and len(value) <= most and value.isascii() and not re.search(r"[\x00-\x20\x7f\\]", value):
        try:
            parts = urlsplit(value)
            parts.port  # noqa: B018 - raises where it is no number
        except ValueError:
            raise WireError(name, f"“{name}” is no address") from None
        local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
        if parts.hostname and not parts.username and not parts.fragment and (parts.scheme == "https" or local):
            return value
    raise WireError(name, f"“{name}” has to be an address that begins with https://")


def origin(url: str) -> str:
    """Scheme, name and port of *url*, in small letters; "" where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname:
        return ""
    standard = {"https": 443, "http": 80}.get(parts.scheme)
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{name}" + (f":{port}" if port and port != standard else "")


def custom(value: Any, name: str = "custom") -> dict[str, str]:
    """Parameters as text by name: at most 30, each short."""
    if value is None or value == []:  # what PHP makes of an object without members
        return {}
    if not isinstance(value, dict) or len(value) > 30:
        raise WireError(name, f"“{name}” has to be an object with at most 30 members")
    return {words({"name": key}, "name", most=80, needed=True): _short(one, name) for key, one in value.items()}


def _short(value: Any, name: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)[:80]
    return words({name: value}, name, most=500)


def _micro(text: str) -> str:
    """Python reads six digits after the second at most."""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


def _no_constant(name: str) -> Any:
    raise ValueError(name)

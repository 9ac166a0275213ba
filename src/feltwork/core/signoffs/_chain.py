"""One way of writing facts down, and the seal over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

GENESIS = "0" * 64

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
Json = str | int | None | Sequence["Json"] | Mapping[str, "Json"]


def canonical(facts: Mapping[str, Json]) -> bytes:
    """*facts* as UTF-8 JSON: keys sorted, no spaces, nothing escaped that need not be.

    Raises ValueError for what does not come back the same from every database: floats, keys that are not text, the
    character NUL and halves of surrogate pairs.
    """
    _refuse_what_drifts(facts)
    return _ENCODER.encode(facts).encode()


def digest(facts: Mapping[str, Json]) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal letters."""
    return hashlib.sha256(canonical(facts)).hexdigest()


def seal(facts: Mapping[str, Json], *, previous: str) -> str:
    """The seal of *facts*, chained to the seal *previous*: SHA-256 over both, 64 hexadecimal letters."""
    return _over(canonical(facts), previous)


def fits(facts: Mapping[str, Json], *, previous: str, sealed_as: str) -> bool:
    """Whether *sealed_as* is the seal of *facts*; False for facts that could never have been sealed."""
    try:
        # without the check of `canonical`, which takes most of the time: what it refuses was never sealed
        return _over(_ENCODER.encode(facts).encode(), previous) == sealed_as
    except (TypeError, ValueError):
        return False


def _over(body: bytes, previous: str) -> str:
    return hashlib.sha256(previous.encode() + b"\n" + body).hexdigest()


def _refuse_what_drifts(value: object) -> None:
    if value is None or isinstance(value, int):
        return
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("text with NUL cannot be kept by every database")
        value.encode()  # UnicodeEncodeError is a ValueError
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError(f"a key must be text, not {key!r}")
            _refuse_what_drifts(key)
            _refuse_what_drifts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_what_drifts(item)
    else:
        raise ValueError(f"{type(value).__name__} has no single way of being written")

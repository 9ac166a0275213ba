"""One way of writing facts down, and the seal over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

GENESIS = "0" * 64

Json = str | int | None | Sequence["Json"] | Mapping[str, "Json"]


def canonical(facts: Mapping[str, Json]) -> bytes:
    """*facts* as UTF-8 JSON: keys sorted, no spaces, nothing escaped that need not be.

    Raises ValueError for what does not come back the same from every database: floats, keys that are not text, the
    character NUL and halves of surrogate pairs.
    """
    _refuse_what_drifts(facts)
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(facts: Mapping[str, Json]) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal letters."""
    return hashlib.sha256(canonical(facts)).hexdigest()


def seal(facts: Mapping[str, Json], *, previous: str) -> str:
    """The seal of *facts*, chained to the seal *previous*: SHA-256 over both, 64 hexadecimal letters."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(facts)).hexdigest()


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

"""What stands in the log: that something of a kind happened in a month, and a commitment to what it was.

Whoever holds the salt and the facts can show that they fit the entry. Once the salt is erased nobody can, and the entry
says nothing about anybody any more (domain/security.md section 8).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

SALT_BYTES = 32


def canonical(facts: Mapping[str, object]) -> bytes:
    """The same facts give the same bytes on any machine, for ever."""
    return json.dumps(dict(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commitment(facts: Mapping[str, str], *, salt: bytes) -> str:
    """64 hexadecimal digits. *salt*: 32 random bytes, another for each entry."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return hashlib.sha256(salt + canonical(facts)).hexdigest()


def month_of(day: date) -> str:
    """Of the day only the month is told."""
    return f"{day:%Y-%m}"


def entry(*, event: str, committed: str, month: str) -> bytes:
    """The bytes of one entry."""
    return canonical({"v": 1, "event": event, "commitment": committed, "month": month})


def facts_fit(data: bytes, facts: Mapping[str, str], *, salt: bytes) -> bool:
    """Whether the entry *data* is the one that was made of *facts* with *salt*."""
    try:
        found = json.loads(data)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("commitment") == commitment(facts, salt=salt)

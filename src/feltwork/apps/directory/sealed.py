"""What people write without an account, under keys outside of the database: one for each message, block and wish.

The boxes are those of `practice.cabinet`; destroying a key is what deleting means here.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from feltwork.apps.directory.models import Block, Farewell, Inquiry, Waiting
from feltwork.apps.keys import KeyStoreError, store
from feltwork.apps.practice.cabinet import cabinet_of, destroy_key, new_key

__all__ = ["KeyStoreError", "destroy_key", "mark_of", "new_mark", "open_box", "put_box", "with_new_key"]
TAIL = 9  # the last digits of a telephone number: with and without the country in front


@contextmanager
def with_new_key(label: str) -> Iterator[str]:
    """A key that is destroyed again where what it was made for does not come about. *label* names nobody."""
    key_id = new_key(label)
    try:
        yield key_id
    except BaseException:
        destroy_key(key_id)
        raise


def open_box(row: Inquiry | Waiting | Farewell, column: str) -> dict[str, Any]:
    """What lies in a column; empty where nothing does. Raises `KeyStoreError` where the key is gone."""
    if getattr(row, column) is None:
        return {}
    found: dict[str, Any] = cabinet_of(row).open(row, column)
    return found


def put_box(row: Inquiry | Waiting | Farewell, column: str, value: dict[str, Any]) -> None:
    """Seal *value* into a column; the row is saved by whoever calls."""
    setattr(row, column, cabinet_of(row).seal(row, column, value))


def new_mark(key_id: str, channel: str, address: str) -> str:
    """64 hexadecimal digits that are the same for the same address under the same key, and tell nothing without it."""
    return hmac.new(
        store().data_key(key_id), f"{_kind(channel)}\0{_same(channel, address)}".encode(), "sha256"
    ).hexdigest()


def mark_of(block: Block, channel: str, address: str) -> bool:
    """Whether this is the address that was blocked."""
    return hmac.compare_digest(block.mark, new_mark(block.key_id, channel, address))


def is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two messages come from the same mailbox or telephone. Both are what `withheld` holds."""
    marks = [(_kind(each["channel"]), _same(each["channel"], each["address"])) for each in (one, other)]
    return marks[0] == marks[1]


def _kind(channel: str) -> str:
    return "mail" if channel == "email" else "phone"


def _same(channel: str, address: str) -> str:
    """The same mailbox or telephone in one way of writing: no tag behind a plus sign, digits only."""
    text = address.strip().casefold()
    if channel != "email":
        return re.sub(r"\D", "", text)[-TAIL:]
    name, _at, host = text.rpartition("@")
    return f"{name.split('+')[0]}@{host}"

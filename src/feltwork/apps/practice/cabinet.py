"""Opening and sealing what belongs to one client. The key lies in the key store; without it nothing here can be read.

cabinet = cabinet_of(client)
item.body = cabinet.seal(item, "body", {"words": "warm hands"})
cabinet.open(item, "body")  # {"words": "warm hands"}
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import models

from feltwork.apps.keys import store
from feltwork.apps.practice.models import Client, Journal, Notebook
from feltwork.core.sealing import NONCE_BYTES, Place, seal, unseal


class Cabinet:
    """One client's key in use. Keep it no longer than a request."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, row: models.Model, column: str, value: Any) -> bytes:
        """*value*, which is JSON, as a box for this column of *row*. The row needs its `uuid`, not its `pk`."""
        return seal(_text(value), key=self._key, nonce=os.urandom(NONCE_BYTES), place=_place(row, column))

    def open(self, row: models.Model, column: str) -> Any:
        """What was sealed into this column; None where nothing was. Raises `core.sealing.Tampered`."""
        box = getattr(row, column)
        return None if box is None else json.loads(unseal(box, key=self._key, place=_place(row, column)))

    def open_many(
        self, model: type[models.Model], column: str, rows: Iterable[tuple[UUID, bytes | memoryview]]
    ) -> Iterator[Any]:
        """The same for `values_list("uuid", column)`, which is many times quicker than rows."""
        table = model._meta.db_table
        for uuid, box in rows:
            yield json.loads(unseal(bytes(box), key=self._key, place=Place(table, str(uuid), column)))

    def bind(self, value: Any) -> str:
        """64 hexadecimal digits that change with *value*, which is JSON, and tell nothing about it without the key."""
        return hmac.new(self._key, b"bind\0" + _text(value).encode(), hashlib.sha256).hexdigest()


def cabinet_of(owner: Client | Notebook | Journal) -> Cabinet:
    """Raises `keys.KeyStoreError` where the key is gone: the file was erased, or the key store is not there."""
    return Cabinet(store().data_key(owner.key_id))


def new_key(label: str) -> str:
    """Make a key and return its identifier. *label* says to operators what it is for, and names nobody."""
    return store().create_data_key(label=label)


def destroy_key(key_id: str) -> None:
    """Nothing sealed with it can be read ever again, except by the key store's own backups while those last."""
    store().destroy(key_id)


def _place(row: models.Model, column: str) -> Place:
    return Place(row._meta.db_table, str(row.uuid), column)  # type: ignore[attr-defined]


def _text(value: Any) -> str:
    """The same value is always the same text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

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
from contextlib import suppress
from typing import Any, Protocol
from uuid import UUID

from django.db import models

from feltwork.apps.keys import store
from feltwork.apps.practice.models import Client, Journal, Notebook
from feltwork.core.sealing import NONCE_BYTES, Place, Tampered, seal, unseal


class Cabinet:
    """One client's key in use. Keep it no longer than a request."""

    def __init__(self, key: bytes, *, older: tuple[bytes, ...] = (), binding: bytes | None = None) -> None:
        """*older*: keys from before a change, for rows that a signature keeps as they are. *binding*: see `bind`."""
        self._key, self.older = key, older
        self.binding = binding or hmac.new(key, b"binding", hashlib.sha256).digest()

    def seal(self, row: models.Model, column: str, value: Any) -> bytes:
        """*value*, which is JSON, as a box for this column of *row*. The row needs its `uuid`, not its `pk`."""
        return seal(_text(value), key=self._key, nonce=os.urandom(NONCE_BYTES), place=_place(row, column))

    def open(self, row: models.Model, column: str) -> Any:
        """What was sealed into this column; None where nothing was. Raises `core.sealing.Tampered`."""
        box = getattr(row, column)
        return None if box is None else json.loads(self._unseal(box, _place(row, column)))

    def open_many(
        self, model: type[models.Model], column: str, rows: Iterable[tuple[UUID, bytes | memoryview]]
    ) -> Iterator[Any]:
        """The same for `values_list("uuid", column)`, which is many times quicker than rows."""
        table = model._meta.db_table
        for uuid, box in rows:
            yield json.loads(self._unseal(bytes(box), Place(table, str(uuid), column)))

    def bind(self, value: Any) -> str:
        """64 hexadecimal digits that change with *value*, which is JSON, and tell nothing about it without the secret.

        The secret is made from the file's first key, and goes with the file through a change of key and into another
        site, so that what was signed can be checked there, too.
        """
        return hmac.new(self.binding, _text(value).encode(), hashlib.sha256).hexdigest()

    def is_current(self, row: models.Model, column: str) -> bool:
        """Whether this box is sealed with the present key, rather than with an older one."""
        try:
            unseal(getattr(row, column), key=self._key, place=_place(row, column))
        except Tampered:
            return False
        return True

    def _unseal(self, box: bytes, place: Place) -> str:
        keys = (self._key, *self.older)
        for key in keys[:-1]:
            with suppress(Tampered):
                return unseal(box, key=key, place=place)
        return unseal(box, key=keys[-1], place=place)


class Keyed(Protocol):
    """Whatever has a key of its own: a file, a notebook, a journal; in apps above this one, too."""

    key_id: Any


def cabinet_of(owner: Client | Notebook | Journal | Keyed) -> Cabinet:
    """Raises `keys.KeyStoreError` where the key is gone: the file was erased, or the key store is not there."""
    key = store().data_key(owner.key_id)
    ring = getattr(owner, "ring", None)
    return Cabinet(key) if ring is None else _with_ring(key, owner)  # type: ignore[arg-type]  # only files have one


def ring_of(*, binding: bytes, older: Iterable[bytes] = (), spent: Iterable[str] = ()) -> dict[str, Any]:
    """What `Client.ring` seals. *spent*: identifiers of keys that are still to be destroyed in the key store."""
    return {"binding": binding.hex(), "older": [one.hex() for one in older], "spent": list(spent)}


def _with_ring(key: bytes, owner: models.Model) -> Cabinet:
    ring = Cabinet(key).open(owner, "ring")
    return Cabinet(key, older=tuple(map(bytes.fromhex, ring["older"])), binding=bytes.fromhex(ring["binding"]))


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

"""A witness: remembers what it last saw of each log, and signs only what agrees with it.

Its memory is one small JSON file: its own key, and for each log the last size and root. It needs no database and no
site of its own; run it from a timer, best at another institution than the one that is watched.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from feltwork.apps.transparency.checking import LogFault, check_growth, read_head
from feltwork.core.transparency import Checkpoint, VerifierKey, cosigned_text, cosigning

COSIGNATURE = 0x04


class Witness:
    """*memory*: the file; made with a fresh key where there is none. *name*: as heads will show it."""

    def __init__(self, memory: Path, name: str) -> None:
        self._path = memory
        self._kept: dict[str, Any] = json.loads(memory.read_text()) if memory.exists() else {}
        if not self._kept:
            key = Ed25519PrivateKey.generate().private_bytes_raw()
            self._kept = {"name": name, "key": base64.b64encode(key).decode(), "seen": {}}
            self._save()

    @property
    def vkey(self) -> VerifierKey:
        return VerifierKey(self._kept["name"], self._key.public_key().public_bytes_raw(), COSIGNATURE)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(self._kept["key"]))

    def look(self, fetch: Callable[[str], bytes], log: VerifierKey, *, seconds: int) -> str:
        """Fetch the head, compare it with what was seen, remember it, and return it with our line under it.

        *seconds*: Unix time now. Raises LogFault for a log that was rolled back or shows two faces, and then remembers
        what it saw before.
        """
        note = fetch("checkpoint").decode("utf-8", "replace")
        head = read_head(note, log)
        seen = self._kept["seen"].get(str(log))
        if seen:
            before = Checkpoint(head.origin, seen["size"], bytes.fromhex(seen["root"]))
            check_growth(fetch, before=before, now=head)
        self._kept["seen"][str(log)] = {"size": head.size, "root": head.root.hex()}
        self._save()  # before the line goes out: what we signed once must never be forgotten
        signature = self._key.sign(cosigned_text(head.text, seconds))
        return note + cosigning(head.text, self.vkey, signature, seconds)

    def _save(self) -> None:
        fresh = self._path.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(self._kept, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


__all__ = ["LogFault", "Witness"]

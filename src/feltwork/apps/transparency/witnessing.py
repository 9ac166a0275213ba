"""A witness: remembers what it last saw of each log, and signs only what agrees with it.

Its memory is one small JSON file: its own key, and for each log the last size and root. It needs no database and no
site of its own; run it from a timer, best at another institution than the one that is watched.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from feltwork.apps.transparency.checking import LogFault, check_growth, read_head
from feltwork.core.transparency import COSIGNATURE, Checkpoint, VerifierKey, cosigned_text, cosigning, fits_name

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: run one witness at a time there
    fcntl = None  # type: ignore[assignment]


class WitnessError(RuntimeError):
    """The witness itself cannot work; one sentence."""


class Witness:
    """*memory*: the file; made with a fresh key where there is none, and then *name* is needed, as heads will show it.

    Raises WitnessError.
    """

    def __init__(self, memory: Path, name: str = "") -> None:
        self._path = memory
        self._kept: dict[str, Any] = {}
        with self._alone():
            if not memory.exists():
                self._begin(name)
            self._recall()

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
        with self._alone():
            self._recall()
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

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two runs at once could sign two faces: the second one waits."""
        with self._path.with_name(f"{self._path.name}.lock").open("a") as lock:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _begin(self, name: str) -> None:
        if not fits_name(name):
            raise WitnessError(
                "a new witness needs a name without spaces or plus, best an address as in school.example"
            )
        key = Ed25519PrivateKey.generate().private_bytes_raw()
        self._kept = {"name": name, "key": base64.b64encode(key).decode(), "seen": {}}
        self._save()

    def _recall(self) -> None:
        """Read the memory. One that is damaged is never begun anew: it would forget what was signed."""
        try:
            self._kept = json.loads(self._path.read_text(encoding="utf-8"))
            is_sound = isinstance(self._kept["seen"], dict) and bool(self.vkey)
        except (ValueError, KeyError, TypeError):
            is_sound = False
        if not is_sound:
            raise WitnessError(f"the memory in {self._path} is damaged; bring it back from a copy")

    def _save(self) -> None:
        fresh = self._path.with_name(f"{self._path.name}.new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(self._kept, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        if os.name == "posix":
            folder = os.open(self._path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)


__all__ = ["LogFault", "Witness", "WitnessError"]

"""The default store: one small file a key, sealed under a secret that lies elsewhere.

A file says in the clear what its key is for and its public half. The private half is sealed with AES-256-GCM, bound to
the name of the file, so that files cannot be exchanged. Files appear whole or not at all and are readable by the user
of the site only.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from feltwork.apps.keys import _secret, _signing
from feltwork.apps.keys.stores import Algorithm, KeyStoreError, StoredKey
from feltwork.core.sealing import KEY_BYTES, NONCE_BYTES, Place, Tampered, seal, unseal

NAME = re.compile(r"^(ed25519|p256|rsa3072|data)-[0-9a-f]{32}$")
PREFIX = {"Ed25519": "ed25519", "P-256": "p256", "RSA-3072": "rsa3072"}
SUFFIX = ".key"
OPEN = ("algorithm", "label", "public")  # what a file says in the clear


class FileStore:
    """Keys in *folder* under *secret*; files that were written under one of *old_secrets* are still read."""

    def __init__(self, folder: Path, secret: str, old_secrets: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self._secrets = (secret, *old_secrets)
        self._signers: dict[str, _signing.Signer] = {}

    def create(self, *, algorithm: Algorithm, label: str) -> StoredKey:
        private, public_key = _signing.new(algorithm)
        key_id = f"{PREFIX[algorithm]}-{secrets.token_hex(16)}"
        self._write(key_id, {"algorithm": algorithm, "label": label, "public": public_key.hex()}, private)
        return StoredKey(key_id, algorithm, label, public_key)

    def public(self, key_id: str) -> StoredKey:
        facts = self._read(key_id)
        if "public" not in facts:
            raise KeyStoreError(f"{key_id} is no signing key")
        return StoredKey(key_id, facts["algorithm"], facts["label"], bytes.fromhex(facts["public"]))

    def sign(self, key_id: str, data: bytes) -> bytes:
        path = self._path(key_id)
        signer = self._signers.get(key_id)
        if signer is None or not path.exists():  # a key that was destroyed signs nothing more, in no process
            self._signers.pop(key_id, None)
            facts = self._read(key_id)
            signer = self._signers[key_id] = _signing.signer(facts["algorithm"], self._open(key_id, facts))
        return signer(data)

    def create_data_key(self, *, label: str) -> str:
        key_id = f"data-{secrets.token_hex(16)}"
        self._write(key_id, {"algorithm": "AES-256", "label": label}, os.urandom(KEY_BYTES))
        return key_id

    def data_key(self, key_id: str) -> bytes:
        if not key_id.startswith("data-"):
            raise KeyStoreError(f"{key_id} is no data key")
        return self._open(key_id, self._read(key_id))

    def destroy(self, key_id: str) -> None:
        self._signers.pop(key_id, None)
        path = self._path(key_id)
        if not path.exists():
            return
        with path.open("r+b") as file:  # also where the file system hands the same blocks to somebody else
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _sync_folder(path.parent)

    def make_ready(self) -> None:
        """Make the key out of the secret, which takes as long as checking a password; an empty store stays away."""
        if self.folder.is_dir():
            self._key(self._secrets[0])

    def names(self) -> Iterator[str]:
        """The identifiers of all keys, in order."""
        return (path.stem for path in sorted(self.folder.glob(f"*{SUFFIX}")) if NAME.match(path.stem))

    def label(self, key_id: str) -> str:
        return str(self._read(key_id)["label"])

    def rewrap(self) -> int:
        """Seal anew, under the present secret, what was written under an earlier one; returns how many."""
        current, changed = _secret.fingerprint(self._key(self._secrets[0])), 0
        for key_id in self.names():
            facts = self._read(key_id)
            if facts["secret"] != current:
                private = self._open(key_id, facts)
                self._write(
                    key_id, {name: facts[name] for name in facts if name in {"algorithm", "label", "public"}}, private
                )
                changed += 1
        return changed

    def _key(self, secret: str) -> bytes:
        return _secret.key_from(secret, _secret.salt_of(self.folder))

    def _path(self, key_id: str) -> Path:
        if not NAME.match(key_id):
            raise KeyStoreError("that is no identifier of a key in this store")
        return self.folder / f"{key_id}{SUFFIX}"

    def _read(self, key_id: str) -> dict[str, Any]:
        try:
            facts: dict[str, Any] = json.loads(self._path(key_id).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise KeyStoreError(f"the key {key_id} is not in the key store") from None
        except (OSError, ValueError) as error:
            raise KeyStoreError(f"the key {key_id} cannot be read: {type(error).__name__}") from None
        return facts

    def _open(self, key_id: str, facts: dict[str, Any]) -> bytes:
        for secret in self._secrets:
            key = self._key(secret)
            if _secret.fingerprint(key) == facts.get("secret"):
                try:
                    return base64.b64decode(unseal(base64.b64decode(facts["sealed"]), key=key, place=_place(key_id)))
                except (Tampered, ValueError):
                    raise KeyStoreError(f"the file of the key {key_id} was changed") from None
        raise KeyStoreError(f"the key {key_id} was written under another FELTWORK_KEYS_SECRET")

    def _write(self, key_id: str, facts: dict[str, Any], private: bytes) -> None:
        key = self._key(self._secrets[0])
        text = base64.b64encode(private).decode()
        box = seal(text, key=key, nonce=os.urandom(NONCE_BYTES), place=_place(key_id))
        content = {**facts, "secret": _secret.fingerprint(key), "sealed": base64.b64encode(box).decode()}
        try:
            _write_whole(self._path(key_id), json.dumps(content, indent=1).encode())
        except OSError as error:
            raise KeyStoreError(f"the key store cannot be written: {error.strerror}") from None


def from_settings() -> FileStore:
    return FileStore(settings.KEYS_FOLDER, settings.KEYS_SECRET, tuple(settings.KEYS_OLD_SECRETS))


def _place(key_id: str) -> Place:
    return Place("keys", key_id, "private")


def _write_whole(path: Path, content: bytes) -> None:
    """The file is there with all of its content, on the disk, or not at all."""
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(6)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

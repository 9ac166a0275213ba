"""The one secret under which all files of the file store lie, and earlier ones after a change."""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from feltwork.apps.keys.stores import KeyStoreError

SALT = "salt"
KEY_BYTES, SALT_BYTES = 32, 16


@lru_cache(maxsize=8)
def key_from(secret: str, salt: bytes) -> bytes:
    """32 bytes from a secret that people may have chosen; takes as long as checking a password, once a process."""
    return hash_secret_raw(
        secret.encode(), salt, time_cost=3, memory_cost=64 * 1024, parallelism=1, hash_len=KEY_BYTES, type=Type.ID
    )


def fingerprint(key: bytes) -> str:
    """Tells which secret a file was written with, and nothing about the secret."""
    return hmac.new(key, b"feltwork keys", hashlib.sha256).hexdigest()[:12]


def salt_of(folder: Path) -> bytes:
    """The salt of this store; made with the folder, and worthless without the secret."""
    path = folder / SALT
    try:
        return _read(path)
    except FileNotFoundError:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".{SALT}-{os.urandom(6).hex()}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(new_salt())
        file.flush()
        os.fsync(file.fileno())  # on the disk before any key depends on it: without it all of them are lost
    try:
        os.link(fresh, path)  # whoever comes second keeps what the first one wrote
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return _read(path)


def new_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def _read(path: Path) -> bytes:
    salt = path.read_bytes()
    if len(salt) != SALT_BYTES:
        raise KeyStoreError(f"the file {path} is damaged; bring it back from a copy of the key store")
    return salt

"""The one secret under which all files of the file store lie, and earlier ones after a change."""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

SALT = "salt"
KEY_BYTES = 32


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
        return path.read_bytes()
    except FileNotFoundError:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".{SALT}-{os.urandom(6).hex()}"
    fresh.write_bytes(os.urandom(16))
    try:
        os.link(fresh, path)  # whoever comes second keeps what the first one wrote
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_bytes()

"""What a key store can do, and which one this site uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

Algorithm = Literal["Ed25519", "P-256", "RSA-3072"]
OWN = {"file": "feltwork.apps.keys._files.from_settings", "command": "feltwork.apps.keys._command.from_settings"}


class KeyStoreError(RuntimeError):
    """The store cannot do what was asked; the text is one sentence for whoever runs the site, without any secret."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """`public_key`: 32 bytes for Ed25519; 65 bytes, an uncompressed SEC 1 point, for P-256; for RSA-3072 a DER
    SubjectPublicKeyInfo."""

    id: str
    algorithm: Algorithm
    label: str
    public_key: bytes


class KeyStore(Protocol):
    """Private halves of signing keys never leave it. Data keys do: their holder seals with them and forgets them.

    Everything raises `KeyStoreError`, also for keys that are not there (any more).
    """

    def create(self, *, algorithm: Algorithm, label: str) -> StoredKey:
        """Make a signing key. *label* is for operators."""

    def public(self, key_id: str) -> StoredKey: ...

    def sign(self, key_id: str, data: bytes) -> bytes:
        """Ed25519: 64 bytes (RFC 8032). P-256: 64 bytes, r and s, over SHA-256 of *data* (RFC 7518 section 3.4).
        RSA-3072: 384 bytes, PKCS #1 v1.5 over SHA-256 (RS256, RFC 7518 section 3.3)."""

    def create_data_key(self, *, label: str) -> str:
        """Make 32 random bytes and return the identifier under which they are kept."""

    def data_key(self, key_id: str) -> bytes: ...

    def destroy(self, key_id: str) -> None:
        """For ever, apart from the store's own backups. Doing it twice is no mistake."""


def store() -> KeyStore:
    """The store that FELTWORK_KEY_STORE names: `file`, `command`, or a dotted path to a callable that makes one."""
    return _store(settings.KEY_STORE)


def make_ready() -> None:
    """What takes long once a process is done now, before anybody waits for it.

    A store with such work has a method `make_ready`.
    """
    prepare = getattr(store(), "make_ready", None)
    if prepare is not None:
        prepare()


@lru_cache(maxsize=1)
def _store(name: str) -> KeyStore:
    make: Callable[[], KeyStore] = import_string(OWN.get(name, name))
    return make()

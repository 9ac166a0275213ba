"""A box: one byte for the form, the nonce, the sealed text with its tag."""

from __future__ import annotations

from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D: 96 bits; chance is safe up to 2**32 boxes a key
STEP_BYTES = 256
FORM = b"\x01"  # other forms get other numbers and live beside this one
_LENGTH_BYTES = 4
_TAG_BYTES = 16


class Place(NamedTuple):
    """Where a box belongs. `row` is the row's own identifier, and `form` changes when the meaning of the text does."""

    table: str
    row: str
    column: str
    form: int = 1

    def as_bytes(self) -> bytes:
        """Each part with its length before it, so that no two places read the same."""
        parts = (self.table, self.row, self.column, str(self.form))
        return b"".join(len(part.encode()).to_bytes(2) + part.encode() for part in parts)


class Tampered(ValueError):
    """The box was changed, belongs elsewhere, or was sealed with another key. Nothing of it is returned."""


def seal(text: str, *, key: bytes, nonce: bytes, place: Place) -> bytes:
    """Return *text* as a box for *place*. *nonce*: 12 random bytes, never used twice with the same key."""
    if len(key) != KEY_BYTES or len(nonce) != NONCE_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes and a nonce {NONCE_BYTES}")
    return FORM + nonce + AESGCM(key).encrypt(nonce, _padded(text.encode()), FORM + place.as_bytes())


def unseal(box: bytes, *, key: bytes, place: Place) -> str:
    """Return the text of *box*. Raises `Tampered`."""
    box = bytes(box)
    if len(box) < len(FORM) + NONCE_BYTES + _TAG_BYTES + STEP_BYTES or box[:1] != FORM:
        raise Tampered("no box of a form that we know")
    nonce, sealed = box[1 : 1 + NONCE_BYTES], box[1 + NONCE_BYTES :]
    try:
        padded = AESGCM(key).decrypt(nonce, sealed, FORM + place.as_bytes())
    except (InvalidTag, ValueError):
        raise Tampered("changed, moved, or sealed with another key") from None
    length = int.from_bytes(padded[:_LENGTH_BYTES])
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length].decode()


def _padded(content: bytes) -> bytes:
    body = len(content).to_bytes(_LENGTH_BYTES) + content
    return body + bytes(-len(body) % STEP_BYTES)

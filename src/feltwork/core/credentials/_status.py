"""Bitstring Status Lists: one bit for each credential, so that asking about one says nothing about which.

Source: Bitstring Status List v1.0 (W3C Recommendation, 15 May 2025), sections 2.2, 3.3 and 3.4.
"""

import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from feltwork.core.credentials._contexts import VC_V2
from feltwork.core.credentials._keys import KeyFormatError, from_base64url, to_base64url
from feltwork.core.credentials._payload import Issuer, instant

SIZE: Final = 131_072
"""Entries of a list; fewer would not hide the one asked for (section 6.1), and verifiers refuse it."""

MAX_BYTES: Final = 2**21
"""Most a list may unpack to: 16.8 million entries."""


class StatusListError(ValueError):
    """An encoded list that cannot be read."""


@dataclass(frozen=True)
class Bits:
    """A status list; entry 0 is the leftmost bit of the first byte."""

    data: bytes

    def __len__(self) -> int:
        return len(self.data) * 8

    def __getitem__(self, index: int) -> bool:
        if not 0 <= index < len(self):
            raise IndexError(index)
        return bool(self.data[index >> 3] >> (7 - (index & 7)) & 1)


def encode_bits(indices: Iterable[int], size: int = SIZE) -> str:
    """Return the list in which exactly *indices* are set: gzip, base64url, prefix `u`; the same for ever.

    Raises:
        IndexError: an index outside 0 … size - 1.
        ValueError: *size* is below `SIZE` or no multiple of 8.
    """
    if size < SIZE or size % 8:
        raise ValueError(f"{size} entries: at least {SIZE}, and whole bytes")
    data = bytearray(size // 8)
    for index in indices:
        if not 0 <= index < size:
            raise IndexError(index)
        data[index >> 3] |= 128 >> (index & 7)
    return "u" + to_base64url(gzip.compress(bytes(data), mtime=0))


def decode_bits(text: str) -> Bits:
    """Return the bits of an encoded list.

    Raises:
        StatusListError: no prefix `u`, not base64url, not gzip, or larger than `MAX_BYTES` when unpacked.
    """
    if not text.startswith("u"):
        raise StatusListError("no multibase prefix u")
    unpack = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        data = unpack.decompress(from_base64url(text[1:]), MAX_BYTES + 1)
    except (KeyFormatError, zlib.error) as problem:
        raise StatusListError(str(problem)) from problem
    if len(data) > MAX_BYTES:
        raise StatusListError("too large")
    if not unpack.eof or unpack.unused_data:
        raise StatusListError("cut off, or followed by something else")
    return Bits(data)


def status_list(
    issuer: Issuer, url: str, encoded: str, *, valid_from: datetime, valid_until: datetime, purpose: str = "revocation"
) -> dict[str, Any]:
    """Return the payload of a status list credential, to be signed by `sign_proof` and by `sign_jwt`."""
    return {
        "@context": [VC_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": instant(valid_from),
        "validUntil": instant(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded,
        },
    }

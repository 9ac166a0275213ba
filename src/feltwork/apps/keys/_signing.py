"""Making signing keys and signing with them, on `cryptography`."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from feltwork.apps.keys.stores import Algorithm, KeyStoreError

Signer = Callable[[bytes], bytes]
SCALAR_BYTES = 32


def new(algorithm: Algorithm) -> tuple[bytes, bytes]:
    """32 private bytes and the public key, as `StoredKey` has it."""
    if algorithm == "Ed25519":
        own = ed25519.Ed25519PrivateKey.generate()
        return own.private_bytes_raw(), own.public_key().public_bytes_raw()
    if algorithm == "P-256":
        curve = ec.generate_private_key(ec.SECP256R1())
        public = curve.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return curve.private_numbers().private_value.to_bytes(SCALAR_BYTES), public
    raise KeyStoreError(f"there are no keys of the kind {algorithm!r} here")


def signer(algorithm: str, private: bytes) -> Signer:
    if algorithm == "Ed25519":
        return ed25519.Ed25519PrivateKey.from_private_bytes(private).sign
    if algorithm == "P-256":
        key = ec.derive_private_key(int.from_bytes(private), ec.SECP256R1())
        return lambda data: _raw(key.sign(data, ec.ECDSA(SHA256())))
    raise KeyStoreError("that key does not sign")


def _raw(signature: bytes) -> bytes:
    r, s = decode_dss_signature(signature)
    return r.to_bytes(SCALAR_BYTES) + s.to_bytes(SCALAR_BYTES)

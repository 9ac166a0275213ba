"""Making signing keys and signing with them, on `cryptography`."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from feltwork.apps.keys.stores import Algorithm, KeyStoreError

Signer = Callable[[bytes], bytes]
SCALAR_BYTES = 32
RSA_BITS, RSA_EXPONENT = 3072, 65537


def new(algorithm: Algorithm) -> tuple[bytes, bytes]:
    """The private half (32 bytes; PKCS #8 for RSA) and the public key, as `StoredKey` has it."""
    if algorithm == "Ed25519":
        own = ed25519.Ed25519PrivateKey.generate()
        return own.private_bytes_raw(), own.public_key().public_bytes_raw()
    if algorithm == "P-256":
        curve = ec.generate_private_key(ec.SECP256R1())
        public = curve.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return curve.private_numbers().private_value.to_bytes(SCALAR_BYTES), public
    if algorithm == "RSA-3072":
        pair = rsa.generate_private_key(RSA_EXPONENT, RSA_BITS)
        private = pair.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return private, pair.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    raise KeyStoreError(f"there are no keys of the kind {algorithm!r} here")


def signer(algorithm: str, private: bytes) -> Signer:
    if algorithm == "Ed25519":
        return ed25519.Ed25519PrivateKey.from_private_bytes(private).sign
    if algorithm == "P-256":
        key = ec.derive_private_key(int.from_bytes(private), ec.SECP256R1())
        return lambda data: _raw(key.sign(data, ec.ECDSA(SHA256())))
    if algorithm == "RSA-3072":
        pair = load_der_private_key(private, password=None)
        assert isinstance(pair, rsa.RSAPrivateKey)  # noqa: S101 - we wrote it, sealed to its place
        return lambda data: pair.sign(data, padding.PKCS1v15(), SHA256())
    raise KeyStoreError("that key does not sign")


def _raw(signature: bytes) -> bytes:
    r, s = decode_dss_signature(signature)
    return r.to_bytes(SCALAR_BYTES) + s.to_bytes(SCALAR_BYTES)

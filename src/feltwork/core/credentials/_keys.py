"""Public keys, how they are written, and whether they made a signature.

Sources: Controlled Identifiers v1.0 section 2.2.2 (Multikey), RFC 8032 (Ed25519), RFC 7518 section 6.2 (EC JWK),
RFC 8037 (OKP JWK).
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, Literal, Protocol

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Algorithm = Literal["Ed25519", "P-256"]

_PREFIX: Final[Mapping[Algorithm, bytes]] = {"Ed25519": b"\xed\x01", "P-256": b"\x80\x24"}
_SIGNATURE_LENGTH: Final = 64


class KeyFormatError(ValueError):
    """The bytes or members given are no key of a kind we know."""


class SigningError(RuntimeError):
    """A signer returned something that its own key did not sign: nothing signed so may leave the house."""


class Signer(Protocol):
    """Who can sign: a key store's key, under the full URL it has in the issuer's did.json."""

    @property
    def key_id(self) -> str: ...

    @property
    def algorithm(self) -> Algorithm: ...

    def sign(self, data: bytes) -> bytes:
        """Return 64 bytes: Ed25519 over *data*, or ECDSA P-256 (r || s) over its SHA-256."""
        ...


@dataclass(frozen=True)
class PublicKey:
    """A public key; *raw* is 32 bytes (Ed25519) or the 65 bytes of the uncompressed point (P-256).

    Raises:
        KeyFormatError: *raw* is not a point of the curve.
    """

    algorithm: Algorithm
    raw: bytes

    def __post_init__(self) -> None:
        _ = self._key

    @cached_property
    def _key(self) -> ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey:
        try:
            if self.algorithm == "Ed25519":
                return ed25519.Ed25519PublicKey.from_public_bytes(self.raw)
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.raw)
        except ValueError as problem:
            raise KeyFormatError(str(problem)) from problem

    @cached_property
    def multibase(self) -> str:
        """The key as a Multikey value: `z6Mk…` (Ed25519) or `zDn…` (P-256)."""
        body = self.raw
        if isinstance(self._key, ec.EllipticCurvePublicKey):
            body = self._key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return "z" + base58.b58encode(_PREFIX[self.algorithm] + body).decode()

    def jwk(self, kid: str) -> dict[str, str]:
        """Return the key as a JSON Web Key for signatures."""
        if self.algorithm == "Ed25519":
            return {
                "kty": "OKP",
                "crv": "Ed25519",
                "x": to_base64url(self.raw),
                "kid": kid,
                "alg": "EdDSA",
                "use": "sig",
            }
        x, y = to_base64url(self.raw[1:33]), to_base64url(self.raw[33:])
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid, "alg": "ES256", "use": "sig"}

    def made(self, signature: bytes, data: bytes) -> bool:
        """Return whether the private half of this key made *signature* (64 bytes) over *data*."""
        if len(signature) != _SIGNATURE_LENGTH:
            return False
        try:
            if isinstance(self._key, ed25519.Ed25519PublicKey):
                self._key.verify(signature, data)
            else:
                r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
                self._key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


@lru_cache(maxsize=256)
def from_multibase(text: str) -> PublicKey:
    """Return the key of a Multikey value.

    Raises:
        KeyFormatError: not base58btc, or neither Ed25519 nor P-256.
    """
    if not text.startswith("z") or len(text) > 100:
        raise KeyFormatError("not a base58btc multibase value")
    try:
        data = base58.b58decode(text[1:])
    except ValueError as problem:
        raise KeyFormatError("not base58") from problem
    if data[:2] == _PREFIX["Ed25519"]:
        return PublicKey("Ed25519", data[2:])
    if data[:2] == _PREFIX["P-256"] and len(data) == 35:
        return PublicKey("P-256", _uncompressed(data[2:]))
    raise KeyFormatError("neither Ed25519 nor P-256")


def _uncompressed(point: bytes) -> bytes:
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as problem:
        raise KeyFormatError(str(problem)) from problem
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def from_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """Return the key of a JSON Web Key.

    Raises:
        KeyFormatError: members missing or malformed, or neither Ed25519 nor P-256.
    """
    kind = (jwk.get("kty"), jwk.get("crv"))
    if kind == ("OKP", "Ed25519"):
        return PublicKey("Ed25519", from_base64url(jwk.get("x")))
    if kind == ("EC", "P-256"):
        x, y = from_base64url(jwk.get("x")), from_base64url(jwk.get("y"))
        return PublicKey("P-256", b"\x04" + x + y)
    raise KeyFormatError(f"{kind}")


def to_base64url(data: bytes) -> str:
    """Return *data* in base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: object) -> bytes:
    """Return the bytes of unpadded, strictly canonical base64url.

    Raises:
        KeyFormatError: another alphabet, padding, or bits left over.
    """
    if not isinstance(text, str) or not text.isascii() or "=" in text:
        raise KeyFormatError("not base64url")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as problem:
        raise KeyFormatError("not base64url") from problem
    if to_base64url(data) != text:
        raise KeyFormatError("not canonical base64url")
    return data

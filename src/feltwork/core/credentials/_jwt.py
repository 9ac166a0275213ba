"""Credentials as JWTs: ES256 made; ES256, RS256 and EdDSA checked.

Sources: Open Badges 3.0 section 8.2 (JSON Web Token proof format: members at top level, `iss jti nbf sub exp`),
RFC 7515, RFC 7519, RFC 8725 (best current practices).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey, RSAKey

from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._keys import (
    KeyFormatError,
    Signer,
    SigningError,
    from_base64url,
    from_jwk,
    to_base64url,
)
from feltwork.core.credentials._parse import MAX_BYTES, parsed
from feltwork.core.credentials._proof import own_key, read_back, to_bytes

KEY_TYPES: Final = {"ES256": "EC", "RS256": "RSA", "EdDSA": "OKP"}
"""Every algorithm that is accepted → the kind of key it goes with; never `none`, never a shared secret."""

DATES: Final = {"nbf": "validFrom", "exp": "validUntil"}
_TYPES: Final = frozenset({"JWT", "vc+jwt", "vc+ld+jwt"})
_MIN_RSA_BITS: Final = 2048
_REGISTRY: Final = jws.JWSRegistry(algorithms=list(KEY_TYPES), strict_check_header=False)
_REGISTRY.max_payload_length = MAX_BYTES * 2
_REGISTRY.max_header_length = 8192


@dataclass(frozen=True)
class Token:
    """A compact JWS taken apart, nothing about it checked yet."""

    text: str
    header: Mapping[str, Any]
    claims: dict[str, Any]
    signature: bytes


def sign_jwt(payload: Mapping[str, Any], signer: Signer) -> str:
    """Return *payload* as a compact JWT signed ES256 by *signer*; the same data as the proof form.

    Raises:
        PayloadError: the payload may not be signed, or the key is not the issuer's.
        SigningError: the signature does not fit the key.
    """
    document = read_back(payload)
    key = own_key(document, signer, "P-256")
    header = {"alg": "ES256", "kid": signer.key_id, "typ": "JWT"}
    claims = {**document, **registered_claims(document)}
    data = f"{to_base64url(to_bytes(header))}.{to_base64url(to_bytes(claims))}".encode()
    signature = signer.sign(data)
    if not key.made(signature, data):
        raise SigningError(f"{signer.key_id}: the signature does not fit the key")
    return f"{data.decode()}.{to_base64url(signature)}"


def registered_claims(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the registered claims that say the same as the members of *document*."""
    issuer = document["issuer"]
    claims = {
        "iss": issuer if isinstance(issuer, str) else issuer["id"],
        "jti": document["id"],
        "nbf": _seconds(document["validFrom"]),
        "sub": document["credentialSubject"]["id"],
    }
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    return claims


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def taken_apart(text: str) -> Token:
    """Return the header and claims of a compact JWS; dates that only registered claims give become members.

    Raises:
        Refused: "jwt_form", "jwt_claims", or what keeps its JSON from being read.
    """
    head, body, signature = text.split(".")
    try:
        header_text, payload = from_base64url(head).decode(), from_base64url(body).decode()
        token = Token(text, _header(header_text), parsed(payload), from_base64url(signature))
    except (KeyFormatError, UnicodeDecodeError):
        raise Refused("jwt_form") from None
    for name, member in DATES.items():
        if name in token.claims and member not in token.claims:
            token.claims[member] = _written(token.claims[name], name)
    return token


def seconds_of(value: object) -> int | None:
    """Return a NumericDate (RFC 7519 section 2) in whole seconds; None for what is none."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _written(value: object, name: str) -> str:
    """Return a NumericDate as the member it stands for, which some issuers leave out."""
    seconds = seconds_of(value)
    try:
        if seconds is not None:
            return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        pass
    raise Refused("jwt_claims", claim=name)


def _header(text: str) -> Mapping[str, Any]:
    try:
        header = parsed(text)
    except Refused:
        raise Refused("jwt_form") from None
    if "crit" in header or "b64" in header:  # RFC 7515 section 4.1.11: what is not understood is refused
        raise Refused("jwt_form")
    return header


def check_header(header: Mapping[str, Any]) -> None:
    """Pass a header whose algorithm and type are among those read here.

    Raises:
        Refused: "jwt_algorithm" or "jwt_type".
    """
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in KEY_TYPES:
        raise Refused("jwt_algorithm", algorithm=str(algorithm))
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.removeprefix("application/") not in _TYPES:
        raise Refused("jwt_type", type=str(kind))


def check_signature(token: Token, jwk: Mapping[str, Any]) -> None:
    """Pass when the key *jwk* signed *token* with the algorithm of its header.

    Raises:
        Refused: "jwt_algorithm" (does not fit the key), "key_malformed" or "signature".
    """
    algorithm = token.header["alg"]
    if jwk.get("kty") != KEY_TYPES[algorithm] or jwk.get("alg", algorithm) not in (algorithm, "Ed25519"):
        raise Refused("jwt_algorithm", algorithm=algorithm)
    try:
        if algorithm == "EdDSA":  # joserfc warns of the name, which RFC 9864 retired and credentials still carry
            made = from_jwk(jwk).made(token.signature, token.text.rpartition(".")[0].encode())
        else:
            made = _is_made(token.text, _key(jwk), algorithm)
    except KeyFormatError:
        raise Refused("key_malformed") from None
    if not made:
        raise Refused("signature")


def _is_made(text: str, key: ECKey | RSAKey, algorithm: str) -> bool:
    try:
        jws.deserialize_compact(text, key, algorithms=[algorithm], registry=_REGISTRY)
    except BadSignatureError:
        return False
    except JoseError:
        raise Refused("jwt_form") from None
    return True


def _key(jwk: Mapping[str, Any]) -> ECKey | RSAKey:
    members = {name: jwk[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in jwk}
    try:
        if members["kty"] == "EC" and members["crv"] == "P-256":
            return ECKey.import_key(members)
        if members["kty"] == "RSA" and len(from_base64url(members["n"])) * 8 >= _MIN_RSA_BITS:
            return RSAKey.import_key(members)
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise KeyFormatError(str(problem)) from problem
    raise KeyFormatError("neither P-256 nor RSA of 2048 bits")

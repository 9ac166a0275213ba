"""Signed tokens: ours are RS256; a tool's may be RS256 or ES256, never unsigned and never by a shared secret."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from feltwork.apps.lti.wire.errors import WireError
from feltwork.apps.lti.wire.reading import clean

ALGORITHMS: Final = {"RS256": "RSA", "ES256": "EC"}
MOST_CHARACTERS: Final = 256 * 1024
MOST_KEYS: Final = 20
MOST_OF_A_NAME: Final = 300
MIN_RSA_BITS: Final = 2048
SKEW_SECONDS: Final = 60
LONGEST_SECONDS: Final = 24 * 3600  # a token that claims to hold for longer is a mistake or a trap
_REGISTRY: Final = jws.JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
_REGISTRY.max_payload_length = MOST_CHARACTERS
_REGISTRY.max_header_length = 8192

Key = RSAKey | ECKey


def write_token(claims: Mapping[str, Any], *, kid: str, sign: Callable[[bytes], bytes]) -> str:
    """*claims* as a compact JWT; *sign* gives the RS256 signature of bytes."""
    header = {"alg": "RS256", "kid": kid, "typ": "JWT"}
    data = f"{_part(header)}.{_part(claims)}"
    return f"{data}.{_base64(sign(data.encode()))}"


def read_keys(document: Any) -> dict[str, Key]:
    """The public keys of a JWK set by their `kid`; keys that sign nothing or are too weak are left out.

    Raises WireError where *document* is no set of keys, or none of them can be used.
    """
    rows = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST_KEYS:
        raise WireError("keys", f"a JWK set is an object with a list “keys” of at most {MOST_KEYS}")
    found = {kid: key for kid, key in map(_key, rows) if key is not None}
    if not found:
        raise WireError("keys", "none of the keys is an RSA key of 2048 bits or more or a P-256 key for signatures")
    return found


def public_set(keys: Mapping[str, Key]) -> dict[str, Any]:
    """*keys* as a JWK set with nothing in it but what they are."""
    return {"keys": [{**key.as_dict(private=False), "kid": kid} for kid, key in keys.items()]}


def kid_of(token: str) -> str:
    """The key that *token* names, nothing checked. Raises WireError."""
    kid = _taken_apart(token).headers().get("kid")
    return kid if isinstance(kid, str) else ""


def claims_unchecked(token: str) -> dict[str, Any]:
    """What *token* claims, to know whose key to ask for. Raises WireError."""
    return _claims(_taken_apart(token).payload)


def read_token(
    token: str, keys: Mapping[str, Key], *, audience: tuple[str, ...], issuer: str, now: int
) -> dict[str, Any]:
    """The claims of *token*, signed by one of *keys*, by *issuer*, for one of *audience*, and alive at *now*.

    Raises WireError with `algorithm`, `key`, `signature`, `issuer`, `audience`, `expired`, `early`, `dates` or
    `malformed`.
    """
    parts = _taken_apart(token)
    header = parts.headers()
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS or "crit" in header:
        raise WireError("algorithm", "the token has to be signed with RS256 or ES256")
    key = _chosen(keys, header.get("kid"), ALGORITHMS[algorithm])
    try:
        checked = jws.deserialize_compact(token, key, algorithms=[algorithm], registry=_REGISTRY)
    except (JoseError, ValueError, TypeError):
        raise WireError("signature", "the signature does not fit the key") from None
    claims = _claims(checked.payload)
    _look_at(claims, audience=audience, issuer=issuer, now=now)
    return claims


def _look_at(claims: Mapping[str, Any], *, audience: tuple[str, ...], issuer: str, now: int) -> None:
    if claims.get("iss") != issuer:
        raise WireError("issuer", "“iss” is not the client that this key belongs to")
    said = claims.get("aud")
    said = [said] if isinstance(said, str) else said
    if not isinstance(said, list) or not set(audience) & {one for one in said if isinstance(one, str)}:
        raise WireError("audience", "“aud” does not name this platform")
    if len(said) > 1 and claims.get("azp", issuer) not in {issuer, *audience}:
        raise WireError("audience", "“azp” names somebody else")
    ends, made = _moment(claims, "exp"), _moment(claims, "iat")
    if ends <= now - SKEW_SECONDS:
        raise WireError("expired", "the token has expired")
    if made > now + SKEW_SECONDS or ("nbf" in claims and _moment(claims, "nbf") > now + SKEW_SECONDS):
        raise WireError("early", "the token was made in the future; please check the clock")
    if not made <= ends <= now + LONGEST_SECONDS:
        raise WireError("dates", "the token may hold for a day at most")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**40:
        raise WireError("dates", f"“{name}” has to be seconds since 1970")
    return value


def _chosen(keys: Mapping[str, Key], kid: Any, kind: str) -> Key:
    fitting = {name: key for name, key in keys.items() if key.key_type == kind}
    if isinstance(kid, str) and kid:
        key = fitting.get(kid) or fitting.get("")  # "": a key that was pasted without a name
        if key is None:
            raise WireError("key", "the tool's keys have no key of this name and kind")
        return key
    if len(fitting) != 1:
        raise WireError("key", "the header has to name its key by “kid”")
    return next(iter(fitting.values()))


def _key(row: Any) -> tuple[str, Key | None]:
    if not isinstance(row, dict) or row.get("use", "sig") != "sig" or "d" in row:
        return "", None  # a private half that was published is nobody's key any more
    kid = row.get("kid", "")
    if not isinstance(kid, str) or len(kid) > MOST_OF_A_NAME or clean(kid) != kid:
        return "", None
    try:
        if row.get("kty") == "RSA":
            rsa = RSAKey.import_key({name: row[name] for name in ("kty", "n", "e")})
            return kid, rsa if rsa.public_key.key_size >= MIN_RSA_BITS else None
        if row.get("kty") == "EC" and row.get("crv") == "P-256":
            return kid, ECKey.import_key({name: row[name] for name in ("kty", "crv", "x", "y")})
    except (JoseError, ValueError, TypeError, KeyError, OverflowError):
        return "", None
    return "", None


def _taken_apart(token: str) -> jws.CompactSignature:
    if not isinstance(token, str) or len(token) > MOST_CHARACTERS or not token.isascii():
        raise WireError("malformed", "this is no signed token")
    try:
        return jws.extract_compact(token.encode(), registry=_REGISTRY)
    except (JoseError, ValueError, TypeError, RecursionError, AttributeError):
        raise WireError("malformed", "this is no signed token") from None


def _claims(payload: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(payload or b"")
    except (ValueError, RecursionError):
        raise WireError("malformed", "what was signed is no JSON") from None
    if not isinstance(found, dict):
        raise WireError("malformed", "what was signed is no JSON object")
    return found


def _part(content: Mapping[str, Any]) -> str:
    return _base64(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode())


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")

"""Who an issuer is and which keys are theirs.

Sources: did:web method specification (w3c-ccg.github.io/did-method-web), Decentralized Identifiers v1.0, Controlled
Identifiers v1.0, VC-JOSE-COSE section 4.
"""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from feltwork.core.credentials._keys import PublicKey

DID_CONTEXT: Final = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
)

_LEADS_AWAY: Final = frozenset("/\\?#@ ")


def did_web(url: str) -> str:
    """Return the did:web of an https *url*: its host, or its host and path.

    Raises:
        ValueError: not https, no host, or with query, fragment or user.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(f"{url!r} is no plain https address")
    host = parts.hostname + (f"%3A{parts.port}" if parts.port else "")
    segments = [quote(unquote(segment), safe="") for segment in parts.path.split("/") if segment]
    return ":".join(["did:web", host, *segments])


def did_web_url(did: str) -> str:
    """Return where the did.json of a did:web stands.

    Raises:
        ValueError: not a did:web, or one that names no plain https address.
    """
    method, _, rest = did.partition("did:web:")
    host, *path = rest.split(":")
    host = unquote(host)
    parts = urlsplit(f"https://{host}")
    if method or not parts.hostname or parts.netloc != host or parts.username or parts.path or not _is_plain(rest):
        raise ValueError(f"{did!r} is no did:web")
    _ = parts.port  # raises ValueError when it is no number
    return f"https://{host}/" + "/".join([*path, "did.json"] if path else [".well-known", "did.json"])


def _is_plain(rest: str) -> bool:
    segments = rest.split(":")
    return rest.isascii() and all(
        s and unquote(s) not in {".", ".."} and not set(unquote(s)) & _LEADS_AWAY for s in segments
    )


def key_id(did: str, public_key: PublicKey) -> str:
    """Return the full URL of a key: the fragment is the multikey itself, so that it names nothing else."""
    return f"{did}#{public_key.multibase}"


def did_document(did: str, keys: Sequence[PublicKey]) -> dict[str, Any]:
    """Return the did.json of *did*; retired keys belong in it as long as anything they signed is in force.

    `assertionMethod` is an array of strings with full key URLs: verifiers of Data Integrity read nothing else.
    """
    return {
        "@context": list(DID_CONTEXT),
        "id": did,
        "verificationMethod": [_method(did, key) for key in keys],
        "assertionMethod": [key_id(did, key) for key in keys],
    }


def _method(did: str, key: PublicKey) -> dict[str, Any]:
    url = key_id(did, key)
    if key.algorithm == "Ed25519":
        return {"id": url, "type": "Multikey", "controller": did, "publicKeyMultibase": key.multibase}
    return {"id": url, "type": "JsonWebKey", "controller": did, "publicKeyJwk": key.jwk(url)}


def jwks(did: str, keys: Sequence[PublicKey]) -> dict[str, Any]:
    """Return the JSON Web Key Set (RFC 7517 section 5) of *keys*; each `kid` is the key's full URL."""
    return {"keys": [key.jwk(key_id(did, key)) for key in keys]}

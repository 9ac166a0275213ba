"""Whether a JWT is what its issuer signed: its registered claims, and a key that the issuer lists.

A key in the header (`jwk`) is a name for a key and no more: it counts when the issuer's own document lists the very
same key. Other ways of bringing a key along (`jku`, `x5u`, `x5c`) are not followed. Sources: RFC 7519 section 4.1,
RFC 8725 sections 3.1 and 3.10, VC-JOSE-COSE section 4.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from feltwork.core.credentials import _jwt
from feltwork.core.credentials._claims import id_of, instant_of
from feltwork.core.credentials._did import did_web_url
from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._jwt import DATES, seconds_of
from feltwork.core.credentials._resolve import Method, Net, assertion_key, assertion_keys, fetched_object

MAX_KEYS: Final = 16
_KEY_MEMBERS: Final = ("kty", "crv", "x", "y", "n", "e")


def check_token(token: _jwt.Token, net: Net) -> Method:
    """Return the key of the issuer that signed *token*.

    Raises:
        Refused: the first thing that is wrong.
    """
    _check_registered(token.claims)
    issuer, kid, brought = token.claims["iss"], token.header.get("kid"), token.header.get("jwk")
    if kid is not None and not isinstance(kid, str):
        raise Refused("jwt_form")
    if kid is None:
        return _signing_key(token, list(_unnamed_keys(issuer, token, brought, net)))
    method = _named_key(issuer, kid, net)
    if brought is not None and not _is_same(method.jwk, brought):
        raise Refused("key_unbound", key=kid)
    return _signing_key(token, [method])


def _signing_key(token: _jwt.Token, methods: list[Method]) -> Method:
    refusal = Refused("key_not_listed", key="")
    for method in methods:
        try:
            _jwt.check_signature(token, method.jwk)
        except Refused as refused:
            refusal = refused
        else:
            return method
    raise refusal


def _unnamed_keys(issuer: str, token: _jwt.Token, brought: object, net: Net) -> Iterator[Method]:
    """Yield the issuer's keys of the right kind; when the token brings one, that one if the issuer lists it."""
    kind = _jwt.KEY_TYPES[token.header["alg"]]
    fitting = [method for method in assertion_keys(issuer, net) if method.jwk.get("kty") == kind]
    if brought is not None:
        fitting = [method for method in fitting if _is_same(method.jwk, brought)]
        if not fitting:
            raise Refused("key_unbound", issuer=issuer)
    yield from islice(fitting, MAX_KEYS)


def _is_same(jwk: Mapping[str, Any], brought: object) -> bool:
    return isinstance(brought, dict) and all(jwk.get(name) == brought.get(name) for name in _KEY_MEMBERS)


def _named_key(issuer: str, kid: str, net: Net) -> Method:
    """Return the key *kid* from the issuer's document, or else from the key set of the issuer's own domain."""
    url = kid if kid.startswith("did:") else f"{issuer}#{kid.removeprefix('#')}"
    try:
        return assertion_key(issuer, url, net)
    except Refused as refused:
        own_domain = issuer.startswith("did:web:") and ":" not in issuer.removeprefix("did:web:")
        if not own_domain or refused.code not in {"key_not_listed", "key_unreachable", "key_document"}:
            raise
        try:
            return _key_of_set(issuer, kid, net)
        except Refused:
            raise refused from None


def _key_of_set(issuer: str, kid: str, net: Net) -> Method:
    keys = fetched_object(did_web_url(issuer).replace("did.json", "jwks.json"), net).get("keys")
    for jwk in keys if isinstance(keys, list) else []:
        if isinstance(jwk, dict) and jwk.get("kid") == kid and jwk.get("use", "sig") == "sig":
            return Method(kid, jwk)
    raise Refused("key_not_listed", key=kid)


def _check_registered(claims: Mapping[str, Any]) -> None:
    """Refuse registered claims that say something else than the credential (RFC 7519 section 4.1)."""
    subject = claims.get("credentialSubject")
    said = {"iss": id_of(claims.get("issuer")), "jti": claims.get("id"), "sub": id_of(subject) or None}
    for name, value in said.items():
        if name in claims and claims[name] != value:
            raise Refused("jwt_claims", claim=name)
    if "iss" not in claims:
        raise Refused("jwt_claims", claim="iss")
    for name, member in DATES.items():
        at = instant_of(claims, member)
        if name in claims and (at is None or seconds_of(claims[name]) != int(at.timestamp())):
            raise Refused("jwt_claims", claim=name)

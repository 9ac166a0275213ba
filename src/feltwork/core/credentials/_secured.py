"""A secured document of either form, read and its signature checked; used for credentials and for status lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final, Literal

from feltwork.core.credentials import _jwt
from feltwork.core.credentials._claims import id_of, instant_of
from feltwork.core.credentials._did import did_web_url
from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._parse import check_contexts, decoded, is_jwt, parsed
from feltwork.core.credentials._proof import SUITES, claimed, suite_of
from feltwork.core.credentials._report import Check
from feltwork.core.credentials._resolve import Method, Net, assertion_key, assertion_keys, fetched_object

CLOCK_SKEW: Final = timedelta(minutes=5)
MAX_PROOFS: Final = 4


@dataclass(frozen=True)
class Secured:
    """A document as read: its claims without proofs, and the proofs or the token that secure them."""

    form: Literal["embedded", "jwt"]
    claims: dict[str, Any]
    proofs: list[Any] = field(default_factory=list)
    token: _jwt.Token | None = None


def read(document: bytes | str) -> Secured:
    """Return the secured document that *document* is.

    Raises:
        Refused: a limit, "form", "context", "jwt_form", "jwt_algorithm", "jwt_type" or "key_unbound".
    """
    text = decoded(document)
    if is_jwt(text):
        token = _jwt.taken_apart(text)
        _jwt.check_header(token.header)
        return Secured("jwt", token.claims, token=token)
    claims = parsed(text)
    proof = claims.pop("proof", None)
    proofs = proof if isinstance(proof, list) else [proof]
    if proof is None or not 0 < len(proofs) <= MAX_PROOFS:
        raise Refused("form")
    check_contexts(claims)
    return Secured("embedded", claims, proofs)


def signatures(secured: Secured, now: datetime, net: Net) -> Iterator[Check]:
    """Yield the outcome of every signature; what cannot be checked beside one that is right is only told.

    Raises:
        Refused: the first thing that is wrong.
    """
    if secured.token is not None:
        method = _check_token(secured, secured.token, net)
        yield Check("key", True, {"key": method.id})
        yield Check("signature", True, {"algorithm": secured.token.header["alg"]})
        return
    known = [proof for proof in secured.proofs if suite_of(proof) in SUITES]
    for proof in secured.proofs:
        if proof not in known:
            yield Check("proof_unsupported", bool(known) or None, {"suite": suite_of(proof)})
    for proof in known:
        yield from _check_proof(secured, proof, now, net)


def _check_proof(secured: Secured, proof: Mapping[str, Any], now: datetime, net: Net) -> Iterator[Check]:
    """Check one proof (VC Data Integrity 1.0 section 4.4)."""
    if proof.get("@context", secured.claims["@context"]) != secured.claims["@context"] or "previousProof" in proof:
        raise Refused("proof")
    if proof.get("proofPurpose") != "assertionMethod":
        raise Refused("proof_purpose", purpose=str(proof.get("proofPurpose")))
    _check_proof_dates(proof, now)
    url = proof.get("verificationMethod")
    if not isinstance(url, str):
        raise Refused("proof")
    claim = claimed(secured.claims, proof)  # before anything is asked of the world
    method = assertion_key(id_of(secured.claims.get("issuer")), url, net)
    yield Check("key", True, {"key": method.id})
    claim.check(method.public_key())
    yield Check("signature", True, {"suite": suite_of(proof)})


def _check_proof_dates(proof: Mapping[str, Any], now: datetime) -> None:
    created, expires = instant_of(proof, "created"), instant_of(proof, "expires")
    if created and created > now + CLOCK_SKEW:
        raise Refused("proof_created", created=created.isoformat())
    if expires and expires <= now:
        raise Refused("proof_expired", expires=expires.isoformat())


def _check_token(secured: Secured, token: _jwt.Token, net: Net) -> Method:
    """Check a JWT: its registered claims, then its signature by a key that the issuer lists."""
    _check_registered(token.claims)
    issuer, kid = token.claims["iss"], token.header.get("kid")
    if kid is None:
        return _signing_key(issuer, token, net)
    if not isinstance(kid, str):
        raise Refused("jwt_form")
    method = _named_key(issuer, kid, net)
    _jwt.check_signature(token, method.jwk)
    return method


def _signing_key(issuer: str, token: _jwt.Token, net: Net) -> Method:
    """Return which of the issuer's keys signed a token that names none."""
    refusal = Refused("key_not_listed", key="")
    for method in islice(assertion_keys(issuer, net), MAX_PROOFS):
        if method.jwk.get("kty") == _jwt.KEY_TYPES[token.header["alg"]]:
            try:
                _jwt.check_signature(token, method.jwk)
            except Refused as refused:
                refusal = refused
            else:
                return method
    raise refusal


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
    for name, member in (("nbf", "validFrom"), ("exp", "validUntil")):
        at = instant_of(claims, member)
        seconds = claims.get(name, int(at.timestamp()) if at else None)
        if seconds is None:
            continue
        if (
            isinstance(seconds, bool)
            or not isinstance(seconds, int | float)
            or at is None
            or int(seconds) != int(at.timestamp())
        ):
            raise Refused("jwt_claims", claim=name)

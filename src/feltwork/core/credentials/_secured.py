"""A secured document of either form, read and its signature checked; used for credentials and for status lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from feltwork.core.credentials import _jwt
from feltwork.core.credentials._claims import id_of, instant_of
from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._parse import check_contexts, decoded, is_jwt, parsed
from feltwork.core.credentials._proof import SUITES, claimed, suite_of
from feltwork.core.credentials._report import Check
from feltwork.core.credentials._resolve import Net, assertion_key
from feltwork.core.credentials._token import check_token

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
        Refused: a limit, "form", "context", "jwt_form", "jwt_algorithm" or "jwt_type".
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
        method = check_token(secured.token, net)
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

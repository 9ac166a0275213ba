"""What a check of a credential found: facts and codes, no sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Outcome(StrEnum):
    """What can be said of a credential; when several hold, the one named first."""

    INVALID = "invalid"
    """It is not what an issuer signed, or breaks a rule that every reader relies on."""
    UNCHECKED = "unchecked"
    """The signature could not be checked: the issuer's keys are out of reach or the way of signing is unknown here."""
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """The signature is right and the dates are; whether it was revoked cannot be known now."""
    VALID = "valid"


@dataclass(frozen=True)
class Check:
    """One thing looked at: *ok* is True (right), False (wrong) or None (not decided, or only worth knowing)."""

    code: str
    ok: bool | None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """The outcome, every check in the order made, and what the document says of itself (not to trust if invalid)."""

    outcome: Outcome
    checks: tuple[Check, ...]
    facts: Mapping[str, str]

    @property
    def reason(self) -> Check | None:
        """Return the first check that decided the outcome; None when all is right."""
        if self.outcome is Outcome.VALID:
            return None
        return next((check for check in self.checks if meaning_of(check) is self.outcome), None)


CHECKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # before anything is computed
        "size": "The document is larger than 1 MiB.",
        "encoding": "The document is not UTF-8, or holds half a surrogate pair.",
        "json": "The document is not JSON, names a member twice, or has a number JSON does not know.",
        "nesting": "Members are nested deeper than any credential needs.",
        "members": "There are more members or list items than any credential needs.",
        "form": "The document is neither a JSON object with a proof nor a compact JWT.",
        "context": "A context is not one of the pinned documents, stands inside the document, or VC 2.0 is not first.",
        "blank_nodes": "There are more nameless nodes than any credential needs.",
        # what the document is
        "credential_type": "`type` lacks VerifiableCredential.",
        "issuer": "`issuer` is missing or has no id.",
        "issuer_unsupported": "The issuer is no did:web, did:key or did:jwk: its keys cannot be found.",
        "subject": "`credentialSubject` is missing or is not one object.",
        "subject_unnamed": "An Open Badge whose subject has neither id nor identifier: it can be anybody's.",
        "achievement": "An Open Badge without the achievement's id, type, name, description or criteria.",
        "not_a_badge": "A verifiable credential, but not an Open Badge 3.0.",
        "schema": "`credentialSchema` is there and well formed.",
        "schema_absent": "No `credentialSchema`: nothing wrong, only worth knowing.",
        "schema_form": "`credentialSchema` lacks id or type.",
        "dates": "A date is malformed, or the end is before the beginning.",
        # what the signature covers
        "not_covered": "A member, type or value is not covered by the signature: no context defines it there.",
        "odd_member": "A member is spelled so that the signature says one thing and the JSON another.",
        "relative_id": "An id or address is relative, begins with a term, or has characters that no address may have.",
        "blank_node_id": "An id is a blank node (`_:`), which VC 2.0 forbids: no signature covers its name.",
        "json_ld": "The document is not well-formed JSON-LD.",
        "too_complex": "The graph is built so that canonicalising it would take for ever (a poison graph).",
        # embedded proofs
        "proof": "The proof has a member missing or malformed.",
        "proof_unsupported": "The proof is of a cryptosuite that is not checked here.",
        "proof_purpose": "`proofPurpose` is not assertionMethod.",
        "proof_created": "The proof says it was made in the future.",
        "proof_expired": "The proof's own `expires` has passed.",
        "proof_value": "`proofValue` is not a multibase signature of the right length.",
        "signature": "The signature is of exactly this document by exactly this key.",
        # JWTs
        "jwt_form": "The JWT's header or payload is malformed, or a header asks for something unknown (`crit`).",
        "jwt_algorithm": "`alg` is not ES256, RS256 or EdDSA, or does not fit the key.",
        "jwt_type": "`typ` is there and is neither JWT nor vc+jwt.",
        "jwt_claims": "`iss`, `sub`, `jti`, `nbf` or `exp` contradict the credential, or `iss` is missing.",
        # keys
        "key": "The key belongs to the issuer and is listed for assertions.",
        "key_unreachable": "The issuer's key document could not be fetched.",
        "key_document": "The issuer's key document is not JSON, or is about somebody else.",
        "key_not_listed": "The key is not in the issuer's key document: removed, compromised, or never theirs.",
        "key_not_for_assertion": "The key is listed, but not under assertionMethod.",
        "key_controller": "The key is listed, but controlled by somebody else.",
        "key_foreign": "The signature names a key of somebody other than the issuer.",
        "key_malformed": "The key cannot be read, or is of the wrong kind for this signature.",
        "key_unbound": "The JWT brings its own key (`jwk`), and the issuer does not list that key.",
        # dates
        "not_yet_valid": "`validFrom` (or `nbf`) lies in the future.",
        "expired": "`validUntil` (or `exp`) has passed.",
        # status
        "status": "The issuer's list was read and says the credential is in force.",
        "status_absent": "The credential names no status list: it can only expire.",
        "revoked": "The issuer's list says the credential is revoked.",
        "suspended": "The issuer's list says the credential is suspended.",
        "status_form": "`credentialStatus` is malformed: no readable list, index or purpose.",
        "status_unsupported": "The kind of status is not a BitstringStatusListEntry with a purpose we know.",
        "status_unreachable": "The list could not be fetched.",
        "status_unreadable": "The list is not a signed list, or its signature is wrong.",
        "status_other_list": "The list says that it is another list than the one the credential names.",
        "status_foreign": "The list is issued by somebody else than the credential.",
        "status_purpose": "The list has another purpose than the credential's entry.",
        "status_length": "The list has fewer than 131,072 entries, or none at the credential's index.",
        "status_expired": "The list's own dates do not include now.",
    }
)
"""Every code of a `Check` → what it means when it is wrong (or, for the plain nouns, right)."""

_OWN_OUTCOME: Final = {
    "revoked": Outcome.REVOKED,
    "suspended": Outcome.SUSPENDED,
    "expired": Outcome.EXPIRED,
    "not_yet_valid": Outcome.NOT_YET_VALID,
}
_UNCHECKED: Final = frozenset({"key_unreachable", "issuer_unsupported", "proof_unsupported"})
_HARMLESS: Final = frozenset({"not_a_badge", "subject_unnamed", "schema_absent", "status_absent", "context"})


def meaning_of(check: Check) -> Outcome:
    """Return the outcome that *check* asks for by itself."""
    if check.ok:
        return Outcome.VALID
    if check.ok is False:
        return _OWN_OUTCOME.get(check.code, Outcome.INVALID)
    if check.code in _UNCHECKED:
        return Outcome.UNCHECKED
    return Outcome.VALID if check.code in _HARMLESS else Outcome.UNKNOWN


_ORDER: Final = tuple(Outcome)


def report(checks: list[Check], facts: Mapping[str, str]) -> Report:
    """Return the report of *checks*; without any check nothing is valid."""
    outcomes = [meaning_of(check) for check in checks] or [Outcome.INVALID]
    return Report(min(outcomes, key=_ORDER.index), tuple(checks), MappingProxyType(dict(facts)))

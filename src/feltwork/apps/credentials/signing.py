"""From our rows to what `core.credentials` builds and signs, with keys from the key store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feltwork.apps.credentials.models import Certificate, Issuer, IssuerKey, StatusList
from feltwork.apps.credentials.queries import link_of
from feltwork.apps.keys import KeyStoreError, store
from feltwork.core import credentials as core
from feltwork.core.credentials import Algorithm, PublicKey

PROOF, JWT = "Ed25519", "P-256"


@dataclass(frozen=True, slots=True)
class StoreSigner:
    """A key of the school as `core.credentials.Signer`."""

    key_id: str
    algorithm: Algorithm
    store_id: str

    def sign(self, data: bytes) -> bytes:
        return store().sign(self.store_id, data)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a school signs with just now."""

    issuer: Issuer
    proof_key: IssuerKey
    jwt_key: IssuerKey

    @property
    def proof(self) -> StoreSigner:
        return _signer(self.issuer, self.proof_key)

    @property
    def jwt(self) -> StoreSigner:
        return _signer(self.issuer, self.jwt_key)


@dataclass(frozen=True, slots=True)
class Facts:
    """What one version of a certificate says."""

    holder_name: str
    valid_from: datetime
    valid_until: datetime | None
    status_list: StatusList
    status_index: int


def desk_of(school_id: int) -> Desk | None:
    """The issuer of the school whose scope is open, with its active keys; None where it is not set up."""
    issuer = Issuer.objects.select_related("school").filter(school_id=school_id).first()
    if issuer is None:
        return None
    keys = {key.algorithm: key for key in IssuerKey.objects.filter(issuer=issuer, state=IssuerKey.State.ACTIVE)}
    return Desk(issuer, keys[PROOF], keys[JWT])


def public_key(key: IssuerKey) -> PublicKey:
    return _public_key(key.algorithm, key.public)


def list_url(status_list: StatusList, issuer: Issuer) -> str:
    return f"{issuer.base_url}/status/{status_list.number}"


def core_issuer(issuer: Issuer) -> core.Issuer:
    return core.Issuer(did=issuer.did, name=core.clean_text(issuer.school.name), url=issuer.base_url + "/")


def sign(certificate: Certificate, facts: Facts, desk: Desk, *, at: datetime) -> tuple[str, str]:
    """The credential with its proof as the text to keep, and as a JWT. Refuses by a sentence what cannot be signed."""
    try:
        payload = core.build(_award(certificate, facts, desk.issuer))
        text = core.to_bytes(core.sign_proof(payload, desk.proof, created=at)).decode()
        _compare(json.loads(text), certificate, facts, desk.issuer)
        return text, core.sign_jwt(payload, desk.jwt)
    except core.PayloadError as refused:
        raise _cannot_be_signed(certificate, refused.where, refused.code) from None
    except (KeyStoreError, core.SigningError) as broken:
        raise _no_key(broken) from None


def sign_list(status_list: StatusList, encoded: str, desk: Desk, *, at: datetime, until: datetime) -> tuple[str, str]:
    """A status list with its proof as text, and as a JWT. Refuses by a sentence when a key cannot be used."""
    url = list_url(status_list, desk.issuer)
    payload = core.status_list(core_issuer(desk.issuer), url, encoded, valid_from=at, valid_until=until)
    try:
        document = core.sign_proof(payload, desk.proof, created=at)
        return core.to_bytes(document).decode(), core.sign_jwt(payload, desk.jwt)
    except (KeyStoreError, core.SigningError) as broken:
        raise _no_key(broken) from None


def _compare(signed: dict[str, Any], certificate: Certificate, facts: Facts, issuer: Issuer) -> None:
    """What was signed, read back from its bytes, says what our row says; both proofs stand over this one payload."""
    subject, status = signed["credentialSubject"], signed["credentialStatus"]
    said = {one["identityType"]: one["identityHash"] for one in subject["identifier"]}
    pairs = (
        ("id", signed["id"], f"urn:uuid:{certificate.credential_uuid}"),
        ("issuer", signed["issuer"]["id"], issuer.did),
        ("name", said.get("name"), core.clean_text(facts.holder_name)),
        ("title", subject["achievement"]["name"], core.clean_text(certificate.title)),
        ("number", certificate.number in said.values(), True),
        ("until", "validUntil" in signed, facts.valid_until is not None),
        ("status", int(status["statusListIndex"]), facts.status_index),
    )
    for where, is_there, wanted in pairs:
        if is_there != wanted:
            raise _cannot_be_signed(certificate, where, "differs")


def _cannot_be_signed(certificate: Certificate, where: str, code: str) -> ValidationError:
    words = _("Certificate %(number)s cannot be signed: %(where)s (%(code)s). Please look at its name and title.")
    return ValidationError(words % {"number": certificate.number, "where": where or "–", "code": code}, code="payload")


def _no_key(broken: Exception) -> ValidationError:
    words = _("Nothing was signed and nothing has changed, because the school's key cannot be used just now: %(why)s")
    return ValidationError(words % {"why": broken}, code="key_store")


def _award(certificate: Certificate, facts: Facts, issuer: Issuer) -> core.Award:
    return core.Award(
        id=f"urn:uuid:{certificate.credential_uuid}",
        subject_id=f"urn:uuid:{certificate.subject_uuid}",
        holder_name=core.clean_text(facts.holder_name),
        number=certificate.number,
        issuer=core_issuer(issuer),
        achievement=_achievement(certificate, issuer),
        awarded_at=_awarded_at(certificate, facts),
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        status_list_url=list_url(facts.status_list, issuer),
        status_index=facts.status_index,
    )


def _achievement(certificate: Certificate, issuer: Issuer) -> core.Achievement:
    programme = certificate.enrolment.cohort.programme
    levels = ", ".join(certificate.levels)
    return core.Achievement(
        id=f"{issuer.base_url}/achievements/{programme.slug}/{quote(certificate.edition_code)}",
        name=core.clean_text(certificate.title),
        description=core.clean_text(f"{programme.name}, edition {certificate.edition_code} of the rules."),
        type="Certification",
        criteria=core.clean_text(
            f"All requirements of edition {certificate.edition_code} of {programme.name} were met"
            + (f": {levels}." if levels else ".")
            + f" The certificate is checked at {link_of(certificate)}"
        ),
        language="en",
    )


def _awarded_at(certificate: Certificate, facts: Facts) -> datetime:
    """The day of issue begins in the school's own zone; nothing is awarded after it holds."""
    if certificate.issued_on is None:
        return facts.valid_from
    begins = datetime.combine(certificate.issued_on, time(), ZoneInfo(certificate.school.time_zone))
    return min(facts.valid_from, begins)


def _signer(issuer: Issuer, key: IssuerKey) -> StoreSigner:
    return StoreSigner(core.key_id(issuer.did, public_key(key)), cast("Algorithm", key.algorithm), key.store_id)


@lru_cache(maxsize=512)
def _public_key(algorithm: str, public: str) -> PublicKey:
    return PublicKey(cast("Algorithm", algorithm), bytes.fromhex(public))

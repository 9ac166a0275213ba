"""From an award to the one payload that both forms of the credential are signed over.

Sources: Verifiable Credentials Data Model v2.0 section 4, Open Badges 3.0 section B (data models), and the shape laid
down in docs/decisions/0012.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from feltwork.core.credentials._closed import PURPOSE, SCHEMA, check_payload
from feltwork.core.credentials._contexts import ISSUED
from feltwork.core.credentials._errors import PayloadError

AchievementType = Literal["Certification", "CertificateOfCompletion"]


@dataclass(frozen=True)
class Issuer:
    """The school as it signs: its did:web, its name, an https address that answers, and perhaps a picture."""

    did: str
    name: str
    url: str
    image: str = ""


@dataclass(frozen=True)
class Achievement:
    """What is attained; *id* carries a version (…/sep/3), *criteria* is an https address or plain words."""

    id: str
    name: str
    description: str
    type: AchievementType
    criteria: str
    language: str = "en"


@dataclass(frozen=True)
class Award:
    """One certificate of one person; *id* stays the same over renewals, *subject_id* is random for each credential.

    Instants are aware datetimes. `valid_until` None: it does not expire. `status_list_url` "": no list.
    """

    id: str
    subject_id: str
    holder_name: str
    number: str
    issuer: Issuer
    achievement: Achievement
    awarded_at: datetime
    valid_from: datetime
    valid_until: datetime | None = None
    status_list_url: str = ""
    status_index: int | None = None


def build(award: Award) -> dict[str, Any]:
    """Return the unsigned credential of *award*.

    Raises:
        PayloadError: something in it may not be signed; see `PAYLOAD_FAULTS`.
    """
    payload: dict[str, Any] = {
        "@context": list(ISSUED),
        "id": award.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.achievement.name,
        "issuer": _profile(award.issuer),
        "validFrom": instant(award.valid_from, "validFrom"),
        "awardedDate": instant(award.awarded_at, "awardedDate"),
        "credentialSubject": _subject(award),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if award.valid_until is not None:
        payload["validUntil"] = instant(award.valid_until, "validUntil")
    if award.status_list_url or award.status_index is not None:
        payload["credentialStatus"] = _status(award)
    check_payload(payload)
    return payload


def instant(at: datetime, where: str = "") -> str:
    """Return *at* as an XML Schema dateTimeStamp in UTC, whole seconds.

    Raises:
        PayloadError: "naive_instant".
    """
    if at.tzinfo is None:
        raise PayloadError("naive_instant", where)
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _address(text: str) -> str:
    return text.replace(" ", "%20")  # JavaScript's verifiers refuse an id with a space


def _profile(issuer: Issuer) -> dict[str, Any]:
    profile: dict[str, Any] = {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": _address(issuer.url)}
    if issuer.image:
        profile["image"] = {"id": _address(issuer.image), "type": "Image"}
    return profile


def _subject(award: Award) -> dict[str, Any]:
    return {
        "id": award.subject_id,
        "type": ["AchievementSubject"],
        "identifier": [_identity("name", award.holder_name), _identity("identifier", award.number)],
        "achievement": _achievement(award.achievement),
    }


def _identity(kind: str, value: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


def _achievement(achievement: Achievement) -> dict[str, Any]:
    is_address = achievement.criteria.startswith("https://")
    return {
        "id": _address(achievement.id),
        "type": ["Achievement"],
        "achievementType": achievement.type,
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"id": _address(achievement.criteria)} if is_address else {"narrative": achievement.criteria},
        "inLanguage": achievement.language,
    }


def _status(award: Award) -> dict[str, Any]:
    if award.status_index is None:
        raise PayloadError("missing_term", "credentialStatus.statusListIndex")
    url, index = _address(award.status_list_url), str(award.status_index)
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": index,
        "statusListCredential": url,
    }

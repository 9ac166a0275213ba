"""What a credential says, and whether it says it in the form that everyone reads.

Sources: Verifiable Credentials Data Model v2.0 section 4, Open Badges 3.0 appendix B.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._report import Check

BADGE_TYPES: Final = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


def types_of(node: Mapping[str, Any]) -> frozenset[str]:
    """Return the types of *node*, given as one or as a list."""
    types = node.get("type")
    listed = types if isinstance(types, list) else [types]
    return frozenset(t for t in listed if isinstance(t, str))


def id_of(value: object) -> str:
    """Return the id of a member that is an address or an object with one; "" for none."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def instant_of(node: Mapping[str, Any], name: str) -> datetime | None:
    """Return the instant of a member, None when it is absent.

    Raises:
        Refused: "dates": it is there and is no dateTimeStamp (VCDM 2.0 section 4.9).
    """
    if name not in node:
        return None
    value = node[name]
    try:
        if isinstance(value, str) and _INSTANT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Refused("dates", member=name)


def check_form(claims: Mapping[str, Any]) -> None:
    """Pass a document that has what every verifiable credential has.

    Raises:
        Refused: "credential_type", "issuer", "subject" or "dates".
    """
    if "VerifiableCredential" not in types_of(claims):
        raise Refused("credential_type")
    if not id_of(claims.get("issuer")):
        raise Refused("issuer")
    subject = claims.get("credentialSubject")
    if not isinstance(subject, dict) or not subject:
        raise Refused("subject")
    begin, end = instant_of(claims, "validFrom"), instant_of(claims, "validUntil")
    if begin and end and end < begin:
        raise Refused("dates", member="validUntil")


def dates(claims: Mapping[str, Any], now: datetime) -> Iterator[Check]:
    """Yield "not_yet_valid" or "expired" when *now* is outside the dates of the credential."""
    begin, end = instant_of(claims, "validFrom"), instant_of(claims, "validUntil")
    if begin and now < begin:
        yield Check("not_yet_valid", False, {"from": begin.isoformat()})
    if end and now >= end:
        yield Check("expired", False, {"until": end.isoformat()})


def badge(claims: Mapping[str, Any]) -> Iterator[Check]:
    """Yield what Open Badges 3.0 asks for beyond a verifiable credential."""
    yield from _schema(claims.get("credentialSchema"))
    if not BADGE_TYPES & types_of(claims):
        yield Check("not_a_badge", None)
        return
    subject = claims["credentialSubject"]
    if not id_of(subject) and not subject.get("identifier"):
        yield Check("subject_unnamed", None)
    missing = _missing(subject.get("achievement"))
    yield Check("achievement", not missing, {"missing": missing} if missing else {})


def _missing(achievement: object) -> str:
    if not isinstance(achievement, dict):
        return "achievement"
    if "Achievement" not in types_of(achievement):
        return "type"
    return next((name for name in ("id", "name", "description", "criteria") if not achievement.get(name)), "")


def _schema(schemas: object) -> Iterator[Check]:
    listed = schemas if isinstance(schemas, list) else [schemas]
    if schemas is None or not listed:
        yield Check("schema_absent", None)
    elif all(isinstance(schema, dict) and id_of(schema) and types_of(schema) for schema in listed):
        yield Check("schema", True, {"id": id_of(listed[0])})
    else:
        yield Check("schema_form", False)


def facts_of(claims: Mapping[str, Any], form: str) -> dict[str, str]:
    """Return what the document says of itself, in words to show; nothing of it is checked here."""
    subject = _dict(claims.get("credentialSubject"))
    achievement = _dict(subject.get("achievement"))
    status = _dict(claims.get("credentialStatus"))
    found: dict[str, object] = {
        "form": form,
        "issuer": id_of(claims.get("issuer")),
        "issuer_name": _dict(claims.get("issuer")).get("name"),
        "id": claims.get("id"),
        "subject": subject.get("id"),
        "name": _identity(subject, "name"),
        "number": _identity(subject, "identifier"),
        "achievement": achievement.get("id"),
        "achievement_name": achievement.get("name"),
        "achievement_type": achievement.get("achievementType"),
        "awarded": claims.get("awardedDate"),
        "valid_from": claims.get("validFrom"),
        "valid_until": claims.get("validUntil"),
        "status_list": status.get("statusListCredential"),
        "status_index": status.get("statusListIndex"),
    }
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _identity(subject: Mapping[str, Any], kind: str) -> object:
    entries = subject.get("identifier")
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, dict) and entry.get("identityType") == kind and entry.get("hashed") is False:
            return entry.get("identityHash")
    return None

"""The closed shape of what may be signed: these members, these values, nothing else.

An open builder is how credentials go wrong in silence: JSON-LD drops what it does not know, the schema allows what
verifiers refuse. So every member that we issue is named here with its rule.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from feltwork.core.credentials._contexts import ISSUED, VC_V2
from feltwork.core.credentials._errors import PayloadError
from feltwork.core.credentials._text import has_control, is_absolute, is_composed

PURPOSE: Final = "revocation"
SCHEMA: Final = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

PAYLOAD_FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not_an_object": "A JSON object is expected here.",
        "not_a_list": "A list with exactly the entries we issue is expected here.",
        "not_text": "A string is expected here (language maps are not signed: one language per credential).",
        "undefined_term": "A member that we do not issue; JSON-LD would drop it and sign the rest.",
        "licence_number": "`licenseNumber` is for licences of a state, never for a training certificate.",
        "missing_term": "A member that every credential of ours has.",
        "wrong_value": "Another value than the only one, or the few, allowed here.",
        "status_array": "`credentialStatus` is one object; an array fails the Open Badges schema.",
        "empty_text": "Nothing but white space.",
        "untrimmed_text": "White space at the beginning or end.",
        "too_long": "More than 10,000 characters.",
        "control_character": "A character that verifiers canonicalise differently (C0, DEL, C1, surrogates).",
        "not_nfc": "Text that is not in Normalization Form C.",
        "relative_id": "An address without a scheme, a blank node, or with characters no address may have.",
        "placeholder_id": "An address below http://example.org/base/, which is where relative ids resolve to.",
        "not_https": "An address that has to be https.",
        "naive_instant": "An instant without a time zone.",
        "wrong_instant": "Not an instant in UTC written 2026-11-25T10:00:00Z.",
        "wrong_order": "The end is not after the beginning.",
        "wrong_index": "No whole number from 0 on, written without leading zeros.",
        "wrong_list": "Not an encoded status list.",
        "foreign_key": "The signer's key does not belong to the issuer of the payload.",
        "not_plain_json": "The payload is not what it would be after writing and reading it as JSON.",
        "not_covered": "The statements made of the payload do not hold every member of it.",
    }
)
"""Every code of a `PayloadError` → what it means."""

Rule = Callable[[Any, str], None]

_LONGEST: Final = 10_000
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_INDEX: Final = re.compile(r"0|[1-9]\d{0,9}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
_ENCODED: Final = re.compile(r"u[A-Za-z0-9_-]{20,}")


def check_payload(payload: Mapping[str, Any]) -> None:
    """Pass a badge credential or a status list credential of exactly the shape that we issue.

    Raises:
        PayloadError: the first member that may not be signed, and why.
    """
    if not isinstance(payload, dict):
        raise PayloadError("not_an_object", "")
    is_list = payload.get("type") == ["VerifiableCredential", "BitstringStatusListCredential"]
    (_STATUS_LIST if is_list else _BADGE)(payload, "")
    if "validUntil" in payload and payload["validUntil"] <= payload["validFrom"]:
        raise PayloadError("wrong_order", "validUntil")


def _text(value: Any, where: str) -> None:
    if not isinstance(value, str):
        raise PayloadError("not_text", where)
    if has_control(value):
        raise PayloadError("control_character", where)
    if not is_composed(value):
        raise PayloadError("not_nfc", where)
    if not value.strip():
        raise PayloadError("empty_text", where)
    if value != value.strip():
        raise PayloadError("untrimmed_text", where)
    if len(value) > _LONGEST:
        raise PayloadError("too_long", where)


def _address(value: Any, where: str) -> None:
    _text(value, where)
    if not is_absolute(value):
        raise PayloadError("relative_id", where)
    if value.startswith("http://example.org/base/"):
        raise PayloadError("placeholder_id", where)


def _https(value: Any, where: str) -> None:
    _address(value, where)
    if not value.startswith("https://"):
        raise PayloadError("not_https", where)


def _instant(value: Any, where: str) -> None:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise PayloadError("wrong_instant", where)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise PayloadError("wrong_instant", where) from None


def _matching(pattern: re.Pattern[str], code: str) -> Rule:
    def rule(value: Any, where: str) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise PayloadError(code, where)

    return rule


def _only(*allowed: object) -> Rule:
    def rule(value: Any, where: str) -> None:
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise PayloadError("wrong_value", where)

    return rule


def _node(required: Mapping[str, Rule], optional: Mapping[str, Rule] = MappingProxyType({})) -> Rule:
    rules = {**optional, **required}

    def rule(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise PayloadError("not_an_object", where)
        prefix = f"{where}." if where else ""
        for key, inner in value.items():
            if key not in rules:
                raise PayloadError("licence_number" if key == "licenseNumber" else "undefined_term", f"{prefix}{key}")
            rules[key](inner, f"{prefix}{key}")
        for key in required:
            if key not in value:
                raise PayloadError("missing_term", f"{prefix}{key}")

    return rule


def _listed(*entries: Rule) -> Rule:
    def rule(value: Any, where: str) -> None:
        if not isinstance(value, list) or len(value) != len(entries):
            raise PayloadError("not_a_list", where)
        for number, (entry, inner) in enumerate(zip(entries, value, strict=True)):
            entry(inner, f"{where}.{number}")

    return rule


def _status(value: Any, where: str) -> None:
    if isinstance(value, list):
        raise PayloadError("status_array", where)
    _STATUS(value, where)
    if value["id"] != f"{value['statusListCredential']}#{value['statusListIndex']}":
        raise PayloadError("wrong_value", f"{where}.id")


def _criteria(value: Any, where: str) -> None:
    _node({}, {"id": _https, "narrative": _text})(value, where)
    if not value:
        raise PayloadError("missing_term", f"{where}.narrative")


def _identity(kind: str) -> Rule:
    return _node(
        {
            "type": _only("IdentityObject"),
            "hashed": _only(False),
            "identityHash": _text,
            "identityType": _only(kind),
        }
    )


_STATUS: Final = _node(
    {
        "id": _address,
        "type": _only("BitstringStatusListEntry"),
        "statusPurpose": _only(PURPOSE),
        "statusListIndex": _matching(_INDEX, "wrong_index"),
        "statusListCredential": _https,
    }
)
_PROFILE: Final = _node(
    {"id": _address, "type": _only(["Profile"]), "name": _text, "url": _https},
    {"image": _node({"id": _https, "type": _only("Image")})},
)
_ACHIEVEMENT: Final = _node(
    {
        "id": _https,
        "type": _only(["Achievement"]),
        "achievementType": _only("Certification", "CertificateOfCompletion"),
        "name": _text,
        "description": _text,
        "criteria": _criteria,
        "inLanguage": _matching(_LANGUAGE, "wrong_value"),
    }
)
_SUBJECT: Final = _node(
    {
        "id": _address,
        "type": _only(["AchievementSubject"]),
        "identifier": _listed(_identity("name"), _identity("identifier")),
        "achievement": _ACHIEVEMENT,
    }
)
_BADGE: Final = _node(
    {
        "@context": _only(list(ISSUED)),
        "id": _address,
        "type": _only(["VerifiableCredential", "OpenBadgeCredential"]),
        "name": _text,
        "issuer": _PROFILE,
        "validFrom": _instant,
        "awardedDate": _instant,
        "credentialSubject": _SUBJECT,
        "credentialSchema": _listed(_node({"id": _only(SCHEMA), "type": _only("1EdTechJsonSchemaValidator2019")})),
    },
    {"validUntil": _instant, "credentialStatus": _status},
)
_STATUS_LIST: Final = _node(
    {
        "@context": _only([VC_V2]),
        "id": _https,
        "type": _only(["VerifiableCredential", "BitstringStatusListCredential"]),
        "issuer": _address,
        "validFrom": _instant,
        "validUntil": _instant,
        "credentialSubject": _node(
            {
                "id": _https,
                "type": _only("BitstringStatusList"),
                "statusPurpose": _only(PURPOSE, "suspension"),
                "encodedList": _matching(_ENCODED, "wrong_list"),
            }
        ),
    }
)

"""The closed shape of what may be signed: these members, these values, nothing else.

An open builder is how credentials go wrong in silence: JSON-LD drops what it does not know, the schema allows what
verifiers refuse. So every member that we issue is named here with its rule.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from feltwork.core.credentials._contexts import ISSUED, VC_V2
from feltwork.core.credentials._errors import PayloadError
from feltwork.core.credentials._rules import Rule, address, https, instant, listed, matching, node, only, text

PURPOSE: Final = "revocation"
SCHEMA: Final = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

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


def _status(value: Any, where: str) -> None:
    if isinstance(value, list):
        raise PayloadError("status_array", where)
    _STATUS(value, where)
    if value["id"] != f"{value['statusListCredential']}#{value['statusListIndex']}":
        raise PayloadError("wrong_value", f"{where}.id")


def _criteria(value: Any, where: str) -> None:
    node({}, {"id": https, "narrative": text})(value, where)
    if not value:
        raise PayloadError("missing_term", f"{where}.narrative")


def _identity(kind: str) -> Rule:
    return node(
        {
            "type": only("IdentityObject"),
            "hashed": only(False),
            "identityHash": text,
            "identityType": only(kind),
        }
    )


_STATUS: Final = node(
    {
        "id": address,
        "type": only("BitstringStatusListEntry"),
        "statusPurpose": only(PURPOSE),
        "statusListIndex": matching(_INDEX, "wrong_index"),
        "statusListCredential": https,
    }
)
_PROFILE: Final = node(
    {"id": address, "type": only(["Profile"]), "name": text, "url": https},
    {"image": node({"id": https, "type": only("Image")})},
)
_ACHIEVEMENT: Final = node(
    {
        "id": https,
        "type": only(["Achievement"]),
        "achievementType": only("Certification", "CertificateOfCompletion"),
        "name": text,
        "description": text,
        "criteria": _criteria,
        "inLanguage": matching(_LANGUAGE, "wrong_value"),
    }
)
_SUBJECT: Final = node(
    {
        "id": address,
        "type": only(["AchievementSubject"]),
        "identifier": listed(_identity("name"), _identity("identifier")),
        "achievement": _ACHIEVEMENT,
    }
)
_BADGE: Final = node(
    {
        "@context": only(list(ISSUED)),
        "id": address,
        "type": only(["VerifiableCredential", "OpenBadgeCredential"]),
        "name": text,
        "issuer": _PROFILE,
        "validFrom": instant,
        "awardedDate": instant,
        "credentialSubject": _SUBJECT,
        "credentialSchema": listed(node({"id": only(SCHEMA), "type": only("1EdTechJsonSchemaValidator2019")})),
    },
    {"validUntil": instant, "credentialStatus": _status},
)
_STATUS_LIST: Final = node(
    {
        "@context": only([VC_V2]),
        "id": https,
        "type": only(["VerifiableCredential", "BitstringStatusListCredential"]),
        "issuer": address,
        "validFrom": instant,
        "validUntil": instant,
        "credentialSubject": node(
            {
                "id": https,
                "type": only("BitstringStatusList"),
                "statusPurpose": only(PURPOSE, "suspension"),
                "encodedList": matching(_ENCODED, "wrong_list"),
            }
        ),
    }
)

"""The launch message: what a tool is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from feltwork.apps.lti.wire import names

HOLDS_SECONDS: Final = 300
VARIABLE: Final = re.compile(r"\$[A-Za-z.]+")


@dataclass(frozen=True, slots=True)
class Message:
    """Everything that goes into one id_token. `name` and `email` are "" unless the school shares them."""

    issuer: str
    client_id: str
    deployment_id: str
    nonce: str
    subject: str
    roles: tuple[str, ...]
    target: str
    kind: str
    context: Mapping[str, Any]
    platform: Mapping[str, str]
    return_url: str
    language: str
    name: str = ""
    email: str = ""
    link: Mapping[str, str] = field(default_factory=dict)
    custom: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[str, Any] = field(default_factory=dict)
    members_url: str = ""
    picking: Mapping[str, Any] = field(default_factory=dict)


def claims_of(message: Message, *, now: int) -> dict[str, Any]:
    """The claims of the id_token (LTI Core 1.3 section 5.3; Deep Linking 2.0 section 4.4)."""
    claims: dict[str, Any] = {
        "iss": message.issuer,
        "aud": message.client_id,
        "azp": message.client_id,
        "sub": message.subject,
        "nonce": message.nonce,
        "iat": now,
        "exp": now + HOLDS_SECONDS,
        names.MESSAGE_TYPE: message.kind,
        names.VERSION: "1.3.0",
        names.DEPLOYMENT: message.deployment_id,
        names.ROLES: list(message.roles),
        names.CONTEXT: dict(message.context),
        names.PLATFORM: dict(message.platform),
        names.PRESENTATION: {
            "document_target": "window",
            "return_url": message.return_url,
            "locale": message.language,
        },
        **_person(message),
    }
    if message.kind == names.PICK:
        claims[names.PICKING] = dict(message.picking)
    else:
        claims[names.RESOURCE_LINK] = dict(message.link)
    claims[names.TARGET] = message.target
    if message.custom:
        claims[names.CUSTOM] = _substituted(message)
    if message.grades:
        claims[names.GRADES] = dict(message.grades)
    if message.members_url:
        claims[names.MEMBERS] = {"context_memberships_url": message.members_url, "service_versions": ["2.0"]}
    return claims


def person_claims(name: str, email: str) -> dict[str, str]:
    """A name as people write it, and split where a tool wants two parts; nothing that is not shared."""
    said: dict[str, str] = {}
    if name:
        first, _space, rest = name.partition(" ")
        said |= {"name": name, "given_name": first, "family_name": rest.strip() or first}
    return said | ({"email": email} if email else {})


def _person(message: Message) -> dict[str, str]:
    return person_claims(message.name, message.email)


def _substituted(message: Message) -> dict[str, str]:
    """Custom parameters with the variables that we know; an unknown one stays as it is, as the standard says."""
    known = {
        "$User.id": message.subject,
        "$Context.id": str(message.context.get("id", "")),
        "$Context.title": str(message.context.get("title", "")),
        "$ResourceLink.id": str(message.link.get("id", "")),
        "$ResourceLink.title": str(message.link.get("title", "")),
        "$Message.locale": message.language,
    }
    if message.name:
        known["$Person.name.full"] = message.name
    if message.email:
        known["$Person.email.primary"] = message.email
    return {
        key: known.get(value, value) if VARIABLE.fullmatch(value) else value for key, value in message.custom.items()
    }

"""Dynamic registration: what a tool says about itself (LTI Dynamic Registration 1.0, OpenID registration)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from feltwork.apps.lti.wire.errors import WireError
from feltwork.apps.lti.wire.names import ALL_SCOPES, PICK
from feltwork.apps.lti.wire.reading import clean, custom, https, origin, read_object, words

CONFIGURATION: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"
MOST_ADDRESSES: Final = 20


@dataclass(frozen=True, slots=True)
class ToolGiven:
    """A tool as it presents itself; nothing is shared with it before an administrator says so."""

    name: str
    description: str
    login_url: str
    launch_url: str
    redirect_uris: tuple[str, ...]
    jwks_url: str
    picks: bool
    pick_url: str
    custom: dict[str, str]
    scopes: tuple[str, ...]
    claims: tuple[str, ...]


def read_registration(body: bytes) -> ToolGiven:
    """The tool in a registration request. Raises WireError."""
    given = read_object(body)
    tool = given.get(CONFIGURATION)
    if not isinstance(tool, dict):
        raise WireError("configuration", f"“{CONFIGURATION}” is missing")
    if given.get("token_endpoint_auth_method") != "private_key_jwt":
        raise WireError("token_endpoint_auth_method", "only private_key_jwt is known here")
    uris = _addresses(given.get("redirect_uris"))
    launch = https(tool.get("target_link_uri"), "target_link_uri")
    _of_one_place(origin(launch), uris)
    pick = _picking(tool.get("messages"))
    return ToolGiven(
        name=words(given, "client_name", most=120, needed=True),
        description=words(tool, "description", most=500),
        login_url=https(given.get("initiate_login_uri"), "initiate_login_uri"),
        launch_url=launch,
        redirect_uris=uris,
        jwks_url=https(given.get("jwks_uri"), "jwks_uri"),
        picks=pick is not None,
        pick_url=pick or "",
        custom=custom(tool.get("custom_parameters")),
        scopes=_scopes(given.get("scope", ""), tool.get("scopes")),
        claims=tuple(clean(one)[:60] for one in _list(tool.get("claims")) if isinstance(one, str))[:30],
    )


def _addresses(value: Any) -> tuple[str, ...]:
    rows = _list(value)
    if not rows or len(rows) > MOST_ADDRESSES:
        raise WireError("redirect_uris", f"“redirect_uris” has to be a list of one to {MOST_ADDRESSES} addresses")
    return tuple(dict.fromkeys(https(one, "redirect_uris") for one in rows))


def _of_one_place(place: str, uris: tuple[str, ...]) -> None:
    if place not in {origin(uri) for uri in uris}:
        raise WireError("target_link_uri", "“target_link_uri” lies at another place than every redirect address")


def _picking(messages: Any) -> str | None:
    """The address for deep linking, "" where it is the launch address; None where the tool does not offer it."""
    for one in _list(messages)[:20]:
        if isinstance(one, dict) and one.get("type") == PICK:
            return https(one["target_link_uri"], "target_link_uri") if one.get("target_link_uri") else ""
    return None


def _scopes(value: Any, more: Any) -> tuple[str, ...]:
    """Those that we know, out of text as the standard has it and of a list as Moodle sends it."""
    if not isinstance(value, str):
        raise WireError("scope", "“scope” has to be text, its words apart by spaces")
    asked = {*value.split(), *(one for one in _list(more) if isinstance(one, str))}
    return tuple(scope for scope in ALL_SCOPES if scope in asked)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

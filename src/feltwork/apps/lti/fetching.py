"""The keys of a tool: pasted, or asked for at its address, by the same careful way as keys of other schools."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from feltwork.apps.credentials.checking.fetch import SafeFetcher
from feltwork.apps.lti.models import Tool
from feltwork.apps.lti.wire import WireError, kid_of, public_set, read_keys
from feltwork.apps.lti.wire.tokens import Key
from feltwork.core.credentials import Unreachable

KEEP = timedelta(hours=12)
PAUSE = timedelta(minutes=1)  # whoever sends us tokens with names of keys that are not there makes us ask no more often
Fetch = Callable[[str], bytes]


def asked_outside() -> Fetch:
    """One address over https, to open networks only, without redirects (abuse case 20)."""
    return SafeFetcher(outside=settings.ASK_OTHER_SITES, most=1)


def keys_for(tool: Tool, token: str, *, at: datetime, fetch: Fetch | None = None) -> dict[str, Key]:
    """The keys that may have signed *token*. Asks the tool again where its keys are old or this one is not among them.

    Raises WireError.
    """
    if not tool.jwks_url:
        return read_keys(tool.jwks)
    known = _known(tool)
    if known and tool.jwks_at and at - tool.jwks_at < KEEP and kid_of(token) in known:
        return known
    if tool.jwks_at and at - tool.jwks_at < PAUSE:
        return known or read_keys(tool.jwks)
    try:
        return read_keys(renew(tool, at=at, fetch=fetch))
    except WireError:
        if kid_of(token) in known:  # a tool whose page of keys is down for a while goes on
            return known
        raise


def renew(tool: Tool, *, at: datetime, fetch: Fetch | None = None) -> object:
    """Fetch the tool's keys and keep them; the old ones stay where nothing usable comes. Raises WireError."""
    Tool.objects.filter(pk=tool.pk).update(jwks_at=at)
    tool.jwks_at = at
    try:
        document = public_set(read_keys(json.loads((fetch or asked_outside())(tool.jwks_url))))
    except Unreachable as away:
        raise WireError("unreachable", f"the tool's keys cannot be fetched: {away.reason}") from None
    except (ValueError, RecursionError) as wrong:
        if isinstance(wrong, WireError):
            raise
        raise WireError("keys", "what lies at the address of the tool's keys is no JSON") from None
    Tool.objects.filter(pk=tool.pk).update(jwks=document)
    tool.jwks = document
    return document


def _known(tool: Tool) -> dict[str, Key]:
    try:
        return read_keys(tool.jwks)
    except WireError:
        return {}

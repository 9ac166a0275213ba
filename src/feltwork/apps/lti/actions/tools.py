"""Plugging tools in, by hand or by letting them present themselves; switching them on and off."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.lti.marks import mark_of
from feltwork.apps.lti.models import AccessToken, Invitation, Tool
from feltwork.apps.lti.wire import ToolGiven
from feltwork.apps.lti.wire.names import GRADE_SCOPES, MEMBERS_SCOPE
from feltwork.apps.schools.models import School

INVITED_FOR = timedelta(hours=1)
KEY_FIELDS = frozenset({"jwks_url", "jwks"})
SHARING = ("shares_name", "shares_email", "sees_members", "grades", "picks")


@transaction.atomic
def register_tool(*, school: School, by: User, at: datetime, **fields: Any) -> Tool:
    """Plug in a tool with what its makers told the school; on from now. *fields* as `forms.ToolForm` gives them."""
    tool = Tool.objects.create(school=school, made_by=by, made_at=at, state=Tool.State.ON, **fields)
    record("lti.register_tool", by=by, at=at, subject=tool, facts={"name": tool.name, **_shared(tool)})
    return tool


@transaction.atomic
def change_tool(*, tool: Tool, by: User, at: datetime, **fields: Any) -> Tool:
    """Change where a tool lies and what it is told; new keys take the place of those that were fetched."""
    before = _shared(tool)
    if any(fields.get(name) != getattr(tool, name) for name in KEY_FIELDS & set(fields)):
        tool.jwks_at = None
    for name, value in fields.items():
        setattr(tool, name, value)
    tool.save()
    record("lti.change_tool", by=by, at=at, subject=tool, facts={"before": before, "after": _shared(tool)})
    return tool


@transaction.atomic
def switch_tool(*, tool: Tool, on: bool, by: User, at: datetime) -> Tool:
    """On: its links open. Off: they open for nobody, and what the tool holds to get in is worth nothing."""
    tool.state = Tool.State.ON if on else Tool.State.OFF
    tool.save(update_fields=["state"])
    if not on:
        AccessToken.objects.filter(tool=tool).delete()
    record("lti.switch_tool", by=by, at=at, subject=tool, facts={"on": on})
    return tool


@transaction.atomic
def invite_tool(*, school: School, url: str, by: User, at: datetime) -> tuple[Invitation, str]:
    """Leave for the tool at *url* to present itself within an hour; the invitation and its token, shown once."""
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        school=school, url=url, by=by, at=at, ends_at=at + INVITED_FOR, token_hash=mark_of("invitation", token)
    )
    record("lti.invite_tool", by=by, at=at, subject=invitation, facts={"url": url})
    return invitation, token


@transaction.atomic
def register_itself(*, invitation: Invitation, given: ToolGiven, at: datetime) -> Tool:
    """What an invited tool says about itself, kept until an administrator looks at it. Nothing of it is on."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.tool_id is not None or at >= invitation.ends_at:
        raise ValidationError(_("This invitation has been used, or its hour is over."), code="used")
    tool = Tool.objects.create(
        school_id=invitation.school_id,
        state=Tool.State.ASKED,
        name=given.name,
        about=given.description,
        login_url=given.login_url,
        launch_url=given.launch_url,
        redirect_uris=list(given.redirect_uris),
        jwks_url=given.jwks_url,
        pick_url=given.pick_url,
        picks=given.picks,
        custom=given.custom,
        grades=bool(set(given.scopes) & set(GRADE_SCOPES)),
        sees_members=False,
        asked_scopes=[*given.scopes, *(f"claim:{one}" for one in given.claims)],
        made_by=invitation.by,
        made_at=at,
    )
    Invitation.objects.filter(pk=invitation.pk).update(tool=tool)
    record("lti.register_itself", by=None, at=at, subject=tool, facts={"name": tool.name, "asks": tool.asked_scopes})
    return tool


def wants(tool: Tool) -> dict[str, bool]:
    """What a tool that presented itself asked for beyond what it gets."""
    asked = set(tool.asked_scopes)
    return {
        "members": MEMBERS_SCOPE in asked,
        "name": bool(asked & {"claim:name", "claim:given_name", "claim:family_name"}),
        "email": "claim:email" in asked,
    }


def _shared(tool: Tool) -> Mapping[str, bool]:
    return {name: getattr(tool, name) for name in SHARING}

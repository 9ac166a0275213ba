"""Opening a tool: the button, the tool's question, and the signed answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.keys import store
from feltwork.apps.lti.actions.keys import make_keys
from feltwork.apps.lti.marks import mark_of
from feltwork.apps.lti.messages import message_of
from feltwork.apps.lti.models import Alias, Context, Launch, ResourceLink, Tool
from feltwork.apps.lti.queries.people import subjects_of
from feltwork.apps.lti.wire import WireError, claims_of, write_token

WAITS = timedelta(minutes=10)  # so long a tool may take to ask who it is


def begin_launch(*, link: ResourceLink, by: User, at: datetime) -> Launch:
    """*by* pressed the button of *link*."""
    return _begun(link.tool, link.context, link, by, at)


def begin_picking(*, tool: Tool, context: Context, by: User, at: datetime) -> Launch:
    """*by* goes to *tool* to choose what to put into *context*."""
    return _begun(tool, context, None, by, at)


def alias_of(tool: Tool, user: User) -> Alias:
    """By which name *tool* knows *user*; made when first needed."""
    alias, _made = Alias.objects.get_or_create(school_id=tool.school_id, tool=tool, user=user)
    return alias


@transaction.atomic
def know(tool: Tool, users: Collection[User]) -> dict[int, str]:
    """By which names *tool* knows *users*, with new ones for those whom it meets for the first time."""
    known = subjects_of(tool, users)
    fresh = [Alias(school_id=tool.school_id, tool=tool, user=one) for one in users if one.pk not in known]
    Alias.objects.bulk_create(fresh, ignore_conflicts=True)
    return subjects_of(tool, users) if fresh else known


@transaction.atomic
def send_launch(*, launch: Launch, nonce: str, roles: frozenset[str], school: Any, language: str, at: datetime) -> str:
    """The signed message for this launch, once. Raises WireError (`replayed`, `late`) and KeyStoreError."""
    held = Launch.objects.select_for_update().get(pk=launch.pk)
    if held.sent_at is not None:
        raise WireError("replayed", "this launch has been answered already")
    if at - held.begun_at > WAITS:
        raise WireError("late", "this launch is older than ten minutes")
    try:
        with transaction.atomic():
            Launch.objects.filter(pk=held.pk).update(sent_at=at, nonce_hash=mark_of("nonce", nonce))
    except IntegrityError:
        raise WireError("replayed", "this nonce has been used before") from None
    alias = alias_of(launch.tool, launch.user)
    message = message_of(launch, alias, nonce=nonce, roles=roles, school=school, language=language)
    key = make_keys(at=at)
    token = write_token(
        claims_of(message, now=int(at.timestamp())), kid=key.kid, sign=lambda data: store().sign(key.store_id, data)
    )
    told = {"name": bool(message.name), "email": bool(message.email), "tool": str(launch.tool.uuid)}
    record("lti.launch", by=launch.user, at=at, subject=launch.link or launch.tool, facts=told)
    return token


@transaction.atomic
def _begun(tool: Tool, context: Context, link: ResourceLink | None, by: User, at: datetime) -> Launch:
    alias_of(tool, by)
    return Launch.objects.create(school_id=tool.school_id, tool=tool, context=context, link=link, user=by, begun_at=at)

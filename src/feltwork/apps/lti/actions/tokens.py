"""Letting a tool in by its signature, for an hour, and only once with the same statement."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from feltwork.apps.audit.actions import record
from feltwork.apps.lti.marks import mark_of
from feltwork.apps.lti.models import AccessToken, Invitation, Launch, SeenToken, Tool

HOLDS = timedelta(hours=1)
LAUNCHES_KEPT = timedelta(days=90)


def mark_seen(*, tool: Tool, kind: str, identifier: str, ends_at: datetime) -> bool:
    """Note that a statement was shown; False where it was shown before."""
    try:
        with transaction.atomic():
            SeenToken.objects.create(
                school_id=tool.school_id, tool=tool, mark=mark_of(kind, identifier), ends_at=ends_at
            )
    except IntegrityError:
        return False
    return True


@transaction.atomic
def issue_token(*, tool: Tool, scopes: Sequence[str], at: datetime) -> str:
    """A fresh token for *scopes*, which the caller has limited to what the tool may do."""
    token = secrets.token_urlsafe(32)
    made = AccessToken.objects.create(
        school_id=tool.school_id,
        tool=tool,
        token_hash=mark_of("access", token),
        scopes=list(scopes),
        at=at,
        ends_at=at + HOLDS,
    )
    record("lti.issue_token", by=None, at=at, subject=made, facts={"tool": str(tool.uuid), "scopes": list(scopes)})
    return token


def clear_away(*, at: datetime) -> int:
    """Delete what has run out: tokens, statements that were shown, invitations, and openings after 90 days."""
    gone = AccessToken.objects.filter(ends_at__lt=at).delete()[0]
    gone += SeenToken.objects.filter(ends_at__lt=at).delete()[0]
    gone += Invitation.objects.filter(ends_at__lt=at).delete()[0]
    return int(gone + Launch.objects.filter(begun_at__lt=at - LAUNCHES_KEPT).delete()[0])

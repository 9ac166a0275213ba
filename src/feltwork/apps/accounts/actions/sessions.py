"""Where people are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction

from feltwork.apps.accounts.models import OpenSession, User
from feltwork.apps.audit.actions import record


@transaction.atomic
def open_session(*, user: User, session_key: str, device: str, way: str, at: datetime) -> OpenSession:
    """Note that *user* signed in on a *device*, by *way* (link, password, mfa, console)."""
    opened, _is_new = OpenSession.objects.update_or_create(
        session_key=session_key, defaults={"user": user, "device": device, "began_at": at}
    )
    record("accounts.sign_in", by=user, at=at, subject=user, facts={"way": way})
    return opened


@transaction.atomic
def close_session(*, user: User, session_key: str, at: datetime) -> None:
    """Note that *user* signed out here."""
    OpenSession.objects.filter(session_key=session_key).delete()
    record("accounts.sign_out", by=user, at=at, subject=user)


def follow_session(*, old_key: Any, new_key: str) -> None:
    """A session got another key, as it does with a new password."""
    OpenSession.objects.filter(session_key=old_key).update(session_key=new_key)


@transaction.atomic
def end_other_sessions(*, user: User, session_key: str, by: User, at: datetime) -> int:
    """Sign *user* out everywhere but in the session *session_key*; returns how many ended."""
    others = OpenSession.objects.filter(user=user).exclude(session_key=session_key)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    record("accounts.end_other_sessions", by=by, at=at, subject=user, facts={"count": len(keys)})
    return len(keys)

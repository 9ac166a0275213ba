"""Step-up: proving oneself again just before an act that binds, and second factors.

A mailed link or code signs in but is never step-up: whoever controls the mailbox must not be able to sign
(domain/security.md 6.3.6). Passkey, authenticator code, recovery code and password are.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

STRONG = frozenset({"password", "mfa", "console"})


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session saw a strong proof within the last `STEP_UP_SECONDS`."""
    user: Any = request.user
    records = get_authentication_records(request, user) if user.is_authenticated else []
    latest = max((r["at"] for r in records if r.get("method") in STRONG), default=0)
    return time.time() - latest < settings.STEP_UP_SECONDS


def require(request: HttpRequest) -> None:
    """Raise allauth's ReauthenticationRequired, which keeps what was sent and brings it back afterwards."""
    if not is_fresh(request):
        raise ReauthenticationRequired


def note_console_link(request: HttpRequest, user: Any) -> None:
    """A link printed on the operator's own console is as strong as the console."""
    record_authentication(request, user, method="console", reauthenticated=True)


def has_second_factor(user: Any) -> bool:
    """Whether *user* has a passkey or an authenticator app."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())

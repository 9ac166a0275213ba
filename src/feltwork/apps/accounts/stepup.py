"""Step-up: proving oneself again just before an act that binds, and second factors.

A mailed link signs in but is never step-up: whoever controls the mailbox must not be able to sign
(domain/security.md 6.3.6). Passkey, authenticator code, recovery code and password are.
"""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.httpkit import deserialize_request
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

STRONG = frozenset({"password", "mfa", "console"})
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session saw a strong proof within the last `STEP_UP_SECONDS`."""
    user: Any = request.user
    records = get_authentication_records(request, user) if user.is_authenticated else []
    latest = max((r["at"] + _lasts(r["method"]) for r in records if r.get("method") in STRONG), default=0)
    return bool(time.time() < latest)


def require(request: HttpRequest) -> None:
    """Raise allauth's ReauthenticationRequired, which keeps what was sent and brings it back afterwards."""
    if not is_fresh(request):
        raise ReauthenticationRequired


def note_console_link(request: HttpRequest, user: Any) -> None:
    """A link printed on the operator's own console is as strong as the console."""
    record_authentication(request, user, method="console", reauthenticated=True)


def note_link(request: HttpRequest, user: Any) -> None:
    """A mailed link signs in and proves nothing more."""
    record_authentication(request, user, method="link")


def note_password(request: HttpRequest) -> None:
    """The person of this session gave their password again."""
    record_authentication(request, request.user, method="password", reauthenticated=True)


def note_factor(request: HttpRequest, factor: Authenticator) -> None:
    """*factor*, a passkey or an app, was used for a proof."""
    post_authentication(request, factor, reauthenticated=True)


def came_by_console(request: HttpRequest) -> bool:
    """Whether whoever is signed in here, or about to be, used a link from the operator's console."""
    return any(r.get("method") == "console" for r in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or [])


def factors_of(user: Any) -> set[str]:
    """What *user* has: "webauthn", "totp", "recovery_codes"."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def has_second_factor(user: Any) -> bool:
    """Whether *user* has a passkey or an authenticator app."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def can_prove(user: Any) -> bool:
    """Whether *user* has anything to step up with."""
    return user.has_usable_password() or has_second_factor(user)


def resume(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Go on with what waited for the proof: the form that was sent, else the page that was asked for."""
    kept = (request.session.pop(STATE_SESSION_KEY, None) or {}).get("request")
    target = safe_next(request, otherwise)
    # a form that was given up earlier must not go off with the proof for another page
    if kept and json.loads(kept)["path"] == urlsplit(target).path:
        answer = _send_again(request, kept)
        if answer is not None:
            return answer
    return HttpResponseRedirect(target)


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """The `next` address of *request* where it lies on this site, else *otherwise*."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else otherwise


def _send_again(request: HttpRequest, kept: str) -> HttpResponse | None:
    host = request.get_host()
    again = deserialize_request(kept, request)
    if again.get_host() != host:
        return None
    for name in [name for name in again.META if name.startswith("HTTP_HX_")]:
        del again.META[name]  # the answer is a whole page now
    try:
        match = resolve(again.path_info)
    except Resolver404:
        return None
    answer: HttpResponse = match.func(again, *match.args, **match.kwargs)
    return answer


def _lasts(method: str) -> int:
    # in the demo a console link is good for the whole session: who tries it out may have no passkey at hand
    if method == "console" and settings.DEMO:
        return settings.SESSION_COOKIE_AGE
    return settings.STEP_UP_SECONDS

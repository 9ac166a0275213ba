"""The page behind a one-time link. Opening it changes nothing, so a mail scanner may; the button signs in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from feltwork.apps.accounts import actions
from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.forms import EnterForm
from feltwork.apps.accounts.limits import limit
from feltwork.apps.accounts.links import hash_of
from feltwork.apps.accounts.models import SignInLink, User
from feltwork.apps.accounts.terms import agreed
from feltwork.apps.accounts.views.doors import enter

GONE = 410


@access("anyone")
def sign_in_link(request: Request, token: str) -> HttpResponse:
    """Who would sign in, their name if they are new, the terms if need be, and the button."""
    limit(request, "link", per_address="120/h")
    link = SignInLink.objects.filter(token_hash=hash_of(token)).first()
    if link is None or not link.is_open(timezone.now()):
        return _gone(request, link)
    user = User.objects.filter(email__iexact=link.email).first()
    form = EnterForm(
        request.POST if request.method == "POST" else None,
        ask_name=not (user and user.name) and not link.name,
        ask_terms=user is None or not agreed(user),
    )
    if request.method == "POST" and form.is_valid():
        return _enter(request, link, form)
    return render(request, "accounts/link.html", {"link": link, "person": user, "form": form})


def _enter(request: Request, link: SignInLink, form: EnterForm) -> HttpResponse:
    at = timezone.now()
    user = actions.use_sign_in_link(link=link, name=form.cleaned_data.get("name", ""), at=at)
    if user is None:  # pressed twice
        return _gone(request, link)
    if "agree" in form.fields and user.is_active:
        actions.agree(user=user, at=at)
        actions.remember_language(user=user, language=get_language() or "", at=at)
    return enter(request, user, target=_target(request, link), trusted=link.is_trusted)


def _target(request: Request, link: SignInLink) -> str:
    allowed = url_has_allowed_host_and_scheme(link.next, {request.get_host()}, require_https=request.is_secure())
    return link.next if allowed else settings.LOGIN_REDIRECT_URL


def _gone(request: Request, link: SignInLink | None) -> HttpResponse:
    context = {"is_used": link is not None and link.used_at is not None}
    return render(request, "accounts/link_gone.html", context, status=GONE)

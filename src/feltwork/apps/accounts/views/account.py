"""One's own account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from feltwork.apps.accounts import actions, queries, stepup
from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.forms import DetailsForm

THEME_COOKIE = "feltwork-theme"
DETAILS = ("name", "language", "time_zone", "theme")
ROWS = 50


@access("signed_in")
def account(request: Request) -> HttpResponse:
    """Name, mail, language, clock, appearance; what one signs in with; where one is signed in."""
    user = request.user
    form = DetailsForm(request.POST or None, initial={name: getattr(user, name) for name in DETAILS})
    if form.is_valid():
        actions.change_details(user=user, **form.cleaned_data, by=user, at=timezone.now())
        return _with_choices(request)
    kinds = stepup.factors_of(user)
    context = {
        "form": form,
        "passkeys": queries.passkeys_of(user),
        "has_app": "totp" in kinds,
        "has_second_factor": bool(kinds & set(stepup.FACTORS)),
        "sessions": queries.other_sessions_of(user, request.session.session_key or ""),
        "roles": queries.roles_of(user),
    }
    return render(request, "accounts/account.html", context)


def _with_choices(request: Request) -> HttpResponse:
    """The account's choice counts on this device from now on, too."""
    with translation.override(request.user.language or None):
        messages.success(request, _("Kept."))
    answer = redirect("accounts:account")
    for cookie in (THEME_COOKIE, settings.LANGUAGE_COOKIE_NAME):
        answer.delete_cookie(cookie, samesite="Lax")
    return answer


@access("signed_in", methods=("POST",))
def end_others(request: Request) -> HttpResponse:
    """Sign out everywhere but here."""
    key = request.session.session_key or ""
    actions.end_other_sessions(user=request.user, session_key=key, by=request.user, at=timezone.now())
    messages.success(request, _("You are signed in only here now."))
    return redirect("accounts:account")


@access("signed_in", methods=("GET",))
def seen(request: Request) -> HttpResponse:
    """Who looked at one's record, newest first."""
    page = Paginator(queries.looks_at(request.user), ROWS).get_page(request.GET.get("page"))
    return render(request, "accounts/seen.html", {"page": page, "looks": queries.in_words(page.object_list)})

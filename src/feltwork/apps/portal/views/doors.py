"""Ways in and out, and what a visitor chooses for this device."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.i18n import set_language

from feltwork.apps.accounts import actions as accounts
from feltwork.apps.accounts.access import Request, access
from feltwork.apps.portal import queries
from feltwork.apps.portal.context import THEME_COOKIE, THEMES

YEAR_SECONDS = 365 * 24 * 3600


@access("signed_in", methods=("GET",))
def start(request: Request) -> HttpResponse:
    """After signing in: the one place where this person has something to do, or a choice when there are several."""
    places = queries.places_of(request.user)
    if len(places) == 1:
        return redirect(places[0].url)
    return render(request, "portal/start.html", {"places": places})


@access("anyone")
def leave(request: Request) -> HttpResponse:
    """End the session, empty the browser's stores for this site, show somebody else's page.

    A plain link must do this at once where scripts are off, so GET signs out as well; only a link on another site,
    which could sign people out against their will, does not.
    """
    answer = HttpResponseRedirect(settings.LEAVE_URL)
    if request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site":
        return answer
    logout(request)
    answer["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    answer.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
    return answer


@access("anyone", methods=("POST",))
def appearance(request: Request) -> HttpResponse:
    """Keep the look chosen for this device in a cookie; without a choice the device decides."""
    answer = redirect(_next(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        answer.set_cookie(THEME_COOKIE, theme, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS)
    else:
        answer.delete_cookie(THEME_COOKIE, samesite="Lax")
    return answer


@access("anyone", methods=("POST",))
def language(request: Request) -> HttpResponse:
    """Keep the language chosen for this device in a cookie, and with the account where none was chosen for that."""
    if request.user.is_authenticated:
        chosen = request.POST.get("language", "")
        accounts.remember_language(user=request.user, language=chosen, at=timezone.now())
    return set_language(request)  # it reads `language` and `next`, and refuses other hosts


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else "/"

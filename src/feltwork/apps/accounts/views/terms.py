"""The terms of use, and agreeing to them where they are new to somebody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from feltwork.apps.accounts import actions, stepup
from feltwork.apps.accounts.access import Request, access, is_signed_in
from feltwork.apps.accounts.terms import VERSION, agreed


@access("anyone")
def terms(request: Request) -> HttpResponse:
    """POST agrees and goes on."""
    if request.method == "POST" and is_signed_in(request):
        actions.agree(user=request.user, at=timezone.now())
        return redirect(stepup.safe_next(request, settings.LOGIN_REDIRECT_URL))
    context = {
        "version": VERSION,
        "must_agree": is_signed_in(request) and not agreed(request.user),
        "next": stepup.safe_next(request, ""),
    }
    return render(request, "accounts/terms.html", context)

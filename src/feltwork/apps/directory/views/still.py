"""Still right? One click from a message, without signing in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.directory import actions
from feltwork.apps.directory.forms.public import RoomForm
from feltwork.apps.directory.links import profile_behind, still_link
from feltwork.apps.directory.models import Confirmation
from feltwork.apps.directory.views.open import missed, unlisted


@access("anyone")
@unlisted
def still(request: Request, token: str) -> HttpResponse:
    """Opening it changes nothing: scanners of mail open links, too. The button behind it does."""
    profile, is_open = profile_behind(token)
    if profile is None:
        raise missed(request)
    form = RoomForm(request.POST or None, initial={"room": profile.room, "waiting_weeks": profile.waiting_weeks})
    if request.method == "POST" and is_open and form.is_valid():
        with scope(school=profile.school):
            row = actions.confirm(
                profile=profile, how=Confirmation.How.LINK, by=profile.owner, at=timezone.now(), **form.cleaned_data
            )
        messages.success(request, _("Thank you. Your page says today’s date."))
        return redirect(still_link(row))
    context = {"profile": profile, "is_open": is_open, "form": form}
    return render(request, "directory/still.html", context)

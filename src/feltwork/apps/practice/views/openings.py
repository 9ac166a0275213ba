"""Alarms about unusually many opened files, and from how many on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice.actions.watching import set_opened_an_hour
from feltwork.apps.practice.forms.watching import WatchForm
from feltwork.apps.practice.queries.watching import alarms, limit_of
from feltwork.apps.practice.views.door import practice_page

MOST = 100


@access("admin", step_up=True)
@practice_page
def openings(request: Request) -> HttpResponse:
    """Who, when and how many; never whose files: administrators see no client."""
    limit = limit_of(request.school)
    form = WatchForm(request.POST or None, initial={"many": limit})
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["many"]
        set_opened_an_hour(school=request.school, files=files, by=request.user, at=timezone.now())
        messages.success(request, _("Kept. It holds from now on, for everybody in this practice."))
        return redirect("practice:openings", school=request.school.slug)
    context = {"form": form, "alarms": list(alarms(request.school)[:MOST]), "limit": limit}
    return render(request, "practice/openings.html", context, status=422 if form.errors else 200)

"""What the practice decides about its hours."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import Role
from feltwork.apps.practice import actions
from feltwork.apps.practice.forms.calendar import NEVER, RulesForm
from feltwork.apps.practice.queries.calendar import call_off_hours
from feltwork.apps.practice.views.door import practice_page


@access("practitioner", "admin")
@practice_page
def rules(request: Request) -> HttpResponse:
    """Until when clients call an hour off by themselves."""
    now = call_off_hours(request.school.pk)
    form = RulesForm(request.POST or None, initial={"call_off": NEVER if now is None else now})
    if request.method == "POST" and form.is_valid():
        actions.set_call_off_hours(school=request.school, hours=form.hours, by=request.user, at=timezone.now())
        messages.success(request, _("Kept. It holds from now on, for everybody in this practice."))
        return redirect("practice:rules", school=request.school.slug)
    context = {"form": form, "is_practitioner": Role.PRACTITIONER in request.roles}
    return render(request, "practice/calendar/rules.html", context, status=422 if form.errors else 200)

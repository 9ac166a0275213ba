"""Beginning a practice: an administrator says that clients are treated here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import CLINICAL_ROLES, Membership
from feltwork.apps.practice import actions


@access("admin", methods=("GET",))
def setup(request: Request) -> HttpResponse:
    """What it means, the button, and afterwards who works here. Administrators themselves see no file."""
    people = Membership.objects.filter(school=request.school, role__in=CLINICAL_ROLES, until=None)
    context = {"people": people.select_related("user").order_by("role", "user__name")}
    return render(request, "practice/setup.html", context)


@access("admin", methods=("POST",), step_up=True)
def begin(request: Request) -> HttpResponse:
    actions.begin_practice(school=request.school, by=request.user, at=timezone.now())
    messages.success(request, _("Clients can be treated here now. Next: give people their roles."))
    return redirect("practice:setup", school=request.school.slug)

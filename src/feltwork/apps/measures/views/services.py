"""Whom people in a crisis are told to call: what was checked, by whom, and checking it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.measures import actions
from feltwork.apps.measures.forms.services import ServiceCheckForm
from feltwork.apps.measures.permissions import can_set_policy
from feltwork.apps.measures.queries.services import checks_of, countries, service_of, standing_of
from feltwork.apps.measures.risk import policy_of


@access("admin", "practitioner", methods=("GET",))
def services(request: Request) -> HttpResponse:
    """All of them by country, the one that people here are shown first."""
    _check_may(request)
    policy = policy_of(request.school)
    today = timezone.localdate()
    shown = countries(request.school, today, policy.country if policy else "", request.school.country)
    context = {"countries": shown, "to_do": next((one.to_do for one in shown if one.is_shown), 0), "today": today}
    return render(request, "measures/services/list.html", context)


@access("admin", "practitioner")
def service_check(request: Request, slug: str) -> HttpResponse:
    """One of them: what to look at, and keeping that it was looked at."""
    _check_may(request)
    service = service_of(slug)
    if service is None:
        raise Http404
    form = ServiceCheckForm(request.POST or None, initial={"told": service.told})
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_service(
                school=request.school, service=service, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("Kept. It holds from this moment."))
            return redirect("measures:services", school=request.school.slug)
    check = checks_of(request.school, [service]).get(service.code)
    row = standing_of(service, check, timezone.localdate())
    context = {"form": form, "row": row, "service": row.service, "today": timezone.localdate()}
    return render(request, "measures/services/check.html", context)


def _check_may(request: Request) -> None:
    if not can_set_policy(request.roles, request.school):
        raise PermissionDenied

"""What is booked, for the client and for guardians; and calling an hour off by oneself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice import actions
from feltwork.apps.practice.models import Appointment
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.calendar import call_off_hours, coming_hours, hour_of, may_call_off
from feltwork.apps.practice.views.door import file_or_404, practice_page

OWN = frozenset({Sight.CLIENT, Sight.GUARDIAN})


@access("client", methods=("GET",))
@practice_page
def times(request: Request, uuid: UUID) -> HttpResponse:
    """Everything that is booked; the client, or a guardian, calls off what the practice's rule still allows."""
    file = file_or_404(request, uuid, "calendar", sights=OWN)
    now = timezone.now()
    hours = call_off_hours(request.school.pk)
    context = {
        "file": file,
        "coming": [(one, may_call_off(one.row, hours, now)) for one in coming_hours(file.client, now)],
        "hours": hours,
        "here": "times",
    }
    return render(request, "practice/mine/times.html", context)


@access("client")
@practice_page
def call_off(request: Request, uuid: UUID, hour: UUID) -> HttpResponse:
    """What happens then, and the button. Where it is too late: whom to say it to."""
    file = file_or_404(request, uuid, "calendar", sights=OWN, note=request.method == "GET")
    rows = Appointment.objects.filter(client=file.client, state=Appointment.State.BOOKED, ends_at__gt=timezone.now())
    row: Appointment = get_object_or_404(rows.select_related("clinician", "school"), uuid=hour)
    if request.method == "POST":
        try:
            actions.call_off_own(file=file, appointment=row, by=request.user, at=timezone.now())
        except ValidationError as late:
            messages.error(request, late.messages[0])
        else:
            said = _("Called off. %(name)s is told. For another time, ask when it suits you.")
            messages.success(request, said % {"name": row.clinician})
            return redirect("practice:mine-times", school=request.school.slug, uuid=uuid)
    hours = call_off_hours(request.school.pk)
    context = {
        "file": file,
        "hour": hour_of(row),
        "may": may_call_off(row, hours, timezone.now()),
        "hours": hours,
        "here": "times",
    }
    return render(request, "practice/mine/call_off.html", context)

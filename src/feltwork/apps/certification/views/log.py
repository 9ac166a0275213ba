"""Logging a session or consultation, looking at what it counts toward, changing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.actions import log as actions
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.permissions import can_change, can_log, own_entries
from feltwork.apps.certification.views.desk import Desk
from feltwork.apps.certification.views.places import DEFERRED, place_of
from feltwork.apps.schools.models import Provider
from feltwork.apps.ui.acts import take_errors

SAVES = ("send", "draft", "ask")
WITH_ENTRY = ("provider", "enrolment__cohort__programme", "enrolment__edition")


@access("student")
def entry_new(request: Request) -> HttpResponse:
    """The form for something new."""
    place = place_of(request, request.GET.get("place"))
    if not can_log(request.user, place):
        messages.info(request, _("This training has ended; nothing can be added to its log any more."))
        return redirect("certification:path", school=request.school.slug)
    return _answer(Desk(request, place, timezone.now(), data=_sent(request)))


@access("student")
def entry_change(request: Request, uuid: UUID) -> HttpResponse:
    """The same form for a draft."""
    entry = own_entry(request, uuid)
    if not can_change(request.user, entry):
        raise PermissionDenied
    return _answer(Desk(request, entry.enrolment, timezone.now(), entry=entry, data=_sent(request)))


@access("student", methods=("POST",))
def entry_preview(request: Request) -> HttpResponse:
    """Only the panel that says what the entry would count toward; asked for as the form is filled in."""
    place = place_of(request, request.GET.get("place"))
    uuid = request.GET.get("entry")
    entry = get_object_or_404(own_entries(request.user), uuid=uuid) if uuid else None
    desk = Desk(request, place, timezone.now(), entry=entry, data=_sent(request))
    return render(request, "certification/entry_form.html#panel", _context(desk))


def own_entry(request: Request, uuid: UUID) -> LogEntry:
    """An entry of this person's own, with its place; 404 for every other."""
    rows = own_entries(request.user).select_related(*WITH_ENTRY).prefetch_related("evidence")
    entry = get_object_or_404(rows.defer(*(f"enrolment__{name}" for name in DEFERRED)), uuid=uuid)
    entry.school = entry.enrolment.school = request.school
    entry.enrolment.student = request.user
    return entry


def _answer(desk: Desk) -> HttpResponse:
    do = desk.request.POST.get("do", "look")
    if desk.data is not None and do in SAVES:
        saved = _save(desk, do)
        if saved is not None:
            return _onward(desk.request, saved, do)
    return render(desk.request, "certification/entry_form.html", _context(desk))


def _save(desk: Desk, do: str) -> LogEntry | None:
    desk.is_saving = True
    desk.refuse_twins()
    form = desk.form
    if not form.is_valid():
        return None
    provider = Provider.objects.get(pk=form.cleaned_data["provider"].pk)
    given = {**form.facts, "provider": provider, "by": desk.request.user, "at": desk.at, "send": do == "send"}
    try:
        if desk.entry is not None:
            return actions.change_entry(entry=desk.entry, **given)
        return actions.log_entry(enrolment=desk.place, uuid=form.cleaned_data["token"], **given)
    except ValidationError as refused:
        take_errors(form, refused)
        return None


def _onward(request: Request, entry: LogEntry, do: str) -> HttpResponse:
    if do == "ask":
        address = reverse("certification:exception-new", kwargs={"school": request.school.slug})
        return redirect(f"{address}?entry={entry.uuid}")
    return redirect("certification:entry", school=request.school.slug, uuid=entry.uuid)


def _sent(request: Request) -> Any:
    """What was sent; a button of the panel may change the kind and look again."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    do = data.get("do", "")
    if do.startswith("kind:"):
        data["kind"] = do.removeprefix("kind:")
    return data


def _context(desk: Desk) -> dict[str, Any]:
    form = desk.form
    look = desk.look() if desk.data is not None else None
    return {
        "form": form,
        "look": look,
        "place": desk.place,
        "entry": desk.entry,
        "zones": _zones(desk),
        "kind_of": dict(LogEntry.Kind.choices),
    }


def _zones(desk: Desk) -> list[str]:
    """Zones to offer: the school's, the person's, and those of many cities."""
    own = [desk.request.school.time_zone, desk.request.user.time_zone]
    return list(dict.fromkeys(zone for zone in [*own, *COMMON_ZONES] if zone))


COMMON_ZONES = (
    "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Berlin", "Europe/Zurich", "Europe/Vienna",
    "Europe/Amsterdam", "Europe/Brussels", "Europe/Paris", "Europe/Madrid", "Europe/Rome", "Europe/Copenhagen",
    "Europe/Oslo", "Europe/Stockholm", "Europe/Helsinki", "Europe/Warsaw", "Europe/Prague", "Europe/Athens",
    "Asia/Jerusalem", "Africa/Johannesburg", "Asia/Kolkata", "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Seoul",
    "Australia/Perth", "Australia/Brisbane", "Australia/Sydney", "Pacific/Auckland", "America/Sao_Paulo",
    "America/Halifax", "America/Toronto", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "UTC",
)  # fmt: skip

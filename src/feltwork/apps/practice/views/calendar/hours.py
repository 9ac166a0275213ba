"""The week, one hour, and the hours of one client."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions.appointments import shifted, wall_of
from feltwork.apps.practice.actions.calendars import reminder_text, why_no_reminder
from feltwork.apps.practice.forms.calendar import BookForm, MoveForm
from feltwork.apps.practice.models import Appointment
from feltwork.apps.practice.permissions import TREATING, Sight
from feltwork.apps.practice.queries.calendar import (
    Hour,
    appointments_of,
    calendar_text,
    days_of,
    hour_of,
    link_of,
    next_appointment,
    zone_words,
)
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.views.door import file_or_404, practice_page
from feltwork.apps.ui.words import date_words

LISTED = 28  # days
BOOKERS = TREATING | {Sight.ASSISTANT}
State = Appointment.State


@access("practitioner", "assistant", methods=("GET",))
@practice_page
def calendar(request: Request) -> HttpResponse:
    """A week, day by day, or four weeks as a list."""
    zone = request.user.time_zone or request.school.time_zone
    today = timezone.localdate(timezone.now(), ZoneInfo(zone))
    on = _day(request.GET.get("on", ""), today)
    as_list = request.GET.get("as") == "list"
    length = LISTED if as_list else 7
    first = on if as_list else on - timedelta(days=on.weekday())
    days = days_of(request.user, request.roles, first, length, zone, timezone.now())
    context = {
        "days": [day for day in days if day.hours] if as_list else days,
        "as_list": as_list,
        "today": today,
        "first": first,
        "last": first + timedelta(days=length - 1),
        "before": first - timedelta(days=length),
        "after": first + timedelta(days=length),
        "zone": zone_words(zone),
        "is_assistant": "assistant" in request.roles,
    }
    return render(request, "practice/calendar/week.html", context)


@access("practitioner", "assistant", methods=("GET",))
@practice_page
def client_calendar(request: Request, uuid: UUID) -> HttpResponse:
    """What is to come with one client, and what was."""
    file = file_or_404(request, uuid, "calendar", sights=BOOKERS)
    now = timezone.now()
    coming = appointments_of(file, now)
    context = {
        "file": file,
        "coming": coming,
        "past": appointments_of(file, now, past=True),
        "here": "calendar",
        "why_not": why_no_reminder(file.client, file.identity),
        "reminder": _reminder(file, coming),
    }
    return render(request, "practice/calendar/client.html", context)


@access("practitioner", "assistant", methods=("GET",))
@practice_page
def client_next(request: Request, uuid: UUID) -> HttpResponse:
    """The part of the file's first page that says when one meets next."""
    file = file_or_404(request, uuid, "calendar", sights=BOOKERS, note=False)
    context = {"file": file, "next": next_appointment(file.client, timezone.now())}
    return render(request, "practice/calendar/next.html", context)


@access("practitioner", "assistant")
@practice_page
def book(request: Request, uuid: UUID) -> HttpResponse:
    """A new hour, or a series."""
    file = file_or_404(request, uuid, "calendar", sights=BOOKERS)
    zone = request.school.time_zone
    start = {"zone": zone, "on": _day(request.GET.get("on", ""), timezone.localdate() + timedelta(days=7))}
    form = BookForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.book(
                file=file,
                local=form.local,
                zone=given["zone"],
                minutes=given["minutes"],
                mode=given["mode"],
                link=given["link"],
                rule=form.rule,
                until=given["until"],
                second=form.second,
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as wrong:
            _add(form, wrong)
        else:
            words = _("Booked.") if len(made) == 1 else _("Booked: a series of %(number)s.") % {"number": len(made)}
            messages.success(request, words)
            _tell_shifted(request, made)
            return redirect("practice:client-calendar", school=request.school.slug, uuid=uuid)
    context = {
        "file": file, "form": form, "zones": sorted(available_timezones()), "zone": zone_words(zone),
        "here": "calendar",
    }  # fmt: skip
    return render(request, "practice/calendar/book.html", context)


@access("practitioner", "assistant")
@practice_page
def appointment(request: Request, uuid: UUID) -> HttpResponse:
    """One hour: move it, call it off, say that it took place, begin its record."""
    file, row = _appointment(request, uuid)
    local = wall_of(row)
    start = {
        "on": local.date(),
        "begins": local.time(),
        "minutes": int((row.ends_at - row.starts_at).total_seconds() // 60),
        "mode": row.mode,
        "link": link_of(file, row),
        "span": "this",
    }
    form = MoveForm(request.POST or None, initial=start, has_series=row.series_id is not None, zone=row.zone)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.move(
                file=file,
                appointment=row,
                local=form.local,
                minutes=given["minutes"],
                mode=given["mode"],
                link=given["link"],
                span=given.get("span", "this"),
                second=form.second,
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as wrong:
            _add(form, wrong)
        else:
            messages.success(request, _("Kept."))
            return redirect("practice:client-calendar", school=request.school.slug, uuid=file.client.uuid)
    context: dict[str, Any] = {
        "file": file,
        "row": row,
        "form": form,
        "hour": hour_of(row),
        "theirs": _on_their_clock(file, row),
        "link": start["link"],
        "is_past": row.starts_at <= timezone.now(),
        "may_write": file.sight in TREATING,
        "here": "calendar",
    }
    return render(request, "practice/calendar/hour.html", context)


@access("practitioner", "assistant", methods=("POST",))
@practice_page
def cancel(request: Request, uuid: UUID) -> HttpResponse:
    file, row = _appointment(request, uuid)
    span = request.POST.get("span", "this")
    try:
        actions.cancel(
            file=file,
            appointment=row,
            span=span if span in {"following", "all"} else "this",  # type: ignore[arg-type]  # narrowed here
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    else:
        messages.success(
            request, _("Called off. Subscribed calendars are told; the client is not: please let them know.")
        )
    return redirect("practice:client-calendar", school=request.school.slug, uuid=file.client.uuid)


@access("practitioner", "assistant", methods=("POST",))
@practice_page
def kept(request: Request, uuid: UUID) -> HttpResponse:
    """It took place, or not."""
    file, row = _appointment(request, uuid)
    try:
        actions.mark_kept(
            file=file, appointment=row, kept=request.POST.get("kept") == "yes", by=request.user, at=timezone.now()
        )
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    else:
        messages.success(request, _("Kept."))
    return redirect("practice:client-calendar", school=request.school.slug, uuid=file.client.uuid)


@access("practitioner", methods=("POST",))
@practice_page
def begin(request: Request, uuid: UUID) -> HttpResponse:
    """The record of this hour; asked twice, it is the same one."""
    file, row = _appointment(request, uuid)
    try:
        record = actions.start_record(
            file=file,
            starts_at=row.starts_at,
            zone=row.zone,
            mode=row.mode,
            by=request.user,
            at=timezone.now(),
            appointment=row,
        )
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
        return redirect("practice:appointment", school=request.school.slug, uuid=uuid)
    return redirect("practice:record", school=request.school.slug, uuid=record.uuid)


@access("practitioner", "assistant", "client", methods=("GET",))
@practice_page
def download(request: Request, uuid: UUID) -> HttpResponse:
    """One hour as a file for a calendar, under a neutral word; also for the client."""
    _file, row = _appointment(request, uuid, sights=BOOKERS | {Sight.CLIENT, Sight.GUARDIAN})
    response = HttpResponse(calendar_text([row], _("Busy")), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def _appointment(request: Request, uuid: UUID, *, sights: Collection[Sight] = BOOKERS) -> tuple[OpenFile, Appointment]:
    row = Appointment.objects.select_related("client", "series", "clinician", "record").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return file_or_404(request, row.client.uuid, "calendar", sights=sights), row


def _tell_shifted(request: Request, rows: list[Appointment]) -> None:
    """A series may come to a day on which clocks skip its hour: said, not guessed."""
    for row in shifted(rows):
        words = _("On %(day)s clocks are put forward over that time: the hour is at %(time)s then.")
        local = wall_of(row)
        messages.warning(request, words % {"day": date_words(local), "time": f"{local:%H:%M}"})


def _reminder(file: OpenFile, coming: list[Hour]) -> str:
    """How a reminder would read, for the next hour or one in a week."""
    zone = file.client.school.time_zone
    row = coming[0].row if coming else Appointment(starts_at=timezone.now() + timedelta(days=7), zone=zone)
    return reminder_text(str(file.identity.get("reminder_words", "")), row, str(file.identity.get("time_zone", "")))


def _on_their_clock(file: OpenFile, row: Appointment) -> dict[str, Any] | None:
    """What the client's clock shows, where it is another than that of the hour."""
    zone = str(file.identity.get("time_zone", ""))
    try:
        there = row.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if zone else wall_of(row)
    except (KeyError, ValueError):  # a zone that was written by hand
        return None
    return None if there == wall_of(row) else {"at": there, "place": zone_words(zone)}


def _add(form: Any, wrong: ValidationError) -> None:
    """Each sentence next to its field."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for name, errors in wrong.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _day(text: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2100 else otherwise

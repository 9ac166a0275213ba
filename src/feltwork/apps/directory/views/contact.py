"""A first message, without an account: written on somebody's page, followed by a link that only its sender has."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import TooMany, limit
from feltwork.apps.accounts.links import hash_of
from feltwork.apps.directory import queries
from feltwork.apps.directory.actions.calling import call_off, take_call
from feltwork.apps.directory.actions.inquiries import extend_inquiry, send_inquiry, withdraw_inquiry
from feltwork.apps.directory.forms.contact import WriteForm, zones
from feltwork.apps.directory.invitation import calendar_of
from feltwork.apps.directory.models import Booking, Inquiry, Profile
from feltwork.apps.directory.others import others_for
from feltwork.apps.directory.puzzle import new_puzzle
from feltwork.apps.directory.queries.calls import HELD, call_of, days_offered, may_book, offered, why_no_call
from feltwork.apps.directory.queries.contact import is_farewell, sent_by, steps_of
from feltwork.apps.directory.sealed import open_box
from feltwork.apps.directory.views.open import PAGES, counted_as, managed, missed, slowed, unlisted
from feltwork.apps.directory.views.profiles import shown
from feltwork.apps.directory.views.writing import write_context

TO_ONE_ADDRESS = "6/d"


@access("anyone")
@unlisted
def write(request: Request, slug: str) -> HttpResponse:
    """The form by itself; POST sends it, and the same form sent again leads to the same page."""
    limit(request, "directory.write_page", per_address=PAGES)
    with scopes_disabled():  # a public page; the profile names its school
        profile = shown(slug)
        if profile is None:
            raise missed(request)
        form = WriteForm(request.POST or None, profile=profile)
        status = 200
        if request.method == "POST" and form.is_valid():
            token, status = _send(request, form, profile)
            if token:
                return redirect("directory:sent", token)
        context = {"profile": profile, "write": write_context(profile) | {"form": form}}
        return render(request, "directory/write.html", context, status=status)


@access("anyone", methods=("GET",))
def puzzle(request: Request) -> HttpResponse:
    """A sum for the browser, worked out while the form is written."""
    limit(request, "directory.puzzle", per_address="60/h")
    return JsonResponse(new_puzzle(timezone.now()))


@access("anyone")
@unlisted
def sent(request: Request, token: str) -> HttpResponse:
    """What happens next, step by step; take it back, keep it longer."""
    if is_farewell(token):
        limit(request, "directory.sent_page", per_address=PAGES)
        return render(request, "directory/sent_farewell.html")
    row = _behind(request, token)
    with scopes_disabled():  # the link names its message
        now = timezone.now()
        if request.method == "POST" and request.POST.get("do") == "withdraw":
            if not request.POST.get("sure"):
                return render(request, "directory/sent_withdraw.html", {"token": token, "inquiry": row})
            withdraw_inquiry(inquiry=row, at=now)
            return redirect("directory:sent", token)
        if request.method == "POST" and request.POST.get("do") == "extend":
            managed(request, lambda: extend_inquiry(inquiry=row, at=now))
            return redirect("directory:sent", token)
        if row.is_gone:
            return render(request, "directory/sent_gone.html", {"inquiry": row})
        return render(request, "directory/sent.html", _sent_context(row, token, now))


@access("anyone")
@unlisted
def call(request: Request, token: str) -> HttpResponse:
    """Take one of the times of a free first call, shown on one's own clock, or call it off."""
    if is_farewell(token):
        return redirect("directory:sent", token)
    row = _behind(request, token)
    with scopes_disabled():  # the link names its message
        now = timezone.now()
        if row.is_gone:
            return redirect("directory:sent", token)
        if request.method == "POST":
            limit(request, "directory.take_call", per_address="10/h")
            if request.POST.get("do") == "off":
                for booking in Booking.objects.filter(inquiry=row, state__in=HELD):
                    call_off(booking=booking, by=None, at=now)
                return redirect("directory:sent", token)
            if _take(request, row, now):
                return redirect("directory:sent", token)
        zone = _zone(request, row.profile)
        context = {
            "inquiry": row, "profile": row.profile, "token": token, "zone": zone, "zones": zones(),
            "is_guess": not _asked_zone(request), "may_book": may_book(row, now),
            "must_wait": why_no_call(row, now) == "wait",
            "days": days_offered(row.profile, zone, now) if may_book(row, now) else [],
        }  # fmt: skip
        return render(request, "directory/sent_call.html", context)


@access("anyone", methods=("GET",))
@unlisted
def calendar(request: Request, token: str) -> HttpResponse:
    """The time for one's own calendar: nothing in it but the time."""
    row = _behind(request, token)
    with scopes_disabled():  # the link names its message
        booking = call_of(row)
    if booking is None or row.is_gone:
        raise Http404
    response = HttpResponse(calendar_of(booking), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def _send(request: Request, form: WriteForm, profile: Profile) -> tuple[str, int]:
    """The text of the sender's link; empty, with a status, where the form says why not."""
    once = form.cleaned_data["once"] or "none"
    known = Inquiry.objects.filter(once_hash=hash_of(once), profile=profile).exists() and len(once) >= 20
    try:
        if not known:
            slowed(request, "write", form.cleaned_data["puzzle"])
            whom = counted_as(form.cleaned_data["address"])
            limit(request, "directory.write_from", per_person=TO_ONE_ADDRESS, person=whom)
        if len(once) < 20:
            form.add_error(None, _("Please send it once more: this page was open for very long."))
            return "", 422
        _row, token = send_inquiry(
            profile=profile, shown=form.shown(), withheld=form.withheld(), once=once, at=timezone.now()
        )
    except TooMany:
        form.add_error(
            None,
            _(
                "Many messages came from your connection within an hour, so this one was not sent. What you wrote is "
                "still here: please send it again in an hour, from another connection, or with scripts switched on."
            ),
        )
        return "", 429
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
        return "", 422
    if not token:
        form.add_error(None, _("This message was sent and taken back. Please open the page anew to write another."))
        return "", 409
    return token, 302


def _behind(request: Request, token: str) -> Inquiry:
    limit(request, "directory.sent_page", per_address=PAGES)
    row = sent_by(token)
    if row is None:
        raise missed(request)
    return row


def _sent_context(row: Inquiry, token: str, now: datetime) -> dict[str, Any]:
    steps = steps_of(row, now)
    declined = row.answer in (Inquiry.Answer.NOT_NOW, Inquiry.Answer.CANNOT)
    booking = call_of(row)
    wants_others = declined or steps.is_silent
    return {
        "inquiry": row,
        "profile": row.profile,
        "token": token,
        "steps": steps,
        "figures": queries.shown_figures_of(row.profile, now),
        "booking": booking,
        "is_call_on": booking is not None and booking.state in HELD and booking.ends_at > now,
        "may_book": may_book(row, now) and bool(offered(row.profile, now)),
        "must_wait": why_no_call(row, now) == "wait",
        "others": others_for(row.profile, open_box(row, "shown"), now) if wants_others else [],
        "wants_others": wants_others,
    }


def _take(request: Request, row: Inquiry, now: datetime) -> bool:
    moment = parse_datetime(request.POST.get("starts_at", "")) if request.POST.get("starts_at") else None
    if moment is None or timezone.is_naive(moment):
        messages.error(request, _("Please choose one of the times."))
        return False
    zone = _zone(request, row.profile)
    return managed(request, lambda: take_call(inquiry=row, starts_at=moment, zone=zone, at=now))


def _asked_zone(request: Request) -> str:
    asked = request.POST.get("zone") or request.GET.get("zone") or ""
    return asked if asked in available_timezones() else ""


def _zone(request: Request, profile: Profile) -> str:
    terms = getattr(profile, "call_terms", None)
    return _asked_zone(request) or (terms.zone if terms else profile.school.time_zone)

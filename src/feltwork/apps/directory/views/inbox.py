"""A clinician's first messages: read without a name, answered in one click, blocked in silence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.directory import queries
from feltwork.apps.directory.actions.answering import answer_inquiry, block_sender, close_inquiry, see_inquiry, unblock
from feltwork.apps.directory.actions.calling import Hours, agree_to_call, call_off, set_call_hours, set_call_terms
from feltwork.apps.directory.forms.contact import zones
from feltwork.apps.directory.forms.inbox import (
    AnswerForm,
    BlockForm,
    CallTermsForm,
    DayForm,
    WeekForm,
    span_text,
    week_text,
)
from feltwork.apps.directory.models import Booking, CallHours, CallTerms, Inquiry, Profile
from feltwork.apps.directory.queries.calls import HELD, calls_of, days_offered
from feltwork.apps.directory.queries.contact import arrived, blocks_of, contact_of, inbox, visible_inquiries
from feltwork.apps.directory.sealed import KeyStoreError
from feltwork.apps.directory.views.desk import own, put_errors
from feltwork.apps.directory.views.open import managed
from feltwork.apps.schools.queries import date_at


@access("signed_in", methods=("GET",), second_factor=True)
def inquiries(request: Request) -> HttpResponse:
    """All of them, the longest waiting first."""
    profile, now = own(request), timezone.now()
    context = {
        "profile": profile,
        "rows": inbox(profile, now),
        "calls": calls_of(profile, now),
        "figures": queries.figures_of(profile, now),
        "policy": queries.policy_of(profile.school),
    }
    return render(request, "directory/desk/inquiries.html", context)


@access("signed_in", second_factor=True)
def inquiry(request: Request, uuid: UUID) -> HttpResponse:
    """One message. Before a yes there is no name and no address on this page, nor anywhere behind it."""
    profile, now = own(request), timezone.now()
    row = visible_inquiries(profile).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    form = AnswerForm(request.POST if request.POST.get("do") == "answer" else None)
    if request.method == "POST":
        done = _act(request, row, form)
        if done is not None:
            return done
    row = see_inquiry(inquiry=row, by=request.user, at=now)
    shown = arrived(row)
    if shown is None:
        raise Http404
    context = {"profile": profile, "inquiry": row, "shown": shown, "form": form, "blocking": BlockForm(prefix="block")}
    if row.answer == Inquiry.Answer.YES and row.state == Inquiry.State.ANSWERED:
        try:
            context["contact"] = contact_of(row)
        except KeyStoreError:
            raise Http404 from None
        record_view("directory.see_contact", by=request.user, at=now, subject=row)
    return render(request, "directory/desk/inquiry.html", context)


@access("signed_in", second_factor=True)
def blocks(request: Request) -> HttpResponse:
    """Whom one blocked: a day and one's own word. POST takes one away."""
    profile = own(request)
    if request.method == "POST":
        row = next((one for one in blocks_of(profile) if str(one.uuid) == request.POST.get("block")), None)
        if row is None:
            raise Http404
        unblock(block=row, by=request.user, at=timezone.now())
        messages.success(request, _("Taken away. Later messages from there arrive again."))
        return redirect("directory-desk:blocks", school=request.school.slug)
    return render(request, "directory/desk/blocks.html", {"profile": profile, "blocks": blocks_of(profile)})


@access("signed_in", second_factor=True)
def slots(request: Request) -> HttpResponse:
    """When a free first call could be: terms, hours of the week, other days."""
    profile = own(request)
    known = CallTerms.objects.filter(profile=profile).first()
    do = request.POST.get("do", "")
    rows = list(CallHours.objects.filter(profile=profile))
    policy = queries.policy_of(profile.school)
    terms = CallTermsForm(request.POST if do == "terms" else None, initial=_terms(profile, known, policy))
    week = WeekForm(request.POST if do == "week" else None, initial=week_text(rows))
    day = DayForm(request.POST if do == "day" else None)
    if request.method == "POST" and _change(request, profile, rows, terms, week, day):
        messages.success(request, _("Kept."))
        return redirect("directory-desk:slots", school=request.school.slug)
    zone = known.zone if known else profile.school.time_zone
    context = {
        "profile": profile, "terms": terms, "week": week, "day": day, "zones": zones(), "zone": zone,
        "policy": policy, "is_on": bool(known and known.is_on and profile.free_call_minutes),
        "days": days_offered(profile, zone, timezone.now()), "exceptions": _exceptions(profile, rows),
    }  # fmt: skip
    return render(request, "directory/desk/slots.html", context)


def _act(request: Request, row: Inquiry, form: AnswerForm) -> HttpResponse | None:
    """What was asked for, and where to go then; None where the page says why not."""
    do, now, by = request.POST.get("do", ""), timezone.now(), request.user
    back = redirect("directory-desk:inquiry", school=request.school.slug, uuid=row.uuid)
    inbox_ = redirect("directory-desk:inquiries", school=request.school.slug)
    if do == "answer":
        if not form.is_valid():
            return None
        try:
            answer_inquiry(inquiry=row, by=by, at=now, **form.cleaned_data)
        except ValidationError as wrong:
            put_errors(form, wrong)
            return None
        messages.success(request, _("Answered. They read it on their page."))
        return back
    if do == "close":
        return inbox_ if managed(request, lambda: close_inquiry(inquiry=row, by=by, at=now)) else back
    if do == "block":
        words = request.POST.get("block-words", "")[:60]
        if not managed(request, lambda: block_sender(inquiry=row, words=words, by=by, at=now)):
            return back
        messages.success(request, _("You see nothing more from there. Nobody is told."))
        return inbox_
    booking = Booking.objects.filter(inquiry=row, state__in=HELD).first()
    if booking is not None and do == "agree":
        managed(request, lambda: agree_to_call(booking=booking, by=by, at=now))
    elif booking is not None and do == "off":
        managed(request, lambda: call_off(booking=booking, by=by, at=now))
    return back


def _change(
    request: Request, profile: Profile, rows: list[CallHours], terms: CallTermsForm, week: WeekForm, day: DayForm
) -> bool:
    do, by, now = request.POST.get("do", ""), request.user, timezone.now()
    kept = [Hours(row.weekday, row.on, row.begins, row.ends) for row in rows]
    form: Any = {"terms": terms, "week": week, "day": day}.get(do)
    if form is not None and not form.is_valid():
        return False
    try:
        if do == "terms":
            set_call_terms(profile=profile, by=by, at=now, **terms.cleaned_data)
            return True
        if do == "week":
            hours = [one for one in kept if one.on is not None] + week.hours
        elif do == "day":
            hours = [one for one in kept if one.on != day.cleaned_data["on"]] + day.hours()
        else:
            hours = [one for one in kept if one.on is None or one.on.isoformat() != request.POST.get("forget")]
        set_call_hours(profile=profile, hours=hours, by=by, at=now)
    except ValidationError as wrong:
        put_errors(form or week, wrong)
        return False
    return True


def _terms(profile: Profile, known: CallTerms | None, policy: Any) -> dict[str, Any]:
    return {
        "is_on": bool(known and known.is_on),
        "minutes": profile.free_call_minutes or min(15, policy.free_call_minutes),
        "way": known.way if known else CallTerms.Way.REQUEST,
        "notice_hours": known.notice_hours if known else 24,
        "zone": known.zone if known else profile.school.time_zone,
    }


def _exceptions(profile: Profile, rows: list[CallHours]) -> list[dict[str, Any]]:
    today = date_at(profile.school, timezone.now())
    days: dict[Any, list[str]] = {}
    for row in rows:
        if row.on is not None and row.on >= today:
            days.setdefault(row.on, [])
            if row.begins and row.ends:
                days[row.on].append(span_text(row.begins, row.ends))
    return [{"on": on, "spans": ", ".join(spans)} for on, spans in sorted(days.items())]

"""Who was there: the list, one person, the code on the screen, and marking oneself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request, access, is_signed_in
from feltwork.apps.accounts.limits import limit
from feltwork.apps.schools.models import Attendance, Enrolment
from feltwork.apps.seminars import actions, codes
from feltwork.apps.seminars.actions.attendance import EARLY, LATE
from feltwork.apps.seminars.forms.attendance import CodeForm, ListForm, MarkForm
from feltwork.apps.seminars.models import CheckIn, Meeting
from feltwork.apps.seminars.permissions import can_read_feedback
from feltwork.apps.seminars.queries.people import marks_of, people_of, place_at, places_on_list
from feltwork.apps.seminars.queries.rules import rules_of, size_fault
from feltwork.apps.seminars.queries.seminars import meetings_of, when
from feltwork.apps.seminars.queries.visitors import visitors_on
from feltwork.apps.seminars.views.going import go, kept_meeting, refuse
from feltwork.apps.ui.acts import done

SEEN = "seminars-seen"
SEEN_FOR = timedelta(minutes=10)  # long enough to sign in on a phone


@access("faculty", "registrar", "admin", "provider")
def attendance(request: Request, uuid: UUID) -> HttpResponse:
    """One meeting: a row for each person, all kept at once."""
    meeting = kept_meeting(request, uuid)
    people = people_of(meeting)
    is_ahead = timezone.now() < meeting.starts_at - EARLY
    had_code = meeting.checkin_opened_at is not None
    form = ListForm(request.POST or None, people=people, is_ahead=is_ahead, had_code=had_code)
    if request.method == "POST" and not people:
        return go(request, "attendance", uuid=uuid)
    changed = done(form, actions.keep_list, meeting=meeting, by=request.user, at=timezone.now())
    if changed is not None:
        return go(request, "attendance", uuid=uuid, words=_kept(0 if changed is True else changed))
    return render(request, "seminars/attendance.html", _list_facts(request, meeting, people, form, is_ahead))


def _list_facts(request: Request, meeting: Meeting, people: Any, form: ListForm, is_ahead: bool) -> dict[str, Any]:
    seminar, now, rules = meeting.seminar, timezone.now(), rules_of(request.school)
    there = sum(person.state == Attendance.State.ATTENDED for person in people)
    siblings = [when(one, seminar.zone) for one in meetings_of(seminar)]
    return {
        "meeting": meeting,
        "seminar": seminar,
        "date": when(meeting, seminar.zone),
        "form": form,
        "rows": [(person, form[str(person.uuid)]) for person in people],
        "siblings": siblings,
        "is_ahead": is_ahead,
        "there": there,
        "checked_in": sum(person.checked_in_at is not None for person in people),
        "can_show_code": meeting.starts_at - EARLY <= now <= meeting.ends_at + LATE and meeting.cancelled_at is None,
        "size_fault": size_fault(rules, there) if seminar.is_consultation and meeting.kept_at else "",
        "rules": rules,
        "reads_feedback": can_read_feedback(request.user, request.roles, seminar),
        "visitors": visitors_on(meeting),
        "here": "desk",
    }


@access("faculty", "registrar", "admin", "provider")
def attendance_one(request: Request, uuid: UUID, enrolment: UUID) -> HttpResponse:
    """One person's date: also made up on another day."""
    meeting = kept_meeting(request, uuid)
    places = places_on_list(meeting).select_related("student", "cohort", "school").distinct()
    place: Enrolment = get_object_or_404(places, uuid=enrolment)
    mark = marks_of(meeting).get(place.pk)
    initial = {"state": mark.state, "made_up_on": mark.made_up_on} if mark else {}
    form = MarkForm(request.POST or None, initial=initial)
    if done(form, actions.mark_one, meeting=meeting, enrolment=place, by=request.user, at=timezone.now()):
        return go(request, "attendance", uuid=uuid, words=_kept(1))
    facts = {"meeting": meeting, "seminar": meeting.seminar, "date": when(meeting, meeting.seminar.zone)}
    return render(request, "seminars/attendance_one.html", {**facts, "place": place, "form": form, "mark": mark})


@access("faculty", "registrar", "admin", "provider")
def screen(request: Request, uuid: UUID) -> HttpResponse:
    """The code for the wall. What htmx asks for again is the part that changes."""
    meeting, now = kept_meeting(request, uuid), timezone.now()
    if request.method == "POST":
        act = actions.close_check_in if request.POST.get("do") == "close" else actions.open_check_in
        try:
            act(meeting=meeting, by=request.user, at=now)
        except ValidationError as refused:
            refuse(request, refused)
            return go(request, "attendance", uuid=uuid)
        return go(request, "attendance" if request.POST.get("do") == "close" else "screen", uuid=uuid)
    template = "seminars/screen.html" + ("#now" if request.htmx else "")
    return render(request, template, _screen_facts(meeting, now))


def _screen_facts(meeting: Meeting, now: datetime) -> dict[str, Any]:
    code = codes.code_of(meeting, now)
    address = settings.BASE_URL + _address(meeting, code) if code else ""
    people = places_on_list(meeting).filter(state="active").distinct().count()
    return {
        "meeting": meeting,
        "seminar": meeting.seminar,
        "date": when(meeting, meeting.seminar.zone),
        "code": codes.spaced(code),
        "typed_at": settings.BASE_URL + reverse("seminars:here", kwargs={"school": meeting.school.slug}),
        "picture": segno.make(address, error="m").svg_data_uri(scale=8, border=2) if code else "",
        "people": people,
        "here_now": CheckIn.objects.filter(meeting=meeting).count(),
    }


def _address(meeting: Meeting, code: str) -> str:
    return reverse("seminars:here-code", kwargs={"school": meeting.school.slug, "code": code})


@access("student")
def here(request: Request) -> HttpResponse:
    """Type the code that is on the screen."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return go(request, "here-code", code=codes.plain(form.cleaned_data["code"]) or "-")
    return render(request, "seminars/here.html", {"form": form})


@access("anyone")
def here_code(request: Request, code: str) -> HttpResponse:
    """Where the picture on the screen leads: a button, and nothing happens before it is pressed.

    A phone that is not signed in looks at the code first and signs in then; the code stays good for this browser.
    """
    limit(request, "seminars.here", per_person="40/10m", per_address="600/10m")
    now = timezone.now()
    meeting = _look(request, code, now)
    if not is_signed_in(request):
        return redirect_to_login(request.get_full_path())
    if not request.roles:
        raise Http404
    place = place_at(meeting, request.user) if meeting else None
    facts: dict[str, Any] = {"meeting": meeting, "place": place, "problem": "", "is_here": False}
    if meeting is not None:
        facts |= {"seminar": meeting.seminar, "date": when(meeting, meeting.seminar.zone)}
        facts["is_here"] = CheckIn.objects.filter(meeting=meeting, enrolment=place).exists() if place else False
    if request.method == "POST" and meeting is not None and place is not None:
        try:
            actions.check_in(meeting=meeting, enrolment=place, by=request.user, at=now, is_seen=True)
        except ValidationError as refused:
            facts["problem"] = refused.messages[0]
        else:
            return go(request, "here-code", code=code)
    return render(request, "seminars/here_code.html", facts)


def _look(request: Request, code: str, now: datetime) -> Meeting | None:
    """The meeting whose code this is, or was when this browser looked first, at most ten minutes ago."""
    plain = codes.plain(code)
    seen: dict[str, list[str]] = request.session.get(SEEN, {})
    rows = Meeting.objects.filter(checkin_opened_at__isnull=False, ends_at__gt=now - LATE - timedelta(hours=1))
    rows = rows.select_related("seminar", "school", "day__module_date")
    for meeting in rows.filter(checkin_closed_at=None):
        if codes.is_valid(meeting, plain, now):
            if plain not in seen:
                request.session[SEEN] = {**_fresh(seen, now), plain: [str(meeting.uuid), now.isoformat()]}
            return meeting
    known = _fresh(seen, now).get(plain)
    return rows.filter(uuid=known[0]).first() if known else None


def _fresh(seen: dict[str, list[str]], now: datetime) -> dict[str, list[str]]:
    return {code: one for code, one in seen.items() if now - datetime.fromisoformat(one[1]) <= SEEN_FOR}


def _kept(number: int) -> str:
    if not number:
        return _("Kept. Nothing was different.")
    words = ngettext("Kept: %(n)s mark is new or changed.", "Kept: %(n)s marks are new or changed.", number)
    return words % {"n": number}

"""The list, one seminar, and planning it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import User
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.actions.seats import may_give_back, why_closed
from feltwork.apps.seminars.forms.seminars import CallOffForm, KindForm, ModuleForm, SeminarForm, guests
from feltwork.apps.seminars.models import MakeUp, Meeting, Seat, Seminar, SeminarStaff
from feltwork.apps.seminars.permissions import (
    can_keep,
    can_plan,
    can_read_feedback,
    led_by,
    own_enrolments,
    visible_seminars,
)
from feltwork.apps.seminars.queries import seminars as queries
from feltwork.apps.seminars.queries.clashes import clashes_of
from feltwork.apps.seminars.queries.feedback import has_given, is_open, may_answer
from feltwork.apps.seminars.queries.people import marked_meetings
from feltwork.apps.seminars.views.going import go, refuse, seen
from feltwork.apps.ui.acts import done

SHOWN_OVER = 30  # of what is over, on the list


@access("student", "provider", "faculty", "registrar", "admin", "credentialing", methods=("GET",))
def seminars(request: Request) -> HttpResponse:
    """What is on: one's own first, then what is open, then what is over."""
    now = timezone.now()
    rows = queries.rows(visible_seminars(request.user, request.roles), request.user, now)
    led = set(led_by(request.user).values_list("seminar__uuid", flat=True))
    cohorts = set(own_enrolments(request.user).values_list("cohort", flat=True))
    for row in rows:
        row["is_led"] = row["uuid"] in led
        row["is_own_module"] = row["is_module"] and row["cohort_id"] in cohorts
    coming = [row for row in rows if not row["is_over"] and row["state"] != "cancelled"]
    facts = {
        "own": [row for row in coming if row["mine"] or row["is_led"] or row["is_own_module"]],
        "others": [row for row in coming if not (row["mine"] or row["is_led"] or row["is_own_module"])],
        "over": [row for row in rows if row["is_over"] or row["state"] == "cancelled"][:SHOWN_OVER],
        "can_plan": can_plan(request.roles),
        "is_student": "student" in request.roles,
        "here": "list",
    }
    return render(request, "seminars/list.html", facts)


@access("student", "provider", "faculty", "registrar", "admin", "credentialing", methods=("GET",))
def seminar(request: Request, uuid: UUID) -> HttpResponse:
    """One seminar: what it is, when it meets, and one's own place in it."""
    found, now = seen(request, uuid), timezone.now()
    meetings = queries.meetings_of(found, with_cancelled=True)
    staff = SeminarStaff.objects.filter(seminar=found).select_related("user", "provider").order_by("-role", "pk")
    facts: dict[str, Any] = {
        "seminar": found,
        "dates": [queries.when(one, found.zone) for one in meetings],
        "staff": staff,
        "taken": queries.taken(found),
        "waiting": Seat.objects.filter(seminar=found, state=Seat.State.WAITING).count(),
        "can_keep": can_keep(request.user, request.roles, found),
        "reads_feedback": can_read_feedback(request.user, request.roles, found),
        "here": "page",
        "now": now,
    }
    return render(request, "seminars/seminar.html", {**facts, **_own(request.user, found, meetings)})


def _own(user: User, found: Seminar, meetings: list[Meeting]) -> dict[str, Any]:
    """What a student finds about themselves on the page; nothing for others."""
    now = timezone.now()
    places = list(own_enrolments(user).select_related("cohort", "school"))
    if not places:
        return {"place": None}
    rows = Seat.objects.filter(seminar=found, enrolment__in=places).select_related("enrolment").order_by("pk")
    seats = list(rows)
    seat = next((one for one in reversed(seats) if one.ended_at is None), None)
    own_module = next((one for one in places if found.is_module and one.cohort_id == found.cohort_id), None)
    may = list(queries.may_come(found, own_enrolments(user).filter(state="active")))
    place = seat.enrolment if seat else (own_module or (may[0] if may else None))
    comes = own_module is not None or (seat is not None and seat.state == Seat.State.SEATED)
    marks = marked_meetings(meetings, [place.pk]) if place else {}
    make_ups = MakeUp.objects.filter(meeting__seminar=found, enrolment__in=places)
    return {
        "place": place,
        "seat": seat,
        "before": seats[-1] if seats and seat is None else None,
        "number": _number(seat),
        "own_module": own_module,
        "comes": comes,
        "shows_links": comes,
        "why_closed": why_closed(found, now),
        "may_sign_up": bool(may) and not (found.is_module and not found.capacity) and own_module is None,
        "may_give_back": may_give_back(found, now),
        "marks": {meeting: state for (meeting, _enrolment), state in marks.items()},
        "checks_in": any(one.is_checking_in for one in meetings) and comes,
        "make_ups": list(make_ups.exclude(state="dropped").select_related("meeting").order_by("due_on")),
        "asks_feedback": _asks_feedback(found, place, now),
        "clashes": clashes_of(user, found, now) if seat or may else [],
    }


def _asks_feedback(found: Seminar, place: Any, now: Any) -> bool:
    return bool(place and is_open(found, now) and may_answer(found, place) and not has_given(found, place))


def _number(seat: Seat | None) -> int:
    """Which in the waiting list, from 1 on; 0 for a place."""
    if seat is None or seat.state != Seat.State.WAITING:
        return 0
    rows = Seat.objects.filter(seminar=seat.seminar_id, state=Seat.State.WAITING).order_by("asked_at", "pk")
    return list(rows.values_list("pk", flat=True)).index(seat.pk) + 1


@access("faculty", "registrar", "admin", methods=("GET",))
def new(request: Request) -> HttpResponse:
    """Which kind: the form differs."""
    form = KindForm(request.GET if "kind" in request.GET else None)
    if form.is_valid():
        return go(request, "new-kind", kind=form.cleaned_data["kind"])
    return render(request, "seminars/new.html", {"form": form})


@access("faculty", "registrar", "admin")
def new_kind(request: Request, kind: str) -> HttpResponse:
    """Plan one of that kind."""
    if kind not in Seminar.Kind.values:
        raise Http404
    data = request.POST or None
    form = ModuleForm(data) if kind == Seminar.Kind.MODULE else SeminarForm(data, kind=kind)
    given = {"school": request.school, "kind": kind, "by": request.user, "at": timezone.now()}
    made = done(form, actions.plan_seminar, **given)
    if made:
        words = _("Planned. Nobody sees it until it is opened.")
        return go(request, "desk" if made.is_module else "meeting-new", uuid=made.uuid, words=words)
    facts = {"form": form, "kind": kind, "kind_words": Seminar.Kind(kind).label}
    return render(request, "seminars/form.html", facts)


@access("faculty", "registrar", "admin")
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change what was planned."""
    found = seen(request, uuid)
    initial = {name: getattr(found, name) for name in SeminarForm.base_fields} | {
        "own_questions": "\n".join(found.own_questions)
    }
    form = SeminarForm(request.POST or None, kind=found.kind, seminar=found, initial=initial)
    if found.is_module:
        guests(form.fields["capacity"])
    if done(form, actions.change_seminar, seminar=found, by=request.user, at=timezone.now()):
        return go(request, "desk", uuid=uuid, words=_("Kept."))
    facts = {"form": form, "seminar": found, "kind": found.kind, "kind_words": Seminar.Kind(found.kind).label}
    return render(request, "seminars/form.html", facts)


@access("faculty", "registrar", "admin", methods=("POST",))
def open_it(request: Request, uuid: UUID) -> HttpResponse:
    """Show it to those it is for."""
    try:
        actions.open_seminar(seminar=seen(request, uuid), by=request.user, at=timezone.now())
    except ValidationError as refused:
        refuse(request, refused)
        return go(request, "desk", uuid=uuid)
    return go(request, "desk", uuid=uuid, words=_("It is open. Those it is for find it on their pages."))


@access("faculty", "registrar", "admin")
def call_off(request: Request, uuid: UUID) -> HttpResponse:
    """Call all of it off, once somebody has read what that means."""
    found = seen(request, uuid)
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if done(form, actions.call_off, seminar=found, by=request.user, at=timezone.now()):
        return go(request, "list", words=_("Called off. Whoever had a place or waited was told."))
    people = queries.people_expected(found)
    return render(request, "seminars/call_off.html", {"form": form, "seminar": found, "people": people})

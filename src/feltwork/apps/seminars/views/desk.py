"""The people of one seminar: places, the waiting list, trainers and assistants, dates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import Enrolment, Provider
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.actions.meetings import is_marked
from feltwork.apps.seminars.actions.visitors import KINDS
from feltwork.apps.seminars.forms.seminars import MeetingForm, PersonForm, StaffForm
from feltwork.apps.seminars.models import Seat, Seminar, SeminarStaff
from feltwork.apps.seminars.permissions import can_plan, can_read_feedback, own_enrolments
from feltwork.apps.seminars.queries import rules
from feltwork.apps.seminars.queries import seminars as queries
from feltwork.apps.seminars.queries.clashes import clashes_of
from feltwork.apps.seminars.queries.people import seats_of
from feltwork.apps.seminars.queries.visitors import open_visitors
from feltwork.apps.seminars.views.going import go, kept, kept_meeting, refuse, seen
from feltwork.apps.ui.acts import done

State = Seat.State


@access("faculty", "registrar", "admin", "provider", methods=("GET",))
def desk(request: Request, uuid: UUID) -> HttpResponse:
    """Everything about a seminar for whoever leads, assists or plans."""
    return _desk(request, kept(request, uuid))


@access("faculty", "registrar", "admin")
def staff_add(request: Request, uuid: UUID) -> HttpResponse:
    """Name a trainer or an assistant."""
    found = kept(request, uuid)
    form = StaffForm(request.POST or None, choices=_choices(request, found))
    if form.is_valid():
        given = _somebody(form.cleaned_data["who"])
        facts = {"role": form.cleaned_data["role"], "by": request.user, "at": timezone.now()}
        row = actions.add_staff(seminar=found, **given, **facts)
        return go(request, "desk", uuid=uuid, words=_("%(name)s is named.") % {"name": row.provider or row.user})
    return _desk(request, found, staff_form=form if form.is_bound else None)


@access("faculty", "registrar", "admin", methods=("POST",))
def staff_remove(request: Request, uuid: UUID) -> HttpResponse:
    """They have no part in it any more."""
    row: SeminarStaff = get_object_or_404(SeminarStaff.objects.select_related("seminar"), uuid=uuid)
    try:
        actions.remove_staff(row=row, by=request.user, at=timezone.now())
    except ValidationError as refused:
        refuse(request, refused)
    return go(request, "desk", uuid=row.seminar.uuid)


@access("faculty", "registrar", "admin")
def person_add(request: Request, uuid: UUID) -> HttpResponse:
    """Sign a student up by their mail address."""
    found = kept(request, uuid)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        place = _place_of(found, form.cleaned_data["email"])
        if place is None:
            form.add_error("email", _("Nobody in training here signs in with this address."))
        else:
            try:
                seat = actions.sign_up(seminar=found, enrolment=place, by=request.user, at=timezone.now())
            except ValidationError as refused:
                form.add_error(None, refused)
            else:
                words = _("They have a place and were told.") if seat.state == State.SEATED else _("They wait now.")
                if clashes_of(place.student, found, timezone.now()):
                    clash = _("Something else of theirs is at the same time; their page says what.")
                    words = f"{words} {clash}"
                return go(request, "desk", uuid=uuid, words=words)
    return _desk(request, found, person_form=form if form.is_bound else None)


@access("faculty", "registrar", "admin")
def seat_remove(request: Request, uuid: UUID) -> HttpResponse:
    """Take somebody out, once it was asked again."""
    rows = Seat.objects.select_related("seminar", "enrolment__student").filter(
        state__in=("seated", "waiting", "offered")
    )
    seat: Seat = get_object_or_404(rows, uuid=uuid)
    if request.method == "POST":
        try:
            actions.remove_seat(seat=seat, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(request, refused)
        return go(request, "desk", uuid=seat.seminar.uuid)
    return render(request, "seminars/seat_remove.html", {"seat": seat, "seminar": seat.seminar})


@access("faculty", "registrar", "admin")
def meeting_new(request: Request, uuid: UUID) -> HttpResponse:
    """Add a date; with the second button another one follows."""
    found = kept(request, uuid)
    form = MeetingForm(request.POST or None, initial=_as_before(found))
    if done(form, actions.add_meeting, seminar=found, by=request.user, at=timezone.now()):
        again = "again" in request.POST
        return go(request, "meeting-new" if again else "desk", uuid=uuid, words=_("The date is kept."))
    facts = {"form": form, "seminar": found, "dates": _dates(found)}
    return render(request, "seminars/meeting_form.html", facts)


@access("faculty", "registrar", "admin")
def meeting_edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change time, room or link; whoever comes is told."""
    meeting = kept_meeting(request, uuid)
    row = queries.when(meeting, meeting.seminar.zone)
    initial = {"on": row.starts.date(), "begins": row.starts.time(), "ends": row.ends.time(), "mode": meeting.mode}
    initial |= {"room": meeting.room, "link": meeting.link}
    form = MeetingForm(request.POST or None, initial=initial, is_day=meeting.day_id is not None)
    if done(form, actions.change_meeting, meeting=meeting, by=request.user, at=timezone.now()):
        return go(request, "desk", uuid=meeting.seminar.uuid, words=_("The date is kept."))
    facts = {"form": form, "seminar": meeting.seminar, "meeting": meeting, "date": row}
    return render(request, "seminars/meeting_form.html", {**facts, "can_call_off": _may_fall_out(meeting)})


@access("faculty", "registrar", "admin", methods=("POST",))
def meeting_call_off(request: Request, uuid: UUID) -> HttpResponse:
    """One date falls out."""
    meeting = kept_meeting(request, uuid)
    try:
        actions.call_off_meeting(meeting=meeting, by=request.user, at=timezone.now())
    except ValidationError as refused:
        refuse(request, refused)
    return go(request, "desk", uuid=meeting.seminar.uuid)


@access("student", methods=("POST",))
def sign_up(request: Request, uuid: UUID) -> HttpResponse:
    """Take a place, or one in the waiting list."""
    found = seen(request, uuid)
    places = list(queries.may_come(found, own_enrolments(request.user)).filter(state="active")) or list(
        own_enrolments(request.user)
    )
    if not places:
        return go(request, "seminar", uuid=uuid)
    try:
        seat = actions.sign_up(seminar=found, enrolment=places[0], by=request.user, at=timezone.now())
    except ValidationError as refused:
        refuse(request, refused)
        return go(request, "seminar", uuid=uuid)
    words = _("You have a place.") if seat.state == State.SEATED else _("You are in the waiting list.")
    return go(request, "seminar", uuid=uuid, words=words)


@access("student", methods=("POST",))
def answer(request: Request, uuid: UUID) -> HttpResponse:
    """Yes or no to a place that became free; giving a place back; leaving the list. `do` says which."""
    acts = {"yes": actions.take_up, "no": actions.turn_down, "back": actions.give_back_seat}
    words = {
        "yes": _("You have a place."),
        "no": _("The place goes to the next in the list."),
        "back": _("You have no place here any more."),
    }
    rows = Seat.objects.select_related("seminar").filter(enrolment__student=request.user)
    seat: Seat = get_object_or_404(rows, uuid=uuid)
    do = request.POST.get("do", "")
    if do not in acts:
        return go(request, "seminar", uuid=seat.seminar.uuid)
    try:
        acts[do](seat=seat, by=request.user, at=timezone.now())
    except ValidationError as refused:
        refuse(request, refused)
        return go(request, "seminar", uuid=seat.seminar.uuid)
    return go(request, "seminar", uuid=seat.seminar.uuid, words=words[do])


def _desk(
    request: Request, found: Seminar, staff_form: StaffForm | None = None, person_form: PersonForm | None = None
) -> HttpResponse:  # fmt: skip
    meetings = queries.meetings_of(found)
    settled = rules.rules_of(request.school)
    helpers = rules.helpers_of(found, rules.days_of(meetings, found))
    people = queries.people_expected(found)
    assistants = sum(one.row.role == SeminarStaff.Role.ASSISTANT for one in helpers)
    seats = seats_of(found)
    facts: dict[str, Any] = {
        "seminar": found,
        "dates": _dates(found),
        "helpers": helpers,
        "people": people,
        "ratio": rules.ratio_of(found, people, assistants, settled),
        "rules": settled,
        "seated": [one for one in seats if one.state == State.SEATED],
        "offered": [one for one in seats if one.state == State.OFFERED],
        "waiting": [one for one in seats if one.state == State.WAITING],
        "taken": queries.taken(found),
        "takes_visitors": found.kind in KINDS,
        "visitors": open_visitors(found).count(),
        "size_fault": rules.size_fault(settled, people) if found.is_consultation and meetings else "",
        "staff_form": staff_form or StaffForm(choices=_choices(request, found)),
        "person_form": person_form or PersonForm(),
        "can_plan": can_plan(request.roles),
        "reads_feedback": can_read_feedback(request.user, request.roles, found),
        "here": "desk",
        "now": timezone.now(),
    }
    return render(request, "seminars/desk.html", facts)


def _choices(request: Request, found: Seminar) -> list[rules.Choice]:
    if not can_plan(request.roles):
        return []
    days = rules.days_of(queries.meetings_of(found), found)
    return rules.staff_choices(request.school, days[0] if days else None)


def _somebody(key: str) -> dict[str, Any]:
    """The provider or member that a choice of the form names."""
    kind, _colon, uuid = key.partition(":")
    if kind == "p":
        return {"provider": get_object_or_404(Provider.objects.select_related("user"), uuid=uuid)}
    return {"user": get_object_or_404(User, uuid=uuid)}


def _place_of(found: Seminar, email: str) -> Enrolment | None:
    rows = Enrolment.objects.filter(student__email__iexact=email, state="active")
    return queries.may_come(found, rows).first() or rows.first()


def _dates(found: Seminar) -> list[queries.When]:
    return [queries.when(one, found.zone) for one in queries.meetings_of(found, with_cancelled=True)]


def _as_before(found: Seminar) -> dict[str, Any]:
    """A new date begins with the hours and the room of the last one."""
    meetings = queries.meetings_of(found)
    if not meetings:
        return {}
    last = queries.when(meetings[-1], found.zone)
    return {
        "begins": last.starts.time(),
        "ends": last.ends.time(),
        "mode": last.row.mode,
        "room": last.row.room,
        "link": last.row.link,
    }


def _may_fall_out(meeting: Any) -> bool:
    return meeting.day_id is None and meeting.cancelled_at is None and not is_marked(meeting)

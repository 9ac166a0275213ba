"""Make-up work: setting it, handing it in, deciding."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.forms.attendance import DecideForm, HandInForm, MakeUpForm
from feltwork.apps.seminars.models import MakeUp
from feltwork.apps.seminars.permissions import visible_make_ups
from feltwork.apps.seminars.queries.people import places_on_list
from feltwork.apps.seminars.queries.rules import rules_of
from feltwork.apps.seminars.queries.seminars import when
from feltwork.apps.seminars.views.going import go, kept_meeting, refuse
from feltwork.apps.ui.acts import done

SHOWN_DONE = 30


@access("student", "provider", "faculty", "registrar", "admin", methods=("GET",))
def make_ups(request: Request) -> HttpResponse:
    """What waits to be read, what is to be done, and what was decided last."""
    rows = visible_make_ups(request.user, request.roles)
    waiting = rows.filter(state=MakeUp.State.HANDED_IN).order_by("handed_in_at")
    to_do = rows.filter(state=MakeUp.State.SET).order_by("due_on", "pk")
    decided = rows.filter(state__in=(MakeUp.State.ACCEPTED, MakeUp.State.DROPPED)).order_by("-decided_at")
    facts: dict[str, Any] = {"waiting": waiting, "to_do": to_do, "decided": decided[:SHOWN_DONE], "here": "make-ups"}
    facts |= {"today": date_at(request.school, timezone.now())}
    return render(request, "seminars/make_ups.html", facts)


@access("faculty", "registrar", "admin", "provider")
def make_up_set(request: Request, uuid: UUID, enrolment: UUID) -> HttpResponse:
    """Say what stands in for a meeting that somebody missed."""
    meeting = kept_meeting(request, uuid)
    places = places_on_list(meeting).select_related("student", "cohort", "school").distinct()
    place: Enrolment = get_object_or_404(places, uuid=enrolment)
    before = MakeUp.objects.filter(meeting=meeting, enrolment=place, state__in=("set", "handed_in")).first()
    due = date_at(request.school, timezone.now()) + timedelta(days=rules_of(request.school).make_up_days)
    initial = {"how": before.how, "words": before.words, "due_on": before.due_on} if before else {"due_on": due}
    form = MakeUpForm(request.POST or None, initial=initial)
    if done(form, actions.set_make_up, meeting=meeting, enrolment=place, by=request.user, at=timezone.now()):
        words = _("Set. %(name)s was told.") % {"name": place.student}
        return go(request, "attendance", uuid=uuid, words=words)
    facts = {"meeting": meeting, "seminar": meeting.seminar, "date": when(meeting, meeting.seminar.zone)}
    return render(request, "seminars/make_up_set.html", {**facts, "place": place, "form": form})


@access("student", "provider", "faculty", "registrar", "admin")
def make_up(request: Request, uuid: UUID) -> HttpResponse:
    """One piece of work: the student hands it in, whoever keeps the list decides."""
    row: MakeUp = get_object_or_404(visible_make_ups(request.user, request.roles), uuid=uuid)
    is_own = row.enrolment.student_id == request.user.pk
    initial = {"done_on": row.done_on or date_at(request.school, timezone.now()), "report": row.report}
    form = HandInForm(request.POST or None, initial=initial) if is_own else DecideForm(
        request.POST or None, initial={"done_on": row.done_on}
    )  # fmt: skip
    if request.method == "POST":
        answer = _hand_in(request, row, form) if is_own else _decide(request, row, form)
        if answer is not None:
            return answer
    facts = {"row": row, "is_own": is_own, "form": form, "meeting": row.meeting, "seminar": row.meeting.seminar}
    facts |= {"date": when(row.meeting, row.meeting.seminar.zone), "is_open": row.state in {"set", "handed_in"}}
    return render(request, "seminars/make_up.html", facts)


def _hand_in(request: Request, row: MakeUp, form: HandInForm | DecideForm) -> HttpResponse | None:
    if done(form, actions.hand_in, make_up=row, by=request.user, at=timezone.now()):
        return go(request, "make-up", uuid=row.uuid, words=_("Handed in. Your trainer reads it."))
    return None


def _decide(request: Request, row: MakeUp, form: HandInForm | DecideForm) -> HttpResponse | None:
    given: dict[str, Any] = {"make_up": row, "by": request.user, "at": timezone.now()}
    do = request.POST.get("do", "")
    if do == "drop":
        try:
            actions.drop(**given)
        except ValidationError as refused:
            refuse(request, refused)
        return go(request, "make-ups")
    if not form.is_valid():
        return None
    if do == "back":
        form.cleaned_data.pop("done_on", None)
    if done(form, actions.give_back if do == "back" else actions.accept, **given):
        return go(request, "make-ups", words=_("Kept. The student was told."))
    return None

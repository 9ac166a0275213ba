"""Cohorts: the list, one cohort, its dates, and giving somebody a place in it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.actions import person_for
from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.calendars import calendar_of
from feltwork.apps.schools.forms.cohorts import (
    CohortForm,
    FirstDayForm,
    NewCohortForm,
    ScheduleForm,
    cohort_words,
)
from feltwork.apps.schools.forms.enrolments import EnrolForm
from feltwork.apps.schools.models import Cohort, Mode, Module, ModuleDate
from feltwork.apps.schools.permissions import can_keep_places, can_mark, visible_cohorts
from feltwork.apps.schools.views.going import go
from feltwork.apps.ui.acts import done


@access("registrar", "admin", "credentialing", "faculty", methods=("GET",))
def cohorts(request: Request) -> HttpResponse:
    """All cohorts: those that are still to come or running first, the finished ones folded away."""
    today = queries.date_at(request.school, timezone.now())
    rows = queries.cohort_rows(visible_cohorts(request.user, request.roles), today)
    finished = [row for row in rows if row["last_on"] is not None and row["last_on"] < today]
    facts = {"running": [row for row in rows if row not in finished], "finished": finished, "today": today}
    return render(request, "schools/cohorts.html", {**facts, "can_keep": can_keep_places(request.roles)})


@access("registrar", "admin", "credentialing", "faculty", methods=("GET",))
def cohort(request: Request, uuid: UUID) -> HttpResponse:
    """One cohort: its people and its days."""
    found = _cohort(request, uuid)
    members = queries.cohort_members(found)
    facts = {
        "cohort": found,
        "members": [row for row in members if row["state"] != "withdrawn"],
        "left": [row for row in members if row["state"] == "withdrawn"],
        "taken": sum(row["state"] != "withdrawn" for row in members),
        "modules": queries.planned_modules(found),
        "today": queries.date_at(request.school, timezone.now()),
        "can_keep": can_keep_places(request.roles),
        "can_mark": can_mark(request.roles),
        "sees_places": bool(request.roles - {"faculty"}),
    }
    return render(request, "schools/cohort.html", facts)


@access("registrar", "admin")
def cohort_new(request: Request) -> HttpResponse:
    form = NewCohortForm(request.POST or None)
    made = done(form, actions.create_cohort, by=request.user, at=timezone.now())
    if made:
        return go(request, "cohort", uuid=made.uuid, words=_("%(name)s is planned.") % {"name": made.name})
    return render(request, "schools/cohort_form.html", {"form": form})


@access("registrar", "admin")
def cohort_edit(request: Request, uuid: UUID) -> HttpResponse:
    found = _cohort(request, uuid)
    form = CohortForm(request.POST or None, initial=cohort_words(found))
    if done(form, actions.update_cohort, cohort=found, by=request.user, at=timezone.now()):
        return go(request, "cohort", uuid=uuid, words=_("Kept."))
    return render(request, "schools/cohort_form.html", {"form": form, "cohort": found})


@access("registrar", "admin")
def module_dates(request: Request, uuid: UUID, module: UUID) -> HttpResponse:
    """Schedule a module: first the day it starts on and how many days, then each day with its mode."""
    found = _cohort(request, uuid)
    taught = get_object_or_404(Module, uuid=module, level__programme=found.programme_id)
    dates = ModuleDate.objects.filter(cohort=found, module=taught).first()
    first = _first_day(request, taught)
    form = ScheduleForm(request.POST or None, **_planned(dates, first))
    if done(form, actions.schedule_module, cohort=found, module=taught, by=request.user, at=timezone.now()):
        return go(request, "cohort", uuid=uuid, words=_("The days of %(module)s are kept.") % {"module": taught.name})
    facts = {"cohort": found, "module": taught, "dates": dates, "first": first, "form": form}
    return render(request, "schools/module_dates.html", facts)


@access("registrar", "admin")
def enrol(request: Request, uuid: UUID) -> HttpResponse:
    """Give somebody a place by their mail address; an account is made if there is none."""
    found = _cohort(request, uuid)
    form = EnrolForm(request.POST or None)
    made = done(form, _enrol, cohort=found, by=request.user, at=timezone.now())
    if made:
        words = _("%(name)s has a place and was told by mail.") % {"name": made.student}
        return go(request, "enrolment", uuid=made.uuid, words=words)
    return render(request, "schools/enrol.html", {"form": form, "cohort": found, "taken": queries.taken_places(found)})


@access("registrar", "admin", "credentialing", "faculty", "student", methods=("GET",))
def calendar(request: Request, uuid: UUID) -> HttpResponse:
    """The cohort's days as an iCalendar file."""
    found = _cohort(request, uuid)
    response = HttpResponse(calendar_of(found, at=timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}.ics"'
    return response


def _cohort(request: Request, uuid: UUID) -> Cohort:
    return get_object_or_404(visible_cohorts(request.user, request.roles), uuid=uuid)


def _enrol(*, email: str, name: str, cohort: Cohort, **who: Any) -> Any:
    student = person_for(email=email, name=name)
    return actions.enrol(school=cohort.school, student=student, cohort=cohort, **who)


def _first_day(request: Request, module: Module) -> FirstDayForm:
    asked = request.GET if "first" in request.GET else None
    return FirstDayForm(asked, initial={"number": module.days, "mode": Mode.IN_PERSON})


def _planned(dates: ModuleDate | None, first: FirstDayForm) -> dict[str, Any]:
    """The days that are written down already, else those that follow from the first day asked for."""
    place = {"place": dates.place, "note": dates.note} if dates else {}
    days: list[tuple[date, str]] = list(dates.days.values_list("on", "mode")) if dates else []
    if first.is_bound and first.is_valid():
        days = first.days()
    return {"days": days, **place}

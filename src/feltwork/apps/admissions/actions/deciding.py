"""What the school does: ask back, accept, accept with a condition, refuse, note."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.admissions.actions.steps import need_words, off_the_list, step, taken, wait_for_staff
from feltwork.apps.admissions.models import Application, ApplicationEvent
from feltwork.apps.admissions.notices import remind_of_condition
from feltwork.apps.admissions.permissions import WITH_SCHOOL
from feltwork.apps.admissions.queries import events_of, last_of
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions import enrol
from feltwork.apps.schools.models import Cohort, School
from feltwork.apps.schools.queries import date_at

State = Application.State
Kind = ApplicationEvent.Kind
REMIND_DAYS = 7


@transaction.atomic
def ask(*, application: Application, text: str, by: User, at: datetime, due_on: date | None = None) -> ApplicationEvent:
    """Ask the applicant something; until they answer nothing waits for staff."""
    application = taken(application, State.SUBMITTED)
    need_words(text)
    _need_future(application.school, due_on, at)
    event = step(application, Kind.ASKED, text=text, due_on=due_on, by=by, at=at)
    off_the_list(application, by, at)
    return event


@transaction.atomic
def accept(*, application: Application, cohort: Cohort, by: User, at: datetime, text: str = "") -> Application:
    """Accept into *cohort*, which enrols at once. Raises ValidationError if it is full."""
    application = taken(application, *WITH_SCHOOL)
    _enrol(application, cohort, by, at)
    step(application, Kind.ACCEPTED, text=text, by=by, at=at)
    off_the_list(application, by, at)
    return application


@transaction.atomic
def accept_conditionally(
    *, application: Application, cohort: Cohort, text: str, due_on: date, by: User, at: datetime
) -> Application:
    """Accept for *cohort* once the condition in *text* is met, by *due_on*. Nobody is enrolled yet.

    Doing it again changes the condition or its day.
    """
    application = taken(application, *WITH_SCHOOL, State.CONDITIONAL)
    need_words(text)
    _need_future(application.school, due_on, at)
    _check_programme(application, cohort)
    application.cohort = cohort
    step(application, Kind.CONDITIONAL, text=text, due_on=due_on, by=by, at=at)
    off_the_list(application, by, at)
    return application


@transaction.atomic
def confirm_condition(
    *, application: Application, by: User, at: datetime, cohort: Cohort | None = None, text: str = ""
) -> Application:
    """The condition is met: enrol, in *cohort* if it is another than was agreed."""
    application = taken(application, State.CONDITIONAL)
    chosen = cohort or application.cohort
    if chosen is None:
        raise ValidationError({"cohort": _("Please choose a cohort.")}, code="missing")
    _enrol(application, chosen, by, at)
    step(application, Kind.CONDITION_MET, text=text, by=by, at=at)
    off_the_list(application, by, at)
    return application


@transaction.atomic
def refuse(*, application: Application, text: str, by: User, at: datetime) -> Application:
    """Refuse with a reason that the applicant reads; also when a condition was not met."""
    application = taken(application, *WITH_SCHOOL, State.CONDITIONAL)
    need_words(text)
    step(application, Kind.REFUSED, text=text, by=by, at=at)
    off_the_list(application, by, at)
    return application


@transaction.atomic
def note(*, application: Application, text: str, by: User, at: datetime) -> ApplicationEvent:
    """A note among staff; the applicant never sees it, and nothing moves."""
    need_words(text)
    event = ApplicationEvent.objects.create(
        school=application.school, application=application, kind=Kind.NOTE, text=text.strip(), by=by, at=at
    )
    record("admissions.note", by=by, at=at, subject=application)
    return event


@transaction.atomic
def remind_conditions(*, school: School, at: datetime) -> int:
    """Remind of conditions due within a week, and put overdue ones before staff; returns how many there were.

    Both happen once for each condition, however often this runs.
    """
    today = date_at(school, at)
    found = 0
    waiting = Application.objects.filter(school=school, state=State.CONDITIONAL)
    for application in waiting.select_related("school", "applicant", "programme"):
        condition = last_of(events_of(application), Kind.CONDITIONAL)
        if condition is None or condition.due_on is None or condition.due_on > today + timedelta(days=REMIND_DAYS):
            continue
        found += 1
        if condition.due_on >= today:
            remind_of_condition(application, condition, at)
        else:
            wait_for_staff(application, _("A condition was to be met by now"), at)
    return found


def _enrol(application: Application, cohort: Cohort, by: User, at: datetime) -> None:
    _check_programme(application, cohort)
    application.enrolment = enrol(
        school=application.school, student=application.applicant, cohort=cohort, by=by, at=at, is_told=False
    )
    application.cohort = cohort


def _check_programme(application: Application, cohort: Cohort) -> None:
    if cohort.programme_id != application.programme_id:
        raise ValidationError({"cohort": _("This cohort belongs to another programme.")}, code="other_programme")


def _need_future(school: School, due_on: date | None, at: datetime) -> None:
    if due_on is not None and due_on <= date_at(school, at):
        raise ValidationError({"due_on": _("Please choose a day that is still to come.")}, code="past")

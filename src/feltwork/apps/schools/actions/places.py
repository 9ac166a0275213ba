"""What every act on a student's place begins with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import Enrolment, EnrolmentEvent
from feltwork.apps.schools.notices import tell_student
from feltwork.apps.schools.queries import date_at

State = Enrolment.State
OPEN = (State.ACTIVE, State.DEFERRED)


def taken(enrolment: Enrolment, *states: str) -> Enrolment:
    """The row, locked until the transaction ends; raises ValidationError if it is in none of *states*."""
    fresh = Enrolment.objects.select_for_update(of=("self",)).select_related(
        "school", "cohort__programme", "edition", "student"
    )
    enrolment = fresh.get(pk=enrolment.pk)
    if enrolment.state not in states:
        words = {
            State.ACTIVE: _("This place is not paused."),
            State.DEFERRED: _("This place is paused. Resume it first."),
            State.WITHDRAWN: _("This person has left. Nothing can be changed any more."),
            State.COMPLETED: _("This training has ended with a certificate. Nothing can be changed any more."),
        }
        raise ValidationError(words[State(enrolment.state)], code="state")
    return enrolment


def add_event(
    enrolment: Enrolment,
    kind: str,
    *,
    by: User,
    at: datetime,
    on: date | None = None,
    until: date | None = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
    is_told: bool = True,
) -> EnrolmentEvent:
    """Add to the history of a place and tell the student; *on* is the school's present day if not given."""
    event = EnrolmentEvent.objects.create(
        school=enrolment.school,
        enrolment=enrolment,
        kind=kind,
        on=on or date_at(enrolment.school, at),
        until=until,
        reason=reason.strip(),
        data=data or {},
        by=by,
        at=at,
    )
    if is_told:
        tell_student(event)
    return event


def need_reason(reason: str) -> None:
    """Raise ValidationError if there are no words."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why; a word or two will do.")}, code="missing")

"""What runs every day: reminders, and requests whose time is over."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.core.exceptions import ValidationError
from django_scopes import scope, scopes_disabled

from feltwork.apps.jobs.schedule import every
from feltwork.apps.schools.models import School
from feltwork.apps.schools.queries import date_at
from feltwork.apps.signoffs import actions
from feltwork.apps.signoffs.actions.reminders import FIRST, MOST, is_reminder_due
from feltwork.apps.signoffs.models import SignOffRequest

DAY = 24 * 60


@every("signoffs.remind", minutes=DAY)
def remind_waiting(at: datetime) -> None:
    """Remind providers, of all schools, whose first or second reminder is due."""
    for school in _schools_that_wait():
        with scope(school=school):
            waiting = SignOffRequest.objects.filter(outcome="open", reminders__lt=MOST, asked_at__lte=at - FIRST)
            for request in list(waiting.order_by("pk")):
                if is_reminder_due(request, at):
                    with suppress(ValidationError):  # answered, or reminded by hand, in this very moment
                        actions.remind(request=request, by=None, at=at)


@every("signoffs.expire", minutes=DAY)
def expire_overdue(at: datetime) -> None:
    """Tell students, of all schools, whose requests were not answered in time."""
    for school in _schools_that_wait():
        with scope(school=school):
            overdue = SignOffRequest.objects.filter(outcome="open", due_on__lt=date_at(school, at))
            for request in list(overdue.order_by("pk")):
                actions.expire(request=request, at=at)


def _schools_that_wait() -> list[School]:
    # deliberately across schools: each one's rows are then read inside its own scope
    with scopes_disabled():
        waiting = SignOffRequest.objects.filter(outcome="open").values("school")
        return list(School.objects.filter(pk__in=waiting).order_by("pk"))

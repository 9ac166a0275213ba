"""What seminars do by themselves: offers that nobody answered, days that were planned anew, and asking how it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django_scopes import scope, scopes_disabled

from feltwork.apps.jobs.schedule import every
from feltwork.apps.schools.models import School
from feltwork.apps.seminars.actions import (
    ask_feedback,
    close_check_in,
    follow_days,
    forget_visitor,
    lapse_offers,
    lapse_visits,
)
from feltwork.apps.seminars.actions.attendance import LATE
from feltwork.apps.seminars.models import Meeting, Seat, Seminar, Visitor

NOT_LATER = timedelta(days=30)  # what ended longer ago is not asked about any more


@every("seminars.lapse_offers", minutes=5)
def lapse_all(at: datetime) -> None:
    """Places that were offered and not taken up go to the next."""

    def over() -> QuerySet[Seminar]:
        offered = Seat.objects.filter(state=Seat.State.OFFERED, answer_by__lt=at)
        return Seminar.objects.filter(pk__in=offered.values("seminar"))

    _in_each_school(over, lambda seminar: lapse_offers(seminar=seminar, at=at))

    def unanswered() -> QuerySet[Seminar]:
        asked = Visitor.objects.filter(state=Visitor.State.ASKED, answer_by__lt=at)
        return Seminar.objects.filter(pk__in=asked.values("seminar"))

    _in_each_school(unanswered, lambda seminar: lapse_visits(seminar=seminar, at=at))


@every("seminars.close_check_ins", minutes=15)
def close_all(at: datetime) -> None:
    """A code that somebody forgot on the screen."""
    with scopes_disabled():  # of any school
        for meeting in Meeting.objects.filter(
            checkin_opened_at__isnull=False, checkin_closed_at=None, ends_at__lt=at - LATE
        ).select_related("school"):
            with scope(school=meeting.school):
                close_check_in(meeting=meeting, by=None, at=at)


@every("seminars.follow_days", minutes=15)
def follow_all(at: datetime) -> None:
    """Modules whose days the office has changed."""

    def planned() -> QuerySet[Seminar]:
        return Seminar.objects.filter(module_date__isnull=False).exclude(state=Seminar.State.CANCELLED)

    _in_each_school(planned, lambda seminar: follow_days(seminar=seminar, at=at))


@every("seminars.ask_feedback", minutes=60)
def ask_all(at: datetime) -> None:
    """Whoever came is asked once the last meeting is over."""

    def over() -> QuerySet[Seminar]:
        open_ones = Seminar.objects.filter(state=Seminar.State.OPEN, asks_feedback=True, feedback_until=None)
        return open_ones.annotate(last=Max("meetings__ends_at")).filter(last__lte=at, last__gt=at - NOT_LATER)

    _in_each_school(over, lambda seminar: ask_feedback(seminar=seminar, at=at))


@every("seminars.forget_visitors", minutes=6 * 60)
def forget_all(at: datetime) -> None:
    """Names and addresses of people from outside go on their day."""
    with scopes_disabled():  # of any school
        rows = list(Visitor.objects.filter(erased_at=None).select_related("school", "seminar"))
    for visitor in rows:
        with scope(school=visitor.school):
            forget_visitor(visitor=visitor, at=at)


def _in_each_school(find: Callable[[], QuerySet[Seminar]], act: Callable[[Seminar], object]) -> None:
    with scopes_disabled():  # to find the schools
        schools = list(School.objects.filter(pk__in=find().order_by().values("school")))
    for school in schools:
        with scope(school=school):
            for seminar in find():
                act(seminar)

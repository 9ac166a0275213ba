"""What of one's own lies at the same time as a seminar. It is said, and hinders nobody: people may have arranged it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import Enrolment, TrainingDay
from feltwork.apps.seminars.models import Meeting, Seat, Seminar
from feltwork.apps.seminars.models.seats import OPEN
from feltwork.apps.seminars.queries.seminars import meetings_of

GOES_ON = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED)


@dataclass(frozen=True, slots=True)
class Clash:
    """`title`: of the other one; `starts` and `ends` by the clock of its place, None for a training day whose time is
    not planned; `is_waiting`: only a place in its waiting list, or an offer."""

    title: str
    on: date
    starts: datetime | None = None
    ends: datetime | None = None
    is_waiting: bool = False


def clashes_of(user: User, seminar: Seminar, at: datetime) -> list[Clash]:
    """Of what is still to come, in order of time; four queries at most."""
    coming = [one for one in meetings_of(seminar) if one.ends_at > at]
    if not coming:
        return []
    places = Enrolment.objects.filter(student=user, state__in=GOES_ON)
    found = [*_meetings(places, seminar, coming), *_days(places, seminar, coming)]
    return sorted(found, key=lambda one: (one.on, str(one.starts or ""), one.title))


def _meetings(places: QuerySet[Enrolment], seminar: Seminar, coming: list[Meeting]) -> list[Clash]:
    same_time = Q()
    for one in coming:
        same_time |= Q(starts_at__lt=one.ends_at, ends_at__gt=one.starts_at)
    seats = Seat.objects.filter(enrolment__in=places, state__in=OPEN)
    own = Q(seminar__in=seats.values("seminar")) | Q(seminar__module_date__cohort__in=places.values("cohort"))
    rows = Meeting.objects.filter(same_time, own, cancelled_at=None, seminar__state=Seminar.State.OPEN)
    waits = set(seats.exclude(state=Seat.State.SEATED).values_list("seminar", flat=True))
    others = rows.exclude(seminar=seminar).select_related("seminar")
    return [_clash(row, is_waiting=row.seminar_id in waits) for row in others]


def _clash(row: Meeting, *, is_waiting: bool) -> Clash:
    zone = ZoneInfo(row.seminar.zone)
    starts, ends = (one.astimezone(zone).replace(tzinfo=None) for one in (row.starts_at, row.ends_at))
    return Clash(row.seminar.title, starts.date(), starts, ends, is_waiting)


def _days(places: QuerySet[Enrolment], seminar: Seminar, coming: list[Meeting]) -> list[Clash]:
    """Training days of one's own cohorts for which no meeting is planned here, so that only the day is known."""
    zone = ZoneInfo(seminar.zone)
    dates = {moment.astimezone(zone).date() for one in coming for moment in (one.starts_at, one.ends_at)}
    rows = TrainingDay.objects.filter(module_date__cohort__in=places.values("cohort"), on__in=dates)
    planned = Meeting.objects.filter(day__isnull=False, cancelled_at=None, seminar__state=Seminar.State.OPEN)
    rows = rows.exclude(pk__in=planned.values("day"))
    if seminar.module_date_id is not None:
        rows = rows.exclude(module_date=seminar.module_date_id)
    return [Clash(row.module_date.module.name, row.on) for row in rows.select_related("module_date__module")]

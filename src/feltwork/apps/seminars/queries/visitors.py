"""Visitors of a seminar, and what their statement of attendance says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from feltwork.apps.seminars.models import Meeting, Seminar, Visitor, VisitorDay
from feltwork.apps.seminars.models.visitors import VISITOR_TAKES_A_PLACE
from feltwork.apps.seminars.queries.seminars import When, meetings_of, when

KEPT = timedelta(days=90)  # after the last date, for the statement of attendance
KEPT_AFTER_NO = timedelta(days=14)  # of those who do not come


@dataclass(frozen=True, slots=True)
class Attended:
    """What a visitor was there for; `hours` of all dates together."""

    days: tuple[When, ...]
    hours: Fraction


def open_visitors(seminar: Seminar) -> QuerySet[Visitor]:
    """Asked, or coming."""
    rows: QuerySet[Visitor] = Visitor.objects.filter(seminar=seminar, state__in=VISITOR_TAKES_A_PLACE)
    return rows.order_by("name", "pk")


def visitors_on(meeting: Meeting) -> list[tuple[Visitor, bool]]:
    """Those who come, each with whether they were there; two queries."""
    there = set(VisitorDay.objects.filter(meeting=meeting).values_list("visitor", flat=True))
    rows = Visitor.objects.filter(seminar=meeting.seminar_id, state=Visitor.State.COMING, erased_at=None)
    return [(row, row.pk in there) for row in rows.order_by("name", "pk")]


def attended_by(visitor: Visitor) -> Attended:
    rows = Meeting.objects.filter(visitor_days__visitor=visitor, cancelled_at=None).order_by("starts_at", "pk")
    days = tuple(when(one, visitor.seminar.zone) for one in rows)
    seconds = sum((one.row.ends_at - one.row.starts_at).total_seconds() for one in days)
    return Attended(days, Fraction(int(seconds), 3600))


def erased_on(visitor: Visitor, meetings: Sequence[Meeting] | None = None) -> date:
    """The day after which name and address are gone."""
    zone = ZoneInfo(visitor.seminar.zone)
    return erased_at(visitor, meetings).astimezone(zone).date()


def erased_at(visitor: Visitor, meetings: Sequence[Meeting] | None = None) -> datetime:
    if visitor.ended_at is not None:
        return visitor.ended_at + KEPT_AFTER_NO
    found = meetings_of(visitor.seminar) if meetings is None else meetings
    last = max((one.ends_at for one in found), default=visitor.asked_at)
    return max(last, visitor.asked_at) + KEPT

"""Dates for people's own calendars (RFC 5545). One neutral word: nothing in a calendar says what is taught, or to whom.

The link of a meeting online is left out, since whoever holds the address of the feed would hold it, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from feltwork.apps.schools.models import Enrolment
from feltwork.apps.seminars.models import Meeting, Seminar, SeminarFeed, SeminarStaff
from feltwork.apps.seminars.models.seats import Seat

BACK, AHEAD = timedelta(days=60), timedelta(days=500)


def calendar_of(meetings: Iterable[Meeting]) -> bytes:
    """Those times as an iCalendar file, with the zone of each and whether it takes place."""
    calendar = Calendar()
    calendar.add("prodid", "-//Feltwork//seminars//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def feed_meetings(feed: SeminarFeed, at: datetime) -> list[Meeting]:
    """What its owner goes to: own seats, modules of their cohort, and what they lead; with what was called off."""
    user = feed.user
    seats = Seat.objects.filter(enrolment__student=user, state=Seat.State.SEATED).values("seminar")
    cohorts = Enrolment.objects.filter(student=user, state="active").values("cohort")
    led = SeminarStaff.objects.filter(Q(user=user) | Q(provider__user=user)).values("seminar")
    mine = Q(seminar__in=seats) | Q(seminar__in=led) | Q(seminar__module_date__cohort__in=cohorts)
    rows = Meeting.objects.filter(mine, starts_at__gte=at - BACK, starts_at__lt=at + AHEAD)
    rows = rows.exclude(seminar__state=Seminar.State.DRAFT)
    return list(rows.select_related("seminar", "school").distinct().order_by("starts_at", "pk"))


def is_live(feed: SeminarFeed, at: datetime) -> bool:
    """Whether the address still leads somewhere: not taken back, and its owner still belongs to the school."""
    if feed.revoked_at is not None or not feed.user.is_active:
        return False
    return bool(feed.user.memberships.filter(school=feed.school_id, since__lte=at).exclude(until__lte=at).exists())


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.uuid}@{settings.HOST_NAME}")
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("dtstart", _in_zone(meeting.starts_at, meeting.seminar.zone))
    event.add("dtend", _in_zone(meeting.ends_at, meeting.seminar.zone))
    event.add("summary", _("Course day"))
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    event.add("class", "PRIVATE")
    path = reverse("seminars:seminar", kwargs={"school": meeting.school.slug, "uuid": meeting.seminar.uuid})
    event.add("url", settings.BASE_URL + path)  # asks for signing in
    if meeting.room and meeting.mode in {"in_person", "hybrid"}:
        event.add("location", meeting.room)
    return event


def _in_zone(moment: datetime, zone: str) -> datetime:
    """With its zone; in UTC where a clock shows that time twice, since calendars take the first of the two."""
    here = moment.astimezone(ZoneInfo(zone))
    return moment.astimezone(UTC) if here.fold else here

"""Appointments: a day, a week, what comes next, and what subscribed calendars are told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from icalendar import Calendar, Event

from feltwork.apps.accounts.models import Membership, Role, User
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.engagements import Engagement, engagements_of
from feltwork.apps.practice.models import CALL_OFF_HOURS, Appointment, CalendarFeed, Client, HouseRules
from feltwork.apps.practice.permissions import visible_clients
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.practice import called

State = Appointment.State
LINK_BEFORE = timedelta(minutes=30)  # so long before the hour the client sees the video link
FEED_BACK, FEED_AHEAD = timedelta(days=60), timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Hour:
    """An appointment on a page. `name`: what the client is called, for those who may know it.

    The times have no zone, so that templates show them as they are: `starts` and `ends` are what the clock in the
    hour's zone shows, `here` and `here_ends` what the reader's shows.
    """

    row: Appointment
    name: str
    starts: datetime
    ends: datetime
    here: datetime
    here_ends: datetime

    @property
    def is_elsewhere(self) -> bool:
        """Whether its zone shows another time than the reader's."""
        return self.here != self.starts

    @property
    def zone_words(self) -> str:
        return zone_words(self.row.zone)


@dataclass(frozen=True, slots=True)
class Outside:
    """An engagement outside of the practice, on the reader's clock. `what` and `url`: what it is, and where, for whose
    it is; `of`: whose, for assistants."""

    row: Engagement
    here: datetime
    here_ends: datetime
    what: str = ""
    url: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    hours: list[Hour | Outside]


def zone_words(zone: str) -> str:
    """The place whose clocks are meant: "America/New_York" is New York."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def days_of(
    user: User, roles: frozenset[str], first: date, number: int, zone: str, at: datetime
) -> list[Day]:  # fmt: skip
    """So many days from *first* on in *zone*: one statement, and one more for whom one treats. Assistants see all.

    Engagements outside of the practice stand among the hours: assistants see that somebody is busy then.
    """
    here = ZoneInfo(zone)
    begins = datetime.combine(first, time(), here)
    ends = datetime.combine(first + timedelta(days=number), time(), here)
    rows = Appointment.objects.filter(starts_at__gte=begins, starts_at__lt=ends).exclude(state=State.CANCELLED)
    if Role.ASSISTANT not in roles:
        rows = rows.filter(clinician=user)
    known = set(visible_clients(user, roles, at).filter(appointments__in=rows).values_list("pk", flat=True))
    own = hours_of(rows.select_related("client", "clinician").order_by("starts_at", "pk"), zone, known)
    hours: list[Hour | Outside] = [*own, *_outside(user, roles, begins, ends, zone, at)]
    hours.sort(key=lambda hour: hour.row.starts_at)
    days = [first + timedelta(days=one) for one in range(number)]
    return [Day(day, [hour for hour in hours if hour.here.date() == day]) for day in days]


def _outside(
    user: User, roles: frozenset[str], first: datetime, last: datetime, zone: str, at: datetime
) -> list[Outside]:
    """Engagements that begin from *first* until *last*: one's own in words; those of others, for assistants, as busy
    where they are agreed."""
    others: dict[int, str] = {}
    if Role.ASSISTANT in roles:
        here = Membership.objects.filter(Q(until=None) | Q(until__gt=at), role=Role.PRACTITIONER, since__lte=at)
        others = dict(here.exclude(user=user).values_list("user", "user__name"))
    found = []
    for one in engagements_of([user.pk, *others], first, last):
        is_own = one.clinician_id == user.pk
        if first <= one.starts_at < last and (is_own or one.is_agreed):
            starts, ends = (each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in one.span)
            what, url, of = (str(one.what), one.url, "") if is_own else ("", "", others[one.clinician_id])
            found.append(Outside(one, starts, ends, what, url, of))
    return found


def week_of(user: User, roles: frozenset[str], on: date, zone: str, at: datetime) -> list[Day]:
    """The seven days of the week of *on*."""
    return days_of(user, roles, on - timedelta(days=on.weekday()), 7, zone, at)


def hours_of(rows: QuerySet[Appointment], zone: str, known: set[int]) -> list[Hour]:
    """With the names of the clients, each opened once; whom one does not know, or not any more, has none."""
    found, names = list(rows), {}
    for client in {row.client for row in found if row.client_id in known}:
        with suppress(KeyStoreError):
            names[client.pk] = called(cabinet_of(client).open(client, "identity"))
    return [hour_of(row, names.get(row.client_id, ""), zone) for row in found]


def appointments_of(file: OpenFile, at: datetime, *, past: bool = False) -> list[Hour]:
    """Of one client: what is to come, or what was, the nearest first; at most 100."""
    rows = Appointment.objects.filter(client=file.client).select_related("clinician", "series")
    if past:
        rows = rows.filter(ends_at__lte=at).order_by("-starts_at")
    else:
        rows = rows.filter(ends_at__gt=at).exclude(state=State.CANCELLED).order_by("starts_at")
    return [hour_of(row, file.short) for row in rows[:100]]


def next_appointment(client: Client, at: datetime) -> Hour | None:
    """The hour that comes next, or goes on."""
    rows = Appointment.objects.filter(client=client, state=State.BOOKED, ends_at__gt=at).select_related("clinician")
    row = rows.select_related("series").order_by("starts_at").first()
    return None if row is None else hour_of(row, "")


def call_off_hours(school_id: int) -> int | None:
    """So many hours before an hour clients may still call it off themselves; None where they may not at all."""
    rules = HouseRules.objects.filter(school=school_id).first()
    return CALL_OFF_HOURS if rules is None else rules.call_off_hours


def may_call_off(row: Appointment, hours: int | None, at: datetime) -> bool:
    """Whether the client may still call it off. *hours*: see `call_off_hours`."""
    return row.state == State.BOOKED and hours is not None and at <= row.starts_at - timedelta(hours=hours)


def coming_hours(client: Client, at: datetime) -> list[Hour]:
    """What is booked and still to come or going on, the nearest first; at most 100."""
    rows = Appointment.objects.filter(client=client, state=State.BOOKED, ends_at__gt=at)
    return [hour_of(row) for row in rows.select_related("clinician").order_by("starts_at")[:100]]


def link_of(file: OpenFile, row: Appointment) -> str:
    """The video link of an hour, that of its series where it has none of its own; "" where there is none."""
    detail = file.cabinet.open(row, "detail")
    if detail is None and row.series is not None:
        detail = file.cabinet.open(row.series, "detail")
    return str((detail or {}).get("link", ""))


def link_for_client(file: OpenFile, row: Appointment, at: datetime) -> str:
    """The same for the client, and only shortly before the hour and while it lasts."""
    return link_of(file, row) if row.starts_at - LINK_BEFORE <= at <= row.ends_at else ""


def export_of(file: OpenFile) -> list[dict[str, Any]]:
    """Every appointment of the file, for taking out: instants in UTC with their zone."""
    rows = Appointment.objects.filter(client=file.client).select_related("series", "clinician")
    return [
        {
            "uuid": str(row.uuid),
            "clinician": row.clinician.name,
            "starts_at": row.starts_at.astimezone(UTC).isoformat(),
            "ends_at": row.ends_at.astimezone(UTC).isoformat(),
            "zone": row.zone,
            "mode": row.mode,
            "state": row.state,
            "series": str(row.series.uuid) if row.series else None,
            "rule": row.series.rule if row.series else None,
            "link": link_of(file, row),
        }
        for row in rows.order_by("starts_at", "pk")
    ]


def feeds_of(user: User, client: Client | None = None) -> list[CalendarFeed]:
    return list(CalendarFeed.objects.filter(user=user, client=client, revoked_at=None).order_by("made_at"))


def feed_text(feed: CalendarFeed, at: datetime) -> bytes:
    """What a subscribed calendar reads: times under one neutral word, and nothing else (RFC 5545)."""
    first, last = at - FEED_BACK, at + FEED_AHEAD
    rows = Appointment.objects.filter(starts_at__gte=first, starts_at__lt=last)
    rows = rows.filter(client=feed.client) if feed.client_id else rows.filter(clinician=feed.user)
    outside = [] if feed.client_id else [one for one in engagements_of([feed.user_id], first, last) if one.is_agreed]
    return calendar_text([*rows.order_by("starts_at", "pk"), *outside], feed.title)


def calendar_text(rows: Any, title: str) -> bytes:
    """Those hours as RFC 5545: a time, *title* and whether it holds, and nothing that tells of a person or place."""
    calendar = Calendar()
    calendar.add("prodid", "-//Feltwork//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for row in rows:
        event = Event()
        event.add("uid", f"{row.uuid}@feltwork")
        event.add("dtstamp", row.changed_at.astimezone(UTC))
        event.add("dtstart", _in_calendar(row.starts_at, row.zone))
        event.add("dtend", _in_calendar(row.ends_at, row.zone))
        event.add("summary", title)
        event.add("sequence", row.sequence)
        event.add("status", "CANCELLED" if row.state == State.CANCELLED else "CONFIRMED")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def is_open(feed: CalendarFeed, at: datetime) -> bool:
    """Whether the address still leads somewhere: its owner has not taken it back, and still works or belongs here."""
    if feed.revoked_at is not None or not feed.user.is_active:
        return False
    role = Role.PRACTITIONER if feed.client is None else Role.CLIENT
    here = feed.user.memberships.filter(school=feed.school_id, role=role, since__lte=at).exclude(until__lte=at)
    client = feed.client
    own = client is None or (
        client.user_id == feed.user_id and not client.is_portal_paused and client.state != Client.State.ERASED
    )
    return own and here.exists()


def _in_calendar(moment: datetime, zone: str) -> datetime:
    """With its zone; in UTC where a clock shows that time twice, since calendars take the first of the two."""
    here = moment.astimezone(ZoneInfo(zone))
    return moment.astimezone(UTC) if here.fold else here


def hour_of(row: Appointment, name: str = "", zone: str = "") -> Hour:
    """On the clock of its zone and on the reader's, which is that of *zone*, or else of the request."""
    there, here = ZoneInfo(row.zone), ZoneInfo(zone) if zone else timezone.get_current_timezone()
    return Hour(row, name, *(one.astimezone(at).replace(tzinfo=None) for at in (there, here) for one in _ends(row)))


def _ends(row: Appointment) -> tuple[datetime, datetime]:
    return row.starts_at, row.ends_at

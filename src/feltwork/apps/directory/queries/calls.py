"""When a first call with somebody could be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django_scopes import scopes_disabled

from feltwork.apps.directory.models import Booking, CallHours, CallTerms, Inquiry, Profile
from feltwork.apps.directory.queries.gates import policy_of
from feltwork.apps.practice.models import Appointment
from feltwork.core.directory.slots import AHEAD_DAYS, Window, free_slots

HELD = (Booking.State.REQUESTED, Booking.State.BOOKED)
OPEN = (Inquiry.State.SENT, Inquiry.State.SEEN)
MOST_TAKINGS = 5  # times that one message takes, also where all but one were called off
MOST_UNANSWERED = 6  # calls to come of people who were not answered yet
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class CallDay:
    """The times of one day on the clock of whoever looks: each as (moment in UTC, what the wall shows)."""

    on: date
    times: tuple[tuple[datetime, datetime], ...]


def offered(profile: Profile, at: datetime) -> list[datetime]:
    """The times that can be taken, in UTC, for the next two weeks. Empty where no first calls are offered."""
    terms = CallTerms.objects.filter(profile=profile, is_on=True).first()
    if terms is None or not profile.free_call_minutes:
        return []
    after, until = at + timedelta(hours=terms.notice_hours), at + timedelta(days=AHEAD_DAYS)
    windows, instead = _hours(profile)
    return free_slots(
        windows,
        instead,
        zone=terms.zone,
        minutes=profile.free_call_minutes,
        busy=busy_of(profile, after, until),
        after=after,
        until=until,
        seed=str(profile.uuid),
    )


def is_offered(profile: Profile, starts_at: datetime, at: datetime) -> bool:
    """Whether this very time can be taken now."""
    return starts_at in offered(profile, at)


def days_offered(profile: Profile, zone: str, at: datetime) -> list[CallDay]:
    """The same by day on the clock of *zone*."""
    here, days = ZoneInfo(zone), dict[date, list[tuple[datetime, datetime]]]()
    for moment in offered(profile, at):
        wall = moment.astimezone(here)
        days.setdefault(wall.date(), []).append((moment, wall.replace(tzinfo=None)))
    return [CallDay(day, tuple(times)) for day, times in sorted(days.items())]


def busy_of(profile: Profile, first: datetime, last: datetime, *, without: Booking | None = None) -> list[Span]:
    """When the clinician has a client or a call: from and until, and nothing of whom."""
    own = Booking.objects.filter(profile=profile, state__in=HELD, starts_at__lt=last, ends_at__gt=first)
    if without is not None:
        own = own.exclude(pk=without.pk)
    with scopes_disabled():  # a person is in one place at a time, in whichever practice; only times are read
        hours = Appointment.objects.filter(
            clinician=profile.owner_id, state=Appointment.State.BOOKED, starts_at__lt=last, ends_at__gt=first
        )
        return [*own.values_list("starts_at", "ends_at"), *hours.values_list("starts_at", "ends_at")]


def may_book(inquiry: Inquiry, at: datetime) -> bool:
    """Whether its sender may take a time."""
    return not why_no_call(inquiry, at)


def why_no_call(inquiry: Inquiry, at: datetime) -> Literal["", "over", "had", "wait"]:
    """Empty where its sender may take a time. over: deleted or declined; had: as often as the school allows; wait: so
    many calls of people who have no answer yet are taken that others come after an answer. So nobody empties a diary
    under many names, and whoever was answered always finds a time."""
    declined = inquiry.answer in (Inquiry.Answer.NOT_NOW, Inquiry.Answer.CANNOT)
    if inquiry.is_gone or declined or inquiry.delete_at <= at:
        return "over"
    taken = Booking.objects.filter(inquiry=inquiry)
    had = taken.filter(state__in=HELD).count()
    # who takes and calls off again and again is not let go on for ever
    if had >= policy_of(inquiry.school).free_calls_each or taken.count() >= MOST_TAKINGS:
        return "had"
    unanswered = Booking.objects.filter(
        profile=inquiry.profile_id, state__in=HELD, ends_at__gt=at, inquiry__state__in=OPEN
    )
    return "wait" if inquiry.is_open and unanswered.count() >= MOST_UNANSWERED else ""


def call_of(inquiry: Inquiry) -> Booking | None:
    """The time that was taken last, also where it was called off."""
    return Booking.objects.filter(inquiry=inquiry).order_by("-made_at", "-pk").first()


def calls_of(profile: Profile, at: datetime) -> list[Booking]:
    """What is taken and still to come, for the clinician; nothing of those who are blocked."""
    rows = Booking.objects.filter(profile=profile, state__in=HELD, ends_at__gt=at, inquiry__is_held_back=False)
    return list(rows.select_related("inquiry").order_by("starts_at"))


def _hours(profile: Profile) -> tuple[list[Window], dict[date, list[tuple[time, time]]]]:
    windows: list[Window] = []
    instead: dict[date, list[tuple[time, time]]] = {}
    for row in CallHours.objects.filter(profile=profile):
        if row.on is not None:
            day = instead.setdefault(row.on, [])
            if row.begins and row.ends:
                day.append((row.begins, row.ends))
        elif row.weekday is not None and row.begins and row.ends:
            windows.append(Window(row.weekday, row.begins, row.ends))
    return windows, instead

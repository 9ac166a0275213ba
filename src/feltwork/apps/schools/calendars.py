"""A cohort's days for people's own calendars. Titles are neutral: they say nothing about what is taught or to whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from feltwork.apps.schools.models import Cohort, TrainingDay


def calendar_of(cohort: Cohort, *, at: datetime) -> bytes:
    """An iCalendar file with one whole day for each training day of *cohort*; *at* is when it was made."""
    calendar = Calendar()
    calendar.add("prodid", "-//Feltwork//EN")
    calendar.add("version", "2.0")
    days = TrainingDay.objects.filter(module_date__cohort=cohort).select_related("module_date").order_by("on")
    for day in days:
        calendar.add_component(_event(day, cohort, at))
    return bytes(calendar.to_ical())


def _event(day: TrainingDay, cohort: Cohort, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{day.uuid}@{settings.HOST_NAME}")
    event.add("dtstamp", at)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))  # the end is the first day that is free again
    event.add("summary", _("Course day"))
    place = day.module_date.place or cohort.place
    if place and day.mode in {"in_person", "hybrid"}:
        event.add("location", place)
    return event

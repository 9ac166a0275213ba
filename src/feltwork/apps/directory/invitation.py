"""A first call as an entry for a calendar: a time, and nothing that tells of a person, a place or a reason."""

from __future__ import annotations

from datetime import UTC

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from feltwork.apps.directory.models import Booking

STATUS = {
    Booking.State.REQUESTED: "TENTATIVE",
    Booking.State.BOOKED: "CONFIRMED",
    Booking.State.CALLED_OFF: "CANCELLED",
}


def calendar_of(booking: Booking) -> bytes:
    """RFC 5545. Times in UTC: every calendar shows them on its own clock, also when clocks change between."""
    calendar = Calendar()
    calendar.add("prodid", "-//Feltwork//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{booking.uuid}@feltwork")
    event.add("dtstamp", booking.changed_at.astimezone(UTC))
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.ends_at.astimezone(UTC))
    event.add("summary", _("Appointment"))
    event.add("sequence", booking.sequence)
    event.add("status", STATUS[Booking.State(booking.state)])
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    return bytes(calendar.to_ical())

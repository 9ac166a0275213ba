"""Times that were agreed: each as an instant and the zone it was agreed in, a series as a rule of RFC 5545."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.practice.models.clients import Client
from feltwork.apps.practice.models.records import SessionRecord
from feltwork.apps.schools.models import SchoolOwned


class AppointmentSeries(SchoolOwned):
    """The same hour again and again on the clock of `zone`: 14:00 stays 14:00 through a change of time."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "detail": "clinical"}

    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="series")
    begins = models.DateTimeField()  # the first one
    zone = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=200)  # the value of RRULE, without DTSTART
    until = models.DateField(null=True)  # the day after which no more are made, in `zone`
    made_until = models.DateField()  # up to here each has a row of its own
    mode = models.CharField(max_length=9, choices=SessionRecord.Mode, default=SessionRecord.Mode.IN_PERSON)
    detail = models.BinaryField(null=True)  # JSON: video link, room
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uuid)


class Appointment(SchoolOwned):
    """One hour with one client. `place` is its turn on the clock of its series (RECURRENCE-ID), also when moved."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", _("Cancelled")
        KEPT = "kept", _("Took place")
        MISSED = "missed", _("Did not take place")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "detail": "clinical"}

    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="appointments")
    series = models.ForeignKey(AppointmentSeries, null=True, on_delete=models.PROTECT, related_name="appointments")
    place = models.CharField(max_length=16, blank=True)  # 2026-11-24T14:00
    record = models.ForeignKey(SessionRecord, null=True, on_delete=models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=60)
    mode = models.CharField(max_length=9, choices=SessionRecord.Mode, default=SessionRecord.Mode.IN_PERSON)
    state = models.CharField(max_length=9, choices=State, default=State.BOOKED)
    detail = models.BinaryField(null=True)  # JSON: video link, room; where None, that of the series
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545: counts changes, for calendars that subscribe
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "series", "place"],
                condition=models.Q(series__isnull=False),
                name="practice_turn_once",
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="practice_ends_after"),
        ]
        indexes = [
            models.Index(fields=["clinician", "starts_at"], name="practice_calendar"),
            models.Index(fields=["client", "starts_at"], name="practice_client_times"),
            models.Index(fields=["remind_at"], condition=models.Q(reminded_at=None), name="practice_to_remind"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class CalendarFeed(SchoolOwned):
    """A secret address from which a calendar reads times and nothing else; taking it back ends it at once."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "token_hash": "secret"}

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="+")  # a client's own feed
    label = models.CharField(max_length=60)  # for its owner: "my phone"
    title = models.CharField(max_length=40)  # what each entry is called: "Busy"
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.uuid)

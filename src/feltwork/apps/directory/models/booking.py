"""A short first call that costs nothing: when a clinician offers one, and who has taken which time."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.directory.models.inquiries import Inquiry
from feltwork.apps.directory.models.profiles import Profile
from feltwork.apps.schools.models import SchoolOwned


class CallTerms(SchoolOwned):
    """How one clinician offers first calls, on the clock of `zone`; for how many minutes stands in the profile."""

    class Way(models.TextChoices):
        REQUEST = "request", _("I say yes to each")
        DIRECT = "direct", _("A time that is taken is agreed")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    profile = models.OneToOneField(Profile, on_delete=models.PROTECT, related_name="call_terms")
    is_on = models.BooleanField(_("first calls are offered"), default=False)
    way = models.CharField(_("when somebody takes a time"), max_length=7, choices=Way, default=Way.REQUEST)
    zone = models.CharField(_("time zone"), max_length=60)
    notice_hours = models.PositiveSmallIntegerField(
        _("so many hours ahead at least"), default=24, validators=[MinValueValidator(2), MaxValueValidator(168)]
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "profile"], name="directory_call_terms_once")]

    def __str__(self) -> str:
        return f"{self.way} {self.zone}"


class CallHours(SchoolOwned):
    """Each week on one day from one time on the wall to another; or, with `on`, on one day instead of its week's hours.

    A row with `on` and no times closes that day.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="call_hours")
    weekday = models.PositiveSmallIntegerField(null=True)  # 0 is Monday
    on = models.DateField(null=True)
    begins = models.TimeField(null=True)
    ends = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__isnull=False, on__isnull=True, weekday__lte=6, begins__isnull=False)
                | models.Q(weekday__isnull=True, on__isnull=False),
                name="directory_call_hours_either",
            ),
            models.CheckConstraint(
                condition=models.Q(begins__isnull=True, ends__isnull=True) | models.Q(begins__lt=models.F("ends")),
                name="directory_call_hours_in_order",
            ),
        ]
        ordering = ["on", "weekday", "begins", "pk"]

    def __str__(self) -> str:
        return f"{self.on or self.weekday} {self.begins}"


class Booking(SchoolOwned):
    """One time of one clinician, taken by whoever sent an inquiry. The database itself lets nobody in twice."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Asked for")
        BOOKED = "booked", _("Agreed")
        CALLED_OFF = "called_off", _("Called off")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="bookings")
    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=60)  # whose clock the sender chose by
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    sequence = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "profile", "starts_at"],
                condition=models.Q(state__in=("requested", "booked")),
                name="directory_booking_once",
            ),
            models.UniqueConstraint(
                fields=["school", "inquiry"],
                condition=models.Q(state__in=("requested", "booked")),
                name="directory_booking_one_each",
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="directory_call_ends"),
        ]
        indexes = [models.Index(fields=["profile", "starts_at"], name="directory_calls")]
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return str(self.uuid)

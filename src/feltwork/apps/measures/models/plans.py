"""What somebody is asked, where and how often."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.practice.models import Client
from feltwork.apps.schools.models import Enrolment, SchoolOwned

ONE_PERSON = models.Q(client__isnull=False, enrolment__isnull=True) | models.Q(
    client__isnull=True, enrolment__isnull=False
)


class Place(models.TextChoices):
    """Where a sheet is answered."""

    ROOM = "room", _("In the room")
    PORTAL = "portal", _("On their own side of the site")
    LINK = "link", _("By a link that works once")


class Plan(SchoolOwned):
    """One instrument for one client or one trainee. Stopping it keeps what was answered.

    `basis`: which of the instrument's change rules and thresholds the clinician judges by, by scale:
    {"total": {"change": "…", "threshold": "…"}}.
    """

    class How(models.TextChoices):
        ONCE = "once", _("Once")
        EVERY_SESSION = "every_session", _("Each session")
        WEEKLY = "weekly", _("Each week")
        MONTHLY = "monthly", _("Each month")
        PRE_POST = "pre_post", _("At the start and at the end of the training")
        YEARLY = "yearly", _("Each year of the training")

    class Moments(models.TextChoices):
        """Of a session; empty for what follows the calendar."""

        NONE = "", _("On a day")
        BEFORE = "before", _("Before it")
        AFTER = "after", _("After it")
        BOTH = "both", _("Before and after it")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "instrument": "clinical", "basis": "clinical"}

    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="plans")
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="plans")
    instrument = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    how = models.CharField(max_length=13, choices=How, default=How.ONCE)
    moments = models.CharField(max_length=6, choices=Moments, default=Moments.NONE, blank=True)
    place = models.CharField(max_length=6, choices=Place, default=Place.ROOM)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the last day on which one is opened
    basis = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_PERSON, name="measures_plan_of_one"),
        ]
        indexes = [
            models.Index(fields=["school", "how"], condition=models.Q(stopped_at=None), name="measures_plans_running"),
            models.Index(fields=["client"], name="measures_plans_of_client"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

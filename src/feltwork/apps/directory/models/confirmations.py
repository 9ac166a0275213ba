"""That a profile still holds, said by its owner; and how many did not say so, counted each week."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.audit.guards import Erasable
from feltwork.apps.directory.models.erasures import ERASED_WITH_PROFILE
from feltwork.apps.directory.models.profiles import Profile
from feltwork.apps.schools.models import SchoolOwned


class Confirmation(SchoolOwned):
    """One "still right": what was said of room, and by which way."""

    class How(models.TextChoices):
        PUBLISHED = "published", _("When it was published")
        DESK = "desk", _("On their own page")
        EDIT = "edit", _("With a change")
        LINK = "link", _("By the link in a message")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}
    APPEND_ONLY: ClassVar[bool] = True
    GOES_WITH: ClassVar[Erasable] = ERASED_WITH_PROFILE

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="confirmations")
    room = models.CharField(max_length=7, choices=Profile.Room)
    on = models.DateField()
    how = models.CharField(max_length=9, choices=How)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.room}"


class Week(SchoolOwned):
    """How many of the listed were phantoms, counted on one Monday: not confirmed, not answering, reported."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    on = models.DateField()
    wished = models.PositiveIntegerField()  # published by their owners
    shown = models.PositiveIntegerField()  # of them, through every gate
    unconfirmed = models.PositiveIntegerField()  # shown, past the day from which they are marked
    unanswered = models.PositiveIntegerField()  # shown, with an inquiry past its day of answer
    reported = models.PositiveIntegerField()  # shown, with a report that is open
    phantoms = models.PositiveIntegerField()  # shown, with one or more of the three
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "on"], name="directory_week_once")]
        ordering = ["-on"]

    def __str__(self) -> str:
        return self.on.isoformat()

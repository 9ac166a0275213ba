"""People from outside the school who come to a seminar or workshop: without an account, and not for long."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import SchoolOwned
from feltwork.apps.seminars.models.seminars import Meeting, Seminar

VISITOR_TAKES_A_PLACE = ("asked", "coming")


class Visitor(SchoolOwned):
    """Somebody whom the school invites by mail; the place is held until `answer_by`, and theirs once they say yes.

    Name and address are emptied some weeks after the last date, see `actions.visitors`; that somebody came stays.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked whether they come")
        COMING = "coming", _("Comes")
        LEFT = "left", _("Does not come")
        LAPSED = "lapsed", _("Did not answer in time")
        REMOVED = "removed", _("Taken out by the school")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "name": "personal", "email": "personal"}

    seminar = models.ForeignKey(Seminar, on_delete=models.PROTECT, related_name="visitors")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["school", "seminar", "state"], name="seminars_visitor_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "seminar", "email"],
                condition=models.Q(state__in=VISITOR_TAKES_A_PLACE, erased_at=None),
                name="seminars_visitor_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class VisitorDay(SchoolOwned):
    """A visitor was there at this meeting."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    visitor = models.ForeignKey(Visitor, on_delete=models.PROTECT, related_name="days")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="visitor_days")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "visitor", "meeting"], name="seminars_visitor_day")]

    def __str__(self) -> str:
        return f"{self.visitor_id} {self.meeting_id}"

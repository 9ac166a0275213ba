"""How people took the meetings, and what stands in for a missed one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import Attendance, Enrolment, SchoolOwned
from feltwork.apps.seminars.models.seminars import Meeting


class CheckIn(SchoolOwned):
    """Somebody entered the code that was on the screen in the room. It says when and nothing of where."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="check_ins")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "meeting", "enrolment"], name="seminars_checked_in_once")
        ]

    def __str__(self) -> str:
        return self.at.isoformat()


class Mark(SchoolOwned):
    """How one student took one meeting that is no training day. A correction is written over; the audit trail keeps it.

    `told_group_size`: the number of people that was last sent on for the log of a consultation; empty where none was.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="marks")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Attendance.State)
    made_up_on = models.DateField(null=True, blank=True)
    told_group_size = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "meeting", "enrolment"], name="seminars_marked_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.state}"


class MakeUp(SchoolOwned):
    """Work in place of a missed meeting: set by a trainer, handed in by the student, accepted or given back."""

    class How(models.TextChoices):
        RECORDING = "recording", _("Watch the recording")
        OTHER_DAY = "other_day", _("Take the day with another group")
        WRITTEN = "written", _("Written work")
        SUPERVISION = "supervision", _("An hour with a trainer")

    class State(models.TextChoices):
        SET = "set", _("To be done")
        HANDED_IN = "handed_in", _("Handed in")
        ACCEPTED = "accepted", _("Accepted")
        DROPPED = "dropped", _("Not needed any more")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "how": "internal", "state": "internal"}

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="make_ups")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="make_ups")
    how = models.CharField(_("how"), max_length=11, choices=How)
    words = models.TextField(_("what is to be done"), blank=True)
    due_on = models.DateField(_("until"))
    state = models.CharField(max_length=9, choices=State, default=State.SET)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    report = models.TextField(_("what you did"), blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["school", "state", "due_on"], name="seminars_make_up_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "meeting", "enrolment"],
                condition=models.Q(state__in=("set", "handed_in")),
                name="seminars_one_open_make_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.due_on}"

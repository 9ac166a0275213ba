"""Who is in which cohort, what happened to that, and who was there on which day."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.fields import FractionField
from feltwork.apps.schools.models.base import SchoolOwned
from feltwork.apps.schools.models.programmes import Cohort, RuleEdition, TrainingDay


class Enrolment(SchoolOwned):
    """A student's place in a programme. The rule edition is fixed on the anchor day, the first of the training."""

    class State(models.TextChoices):
        ACTIVE = "active", _("In training")
        DEFERRED = "deferred", _("Paused")
        WITHDRAWN = "withdrawn", _("Left")
        COMPLETED = "completed", _("Certified")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "state": "internal", "edition": "internal"}

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey(RuleEdition, on_delete=models.PROTECT, related_name="enrolments")
    anchor_on = models.DateField(_("first day of training"))
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    enrolled_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "state"], name="schools_enrolment_state")]
        constraints = [
            models.UniqueConstraint(fields=["school", "student", "cohort"], name="schools_enrolled_once"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class EnrolmentEvent(SchoolOwned):
    """What happened to an enrolment. Only ever added to."""

    class Kind(models.TextChoices):
        ENROLLED = "enrolled", _("Enrolled")
        DEFERRED = "deferred", _("Paused")
        RESUMED = "resumed", _("Resumed")
        COHORT_CHANGED = "cohort_changed", _("Changed cohort")
        TRANSFERRED_IN = "transferred_in", _("Came from another school")
        WITHDRAWN = "withdrawn", _("Left")
        HELD = "held", _("Certificate held")
        RELEASED = "released", _("Hold lifted")
        CREDIT_UNDONE = "credit_undone", _("Recognition taken back")
        COMPLETED = "completed", _("Certified")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "kind": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind)
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class Attendance(SchoolOwned):
    """How one student took one training day. A correction is written over; the audit trail keeps what it was."""

    class State(models.TextChoices):
        ATTENDED = "attended", _("There")
        MISSED = "missed", _("Not there")
        RECORDING = "recording", _("Watched the recording")
        MADE_UP = "made_up", _("Made up on another day")
        EXCUSED = "excused", _("Excused")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendance")
    day = models.ForeignKey(TrainingDay, on_delete=models.PROTECT, related_name="attendance")
    state = models.CharField(max_length=10, choices=State)
    mode = models.CharField(max_length=10, blank=True)  # where it differs from the day's own
    made_up_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "enrolment", "day"], name="schools_attended_once")]

    def __str__(self) -> str:
        return f"{self.day_id} {self.state}"


class RecognisedCredit(SchoolOwned):
    """What was brought from another school and recognised here.

    A row that was wrong is taken back by another one; neither counts then. Read them with `queries.standing_credits`.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="recognised")
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=40, blank=True)
    amount = FractionField()
    source = models.CharField(max_length=160)
    modes = models.JSONField(default=dict)  # training days by mode
    reason = models.TextField(blank=True)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    takes_back = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back_by"
    )

    def __str__(self) -> str:
        return f"{self.amount} {self.kind}"

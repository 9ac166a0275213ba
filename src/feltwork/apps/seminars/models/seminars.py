"""What is offered, when and where it meets, and who leads it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import Cohort, Mode, ModuleDate, Programme, Provider, SchoolOwned, TrainingDay


class Seminar(SchoolOwned):
    """Something with dates to which people come: a seminar, a workshop, a module of a cohort, a consultation group.

    `capacity` empty means as many as come; of a module it means places for guests from other cohorts, since the cohort
    has its own. `cohort` and `programme` say for whom it is. `evidence_code` is the gate of the rules that whole
    attendance proves; modules have none, because there the training day itself counts.
    """

    class Kind(models.TextChoices):
        SEMINAR = "seminar", _("Seminar")
        WORKSHOP = "workshop", _("Workshop")
        MODULE = "module", _("Module")
        CONSULTATION = "consultation", _("Consultation group")

    class State(models.TextChoices):
        DRAFT = "draft", _("Being planned")
        OPEN = "open", _("Open")
        CANCELLED = "cancelled", _("Called off")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    kind = models.CharField(_("what it is"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    about = models.TextField(_("about it"), blank=True)  # Markdown
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    state_reason = models.CharField(max_length=300, blank=True)
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # the office may take a module's dates away as long as nobody is marked; what was planned here stays and says so
    module_date = models.ForeignKey(
        ModuleDate, null=True, blank=True, on_delete=models.SET_NULL, related_name="seminars"
    )
    host = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    sign_up_until = models.DateField(_("signing up until"), null=True, blank=True)
    leave_days = models.PositiveSmallIntegerField(_("days before, until which a place can be given back"), default=2)
    needs_assistants = models.BooleanField(_("needs assistants"), default=False)
    needed_meetings = models.PositiveSmallIntegerField(_("meetings needed"), null=True, blank=True)
    evidence_code = models.CharField(_("what it proves"), max_length=40, blank=True)
    zone = models.CharField(_("time zone"), max_length=60)
    asks_feedback = models.BooleanField(_("asks for feedback"), default=True)
    own_questions = models.JSONField(default=list, blank=True)  # up to three sentences, answered in words
    feedback_until = models.DateField(null=True, blank=True)  # set when it is asked for
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "state", "kind"], name="seminars_seminar_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "module_date"],
                condition=models.Q(module_date__isnull=False) & ~models.Q(state="cancelled"),
                name="seminars_module_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="module") | models.Q(evidence_code=""), name="seminars_module_day_counts"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_module(self) -> bool:
        return self.kind == self.Kind.MODULE

    @property
    def is_consultation(self) -> bool:
        return self.kind == self.Kind.CONSULTATION


class Meeting(SchoolOwned):
    """One time at which a seminar meets. `day`: the training day that this is, where the seminar is a module.

    While `checkin_opened_at` is set and `checkin_closed_at` is not, people mark themselves by the code of `codes.py`.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    seminar = models.ForeignKey(Seminar, on_delete=models.PROTECT, related_name="meetings")
    # a training day goes only while nobody is marked; its meeting goes with it
    day = models.ForeignKey(TrainingDay, null=True, blank=True, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    room = models.CharField(_("room and address"), max_length=160, blank=True)
    link = models.URLField(_("link"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)  # of RFC 5545: raised by every change
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    checkin_opened_at = models.DateTimeField(null=True, blank=True)
    checkin_closed_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)  # somebody went through the list and kept it
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["school", "starts_at"], name="seminars_meeting_starts")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="seminars_meeting_order"
            ),
            models.UniqueConstraint(
                fields=["school", "seminar", "day"],
                condition=models.Q(day__isnull=False),
                name="seminars_meeting_of_day",
            ),
        ]

    def __str__(self) -> str:
        return self.starts_at.isoformat()

    @property
    def is_checking_in(self) -> bool:
        return self.checkin_opened_at is not None and self.checkin_closed_at is None


class SeminarStaff(SchoolOwned):
    """Who leads a seminar or assists in it: an account, an approved provider (who may have no account), or both."""

    class Role(models.TextChoices):
        TRAINER = "trainer", _("Trainer")
        ASSISTANT = "assistant", _("Assistant")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "user": "personal"}

    seminar = models.ForeignKey(Seminar, on_delete=models.PROTECT, related_name="staff")
    role = models.CharField(max_length=9, choices=Role)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    provider = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(provider__isnull=False),
                name="seminars_staff_somebody",
            ),
            models.UniqueConstraint(
                fields=["school", "seminar", "user"], condition=models.Q(user__isnull=False), name="seminars_staff_user"
            ),
            models.UniqueConstraint(
                fields=["school", "seminar", "provider"],
                condition=models.Q(provider__isnull=False),
                name="seminars_staff_provider",
            ),
        ]

    def __str__(self) -> str:
        return str(self.provider or self.user)

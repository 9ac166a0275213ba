"""Sitting an examination in writing: attempts with their questions and answers, marking by two, decisions, appeals."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.exams.models.bank import Difficulty, Examination, Item, ItemVersion, Topic
from feltwork.apps.schools.fields import FractionField
from feltwork.apps.schools.models import Cohort, Enrolment, SchoolOwned


class Allowance(SchoolOwned):
    """What was agreed with one candidate; the latest row holds. Why is nobody's business and stands nowhere."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    extra_percent = models.PositiveSmallIntegerField(
        _("more time, in percent"), default=0, validators=[MaxValueValidator(300)]
    )
    extra_pause_minutes = models.PositiveSmallIntegerField(
        _("more minutes of pause"), default=0, validators=[MaxValueValidator(600)]
    )
    is_plain = models.BooleanField(_("a plain page, for large type and for reading aloud"), default=False)
    words = models.CharField(_("what else is arranged"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["enrolment"], name="exams_allowance_of")]

    def __str__(self) -> str:
        return str(self.uuid)


class Leave(SchoolOwned):
    """One more attempt for somebody, whatever the rules of retaking say."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uuid)


class Admittance(SchoolOwned):
    """A ruling: somebody may sit an examination before they have all that its level asks for, or not any more.

    The latest row holds. `missing`: what was missing as it was decided, [{"code", "level"}].
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="+")
    is_let_in = models.BooleanField(default=True)
    reason = models.CharField(_("why"), max_length=300)
    missing = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["examination", "enrolment"], name="exams_admittance_of")]

    def __str__(self) -> str:
        return str(self.uuid)


class Trains(SchoolOwned):
    """Who trains a cohort: they do not decide alone about its candidates, and never mark alone."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user", "cohort"], condition=models.Q(until=None), name="exams_trains_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.cohort_id}"


class Marker(SchoolOwned):
    """Whoever may be asked to mark short answers of an examination."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="markers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "examination", "user"], condition=models.Q(until=None), name="exams_marks_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.examination_id}"


class Attempt(SchoolOwned):
    """One candidate's go. `seed` drew the form: the same seed, bank and blueprint give it again.

    The time is the server's: until `ends_at`, which moves on by what was paused. `changes` counts what was kept, as on
    a sheet of questions; `device` is a hash that is good for this attempt alone.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Under way")
        PAUSED = "paused", _("Paused")
        MARKING = "marking", _("Being marked")
        MARKED = "marked", _("Waits for a decision")
        DECIDED = "decided", _("Decided")

    class HandedIn(models.TextChoices):
        SELF = "self", _("By the candidate")
        TIME = "time", _("At the end of the time")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "form": "internal", "seed": "internal"}

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="sittings")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="sittings")
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, blank=True)  # of its questions; "" before languages were kept apart
    seed = models.CharField(max_length=64)
    form = models.JSONField()  # {"parts": [title, …], "blueprint": uuid, "short": [cells that the bank could not fill]}
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    seconds = models.PositiveIntegerField()  # all the time there is, with what was agreed
    pause_seconds = models.PositiveIntegerField()  # that may be paused in all
    paused_seconds = models.PositiveIntegerField(default=0)  # that were, before the present pause
    paused_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    is_plain = models.BooleanField(default=False)
    changes = models.PositiveIntegerField(default=0)
    device = models.CharField(max_length=32)
    seen_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    handed_in = models.CharField(max_length=4, choices=HandedIn, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "examination", "enrolment", "number"], name="exams_attempt_number"
            ),
            models.UniqueConstraint(
                fields=["school", "candidate"],
                condition=models.Q(state__in=("running", "paused")),
                name="exams_one_sitting_each",
            ),
        ]
        indexes = [
            models.Index(fields=["examination", "state"], name="exams_attempts_in_state"),
            models.Index(
                fields=["ends_at"], condition=models.Q(state__in=("running", "paused")), name="exams_to_hand_in"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.RUNNING, self.State.PAUSED}

    def paused_until(self, at: datetime) -> datetime:
        """When the time runs again by itself: all that may be paused is used up. *at* where it is not paused."""
        if self.paused_at is None:
            return at
        return self.paused_at + timedelta(seconds=max(0, self.pause_seconds - self.paused_seconds))

    def over_at(self, at: datetime) -> datetime:
        """When the time is over, as things stand *at* that moment."""
        if self.paused_at is None:
            return self.ends_at
        return self.ends_at + (max(self.paused_at, min(at, self.paused_until(at))) - self.paused_at)


class Question(SchoolOwned):
    """One item in one attempt, with the answer that holds. Topic and difficulty are those of the day it was drawn.

    `answer` has the shape of `core.exams`, None is none; `share` is what it is worth, 0 to 1, once that is known.
    `version` and `origin` say which change of the attempt set the answer, and which page sent it.
    """

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "internal", "answer": "personal", "share": "personal", "is_later": "personal"
    }  # fmt: skip

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField()
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="asked")
    topic = models.CharField(max_length=12, choices=Topic)
    difficulty = models.CharField(max_length=8, choices=Difficulty)
    order = models.JSONField(default=list)  # ids of its choices, as they stood
    answer = models.JSONField(null=True)
    answered_at = models.DateTimeField(null=True)
    is_later = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=40, blank=True)
    share = FractionField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "attempt", "number"], name="exams_question_number")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.number}"


class AnswerSave(SchoolOwned):
    """Every answer as it came, also those that gave way to later ones, and those that came after the end of the time.

    The proof beside `Question.answer`: it is never changed, and an appeal can read what was given when.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="saves")
    answer = models.JSONField(null=True)
    version = models.PositiveIntegerField()
    origin = models.CharField(max_length=40, blank=True)
    is_late = models.BooleanField(default=False)  # came after the end, from a device without a connection
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.question_id} {self.version}"


class SittingEvent(SchoolOwned):
    """What happened in an attempt, as the candidate reads it, too. Nobody is watched: no focus, no camera, no keys."""

    class Kind(models.TextChoices):
        STARTED = "started", _("Begun")
        RESUMED = "resumed", _("Opened again")
        MOVED = "moved", _("Went on on another device")
        PAUSED = "paused", _("Paused")
        WENT_ON = "went_on", _("Went on")
        LOST = "lost", _("Connection lost and found again")
        LATE = "late", _("Answers came after the end")
        ADMITTED = "admitted", _("Late answers were admitted")
        HANDED_IN = "handed_in", _("Handed in")
        TIME_OVER = "time_over", _("Handed in at the end of the time")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=9, choices=Kind)
    facts = models.JSONField(default=dict)  # seconds, count, reason
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"


class Marking(SchoolOwned):
    """One marker's reading of an attempt's short answers. Place 1 and 2 read all of them and cannot see each other;
    place 3 reads those on which the two are apart. `turn` 2 is marking again after an appeal."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="markings")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField(default=1)
    place = models.PositiveSmallIntegerField()
    assigned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "attempt", "turn", "place"], name="exams_marking_place"),
            models.UniqueConstraint(fields=["school", "attempt", "marker"], name="exams_marks_an_attempt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.turn}.{self.place}"


class Mark(SchoolOwned):
    """What one marker gives one short answer; theirs to change until their marking is done."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    marking = models.ForeignKey(Marking, on_delete=models.PROTECT, related_name="marks")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="marks")
    points = models.JSONField()  # {criterion: points}
    share = FractionField()
    words = models.TextField(_("why"), blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "marking", "question"], name="exams_mark_once_each")]

    def __str__(self) -> str:
        return f"{self.marking_id} {self.question_id}"


class Decision(SchoolOwned):
    """The result, released by a person. A later one takes its place and says why; both stay.

    `figures` is what was counted: {"share", "cut", "part_cut", "parts": […], "topics": […]} with fractions as text.
    """

    class Outcome(models.TextChoices):
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Not passed")
        VOID = "void", _("Does not count")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="decisions")
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    outcome = models.CharField(max_length=6, choices=Outcome)
    figures = models.JSONField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "attempt"], condition=models.Q(corrects=None), name="exams_first_decision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.outcome}"


class Appeal(SchoolOwned):
    """A candidate asks for a decision to be looked at again; answered by somebody who neither marked nor decided."""

    class Answer(models.TextChoices):
        NONE = "", _("Not answered yet")
        AGAIN = "again", _("Is marked again by others")
        STANDS = "stands", _("The result stands")
        CHANGED = "changed", _("The result was changed")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "answer": "internal"}

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    words = models.TextField(_("what should be looked at again, and why"))
    at = models.DateTimeField()
    answer = models.CharField(max_length=7, choices=Answer, default=Answer.NONE, blank=True)
    reason = models.TextField(_("what you found"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.uuid)


class Exposure(SchoolOwned):
    """How often an item was asked; counted by a job, so that three hundred who begin at once wait for nobody."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="exposure")
    times = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.item_id} {self.times}"

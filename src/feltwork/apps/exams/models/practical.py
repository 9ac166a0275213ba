"""The practical examination: who is examined, on what, by whom, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.exams.models.bank import Examination
from feltwork.apps.exams.models.sealed import SealedVideo, UseConsent
from feltwork.apps.schools.models import Enrolment, SchoolOwned


class Practical(SchoolOwned):
    """One candidate's attempt. `round` is 2 once an appeal was granted: other raters rate the same session."""

    class Way(models.TextChoices):
        RECORDING = "recording", _("A recorded session")
        LIVE = "live", _("A session that raters watch as it is held")

    class State(models.TextChoices):
        OPEN = "open", _("Being prepared")
        RATING = "rating", _("With the raters")
        DECIDING = "deciding", _("Waits for the decision")
        DECIDED = "decided", _("Decided")
        GIVEN_UP = "given_up", _("Given up")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "examination": "internal", "state": "internal"}

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="practicals")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="practicals")
    number = models.PositiveSmallIntegerField()
    way = models.CharField(_("how"), max_length=9, choices=Way, default=Way.RECORDING)
    live_at = models.DateTimeField(_("when"), null=True, blank=True)
    place = models.CharField(_("room or link"), max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    round = models.PositiveSmallIntegerField(default=1)
    booked_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "examination", "enrolment", "number"], name="exams_practical_number"
            ),
            models.UniqueConstraint(
                fields=["school", "examination", "enrolment"],
                condition=models.Q(state__in=("open", "rating", "deciding")),
                name="exams_one_practical_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["school", "state"], name="exams_practical_state")]

    def __str__(self) -> str:
        return str(self.uuid)


class PracticalConsent(UseConsent):
    """That the client agrees to the use of this session: by an answer in their file here, or by a signed statement."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "client": "clinical", "key_id": "secret"}

    practical = models.ForeignKey(Practical, on_delete=models.PROTECT, related_name="consents")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "practical"], condition=models.Q(ended_at=None), name="exams_one_consent"
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Recording(SealedVideo):
    """A candidate's recorded session."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "key_id": "secret", "removed": "internal"}

    practical = models.ForeignKey(Practical, on_delete=models.PROTECT, related_name="recordings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "practical"], condition=models.Q(removed_at=None), name="exams_one_recording"
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Rater(SchoolOwned):
    """Somebody appointed to rate for one examination. They rate once they have matched the gold ratings."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "user": "personal"}

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="raters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "examination", "user"], condition=models.Q(until=None), name="exams_rater_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.examination_id} {self.user_id}"


class RaterRelation(SchoolOwned):
    """Two people stand close, in the words of one of them: neither rates the other. Nobody has to say how."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "rater", "candidate"],
                condition=models.Q(ended_at=None),
                name="exams_relation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rater_id} {self.candidate_id}"


class RaterDraw(SchoolOwned):
    """A lot: who could be drawn, who could not and why, the seed, who came out. Anybody with the row can repeat it."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "seed": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    practical = models.ForeignKey(Practical, on_delete=models.PROTECT, related_name="draws")
    round = models.PositiveSmallIntegerField()
    seats = models.JSONField()  # [1, 2]
    seed = models.CharField(max_length=64)
    pool = models.JSONField()  # uuids of those who could be drawn, sorted
    partly = models.JSONField(default=list)  # those of the pool of whom one only may sit
    left_out = models.JSONField(default=dict)  # uuid: codes of `relations`
    drawn = models.JSONField()  # uuids, in the order of the seats
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class Rating(SchoolOwned):
    """One rater's sheet; `data` has the shape of `core.exams`. Nobody else reads it before both are handed in."""

    class Excused(models.TextChoices):
        RELATION = "relation", _("Knows the candidate or the client too well")
        TIME = "time", _("No time before the day it is due")
        OTHER = "other", _("Another reason")
        REMOVED = "removed", _("Replaced by the school")
        CLOSED = "closed", _("Not needed any more")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "digest": "internal"}

    practical = models.ForeignKey(Practical, on_delete=models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    seat = models.PositiveSmallIntegerField()  # 1 and 2 rate at the same time; 3 only where those are far apart
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    due_on = models.DateField()
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of `data` as it was handed in
    excused_at = models.DateTimeField(null=True)
    excused = models.CharField(max_length=8, choices=Excused, blank=True)

    class Meta:
        ordering = ["round", "seat", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "practical", "round", "seat"],
                condition=models.Q(excused_at=None),
                name="exams_one_rater_a_seat",
            ),
            models.UniqueConstraint(
                fields=["school", "practical", "rater"],
                condition=~models.Q(excused="closed"),  # another session may come to the same rater
                name="exams_rates_once",
            ),
        ]
        indexes = [models.Index(fields=["school", "rater", "submitted_at"], name="exams_own_ratings")]

    def __str__(self) -> str:
        return str(self.uuid)


class PracticalDecision(SchoolOwned):
    """What the school decided in one round, with what the ratings came to at that time."""

    class Outcome(models.TextChoices):
        PASSED = "passed", _("Passed")
        NOT_PASSED = "not_passed", _("Not passed")
        NO_RESULT = "no_result", _("Cannot be rated")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    practical = models.ForeignKey(Practical, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    words = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "practical", "round"], name="exams_practical_decided_once")
        ]

    def __str__(self) -> str:
        return f"{self.practical_id} {self.outcome}"


class PracticalAppeal(SchoolOwned):
    """The candidate asks for other raters. Granted by somebody else than who decided."""

    class Answer(models.TextChoices):
        GRANTED = "granted", _("Granted: other raters rate the same session")
        REFUSED = "refused", _("Refused")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    practical = models.ForeignKey(Practical, on_delete=models.PROTECT, related_name="appeals")
    words = models.TextField()
    at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answer_words = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "practical"], name="exams_one_appeal")]

    def __str__(self) -> str:
        return str(self.uuid)

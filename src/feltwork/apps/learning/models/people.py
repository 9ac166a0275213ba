"""Where people are: what they read and for how long, what they answered, and what they completed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.learning.models.courses import Course, Lesson, LessonVersion
from feltwork.apps.schools.models.base import SchoolOwned
from feltwork.apps.schools.models.enrolments import Enrolment


class Reading(SchoolOwned):
    """One person in one lesson. Nobody is timed by the second: `seconds` counts while the page is in front."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="lessons_read")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="readings")
    version = models.ForeignKey(LessonVersion, null=True, on_delete=models.PROTECT, related_name="+")  # seen last
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_version = models.ForeignKey(LessonVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_outside = models.BooleanField(default=False)  # done in another system

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "enrolment", "lesson"], name="learning_read_once")]

    def __str__(self) -> str:
        return f"{self.lesson_id}"


class LessonAnswer(SchoolOwned):
    """One answer to one question; the last one counts. `key` is the page's own for it: sent twice it is kept once."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="lesson_answers")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="answers")
    version = models.ForeignKey(LessonVersion, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=40)
    answer = models.JSONField()  # an identifier, or a list of them
    key = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "enrolment", "lesson"], name="learning_answers_of")]
        constraints = [
            models.UniqueConstraint(fields=["school", "enrolment", "question", "key"], name="learning_answer_once")
        ]

    def __str__(self) -> str:
        return self.question


class Reflection(SchoolOwned):
    """What somebody wrote for themselves beside a lesson. No page shows it to anybody else, and nothing counts it."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "words": "private_note"}

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="reflections")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "enrolment", "lesson", "question"], name="learning_thought_once")
        ]

    def __str__(self) -> str:
        return self.question


class Completion(SchoolOwned):
    """On one day somebody had fulfilled what a course (or one lesson, elsewhere) asks. Only ever added to.

    One that was wrong is taken back by another row; neither counts then. Read them with `queries.completions`.
    """

    class Way(models.TextChoices):
        READ = "read", _("Read here")
        TOOL = "tool", _("In another tool")
        FILE = "file", _("Brought in from a file")
        HAND = "hand", _("Entered by a person")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="completions")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    lesson = models.ForeignKey(Lesson, null=True, blank=True, on_delete=models.PROTECT, related_name="completions")
    on = models.DateField()
    way = models.CharField(max_length=4, choices=Way)
    source = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=200)
    score = models.DecimalField(null=True, blank=True, max_digits=5, decimal_places=4)  # 0 to 1
    rules = models.JSONField(default=dict)  # of the course as they stood, and what was reached
    reason = models.CharField(max_length=300, blank=True)
    takes_back = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["school", "course", "enrolment"], name="learning_completed")]
        constraints = [models.UniqueConstraint(fields=["school", "key"], name="learning_completion_key")]

    def __str__(self) -> str:
        return f"{self.on}"

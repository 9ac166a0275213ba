"""What is taught: courses of lessons. What was published is only ever added to; what is being written is a draft."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models.base import SchoolOwned
from feltwork.apps.schools.models.programmes import Programme
from feltwork.core.learning import LessonText, Rules


class Topic(models.TextChoices):
    ANATOMY = "anatomy", _("Anatomy")
    PHYSIOLOGY = "physiology", _("Physiology")
    PSYCHOLOGY = "psychology", _("Psychology")
    TRAUMA = "trauma", _("Trauma")
    ETHICS = "ethics", _("Ethics")
    SE_SKILLS = "se_skills", _("SE skills")


class Course(SchoolOwned):
    """Lessons in an order, and the rules by which they count as completed.

    `texts` holds title and summary by language: {"en": {"title": "…", "summary": "…"}}.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class Order(models.TextChoices):
        FREE = "free", _("In any order")
        FIXED = "fixed", _("One after the other")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    code = models.SlugField(_("short name in addresses"), max_length=40)
    texts = models.JSONField(default=dict)
    language = models.CharField(max_length=8, default="en")  # of people whose own language the texts do not have
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="courses")
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    order = models.CharField(_("order of the lessons"), max_length=5, choices=Order, default=Order.FREE)
    right_percent = models.PositiveSmallIntegerField(
        _("questions answered right, at least, in percent"), default=0, validators=[MaxValueValidator(100)]
    )
    least_minutes = models.PositiveSmallIntegerField(_("minutes of reading, at least"), default=0)
    evidence_code = models.CharField(_("requirement that it proves"), max_length=40, blank=True)
    outside_names = models.JSONField(default=list, blank=True)  # by which other systems call it
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["school", "code"], name="learning_course_code")]

    def __str__(self) -> str:
        return self.code

    @property
    def rules(self) -> Rules:
        return Rules(self.order == self.Order.FIXED, self.right_percent, self.least_minutes)


class Lesson(SchoolOwned):
    """A place in a course. `published` is what people read; None until somebody published it."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    code = models.SlugField(_("short name in addresses"), max_length=60)
    position = models.PositiveSmallIntegerField()
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    is_required = models.BooleanField(_("counts for completing the course"), default=True)
    published = models.ForeignKey("LessonVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    outside_names = models.JSONField(default=list, blank=True)
    tool_link = models.CharField(max_length=200, blank=True)  # below /at/<school>/: what another tool shows with it

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["school", "course", "code"], name="learning_lesson_code")]

    def __str__(self) -> str:
        return self.code


class LessonVersion(SchoolOwned):
    """What a lesson said from the day on which it was published. `texts` by language, in the shape of `LessonText`."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField()
    minutes = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)  # what changed
    asks_again = models.BooleanField(default=False)  # whoever read an earlier one reads this one, too
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "lesson", "number"], name="learning_version_number")]

    def __str__(self) -> str:
        return f"{self.number}"

    def text(self, language: str) -> LessonText:
        return LessonText.from_data(self.texts[language])


class LessonDraft(SchoolOwned):
    """What is being written for the next version. `edits` counts its changes, so that nobody writes over another."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    lesson = models.OneToOneField(Lesson, on_delete=models.CASCADE, related_name="draft")
    texts = models.JSONField(default=dict)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # None: reckoned from the text
    edits = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.edits}"

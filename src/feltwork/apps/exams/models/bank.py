"""The bank: items with their versions and reviews, what forms are drawn by, and what a school offers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import Level, Programme, SchoolOwned


class Topic(models.TextChoices):
    ANATOMY = "anatomy", _("Anatomy")
    PHYSIOLOGY = "physiology", _("Physiology")
    PSYCHOLOGY = "psychology", _("Psychology")
    TRAUMA = "trauma", _("Trauma")
    ETHICS = "ethics", _("Ethics")
    SKILLS = "se_skills", _("SE skills")


class Difficulty(models.TextChoices):
    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


class Item(SchoolOwned):
    """One question of the bank. Two items of one family never stand in one form: one would give the other away."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    code = models.SlugField(_("code"), max_length=60)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    difficulty = models.CharField(_("how hard"), max_length=8, choices=Difficulty, default=Difficulty.MEDIUM)
    family = models.SlugField(_("family"), max_length=60, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "topic", "difficulty"], name="exams_item_cell")]
        constraints = [models.UniqueConstraint(fields=["school", "code"], name="exams_item_code")]

    def __str__(self) -> str:
        return self.code


class ItemVersion(SchoolOwned):
    """What an item says at one time; `data` has the shape of `core.exams`. Once asked, it never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        LIVE = "live", _("In use")
        OLD = "old", _("Replaced")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    data = models.JSONField()
    language = models.CharField(max_length=8, default="en")  # of `data`, without what stands after a dash
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    live_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "item", "number"], name="exams_version_number"),
            models.UniqueConstraint(
                fields=["school", "item"], condition=models.Q(state="live"), name="exams_one_live_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.number}"


class ItemReview(SchoolOwned):
    """One reader's verdict on one version; never the author's own."""

    class Verdict(models.TextChoices):
        FIT = "fit", _("Fit to be asked")
        CHANGE = "change", _("Needs a change")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=6, choices=Verdict)
    words = models.TextField(_("what you noticed"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["school", "version", "by"], name="exams_reviewed_once_each")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.verdict}"


class Figure(SchoolOwned):
    """A drawing or a photograph that items show; seen by whoever is asked it, and by those who keep the bank."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    name = models.CharField(_("name"), max_length=120)
    alt = models.CharField(_("what it shows, in words"), max_length=400)
    file = models.FileField(upload_to="exams/")
    content_type = models.CharField(max_length=80)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Blueprint(SchoolOwned):
    """How many items of which topic and difficulty a form has, in parts; `data` has the shape of `core.exams`."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    name = models.CharField(_("name"), max_length=120)
    data = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Examination(SchoolOwned):
    """What a school offers to the candidates of a programme. No bundled rule set asks for one."""

    class Kind(models.TextChoices):
        WRITTEN = "written", _("In writing")
        PRACTICAL = "practical", _("In practice")

    class Shows(models.TextChoices):
        TOPICS = "topics", _("How each topic went")
        ANSWERS = "answers", _("Every question with its explanation")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="examinations")
    level = models.ForeignKey(Level, null=True, blank=True, on_delete=models.PROTECT, related_name="examinations")
    kind = models.CharField(_("how"), max_length=10, choices=Kind)
    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("what candidates should know"), blank=True)
    blueprint = models.ForeignKey(Blueprint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    languages = models.JSONField(_("languages of the questions"), default=list)  # codes; in writing, at least one
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=120, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    pause_minutes = models.PositiveSmallIntegerField(_("minutes of pause in all"), default=20)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=3, validators=[MinValueValidator(1)])
    retake_days = models.PositiveSmallIntegerField(_("days before another attempt"), default=30)
    lockout_days = models.PositiveSmallIntegerField(_("days locked out after the last attempt"), default=365)
    cut_percent = models.DecimalField(_("passed from, in percent"), max_digits=5, decimal_places=2, default=70)
    part_cut_percent = models.DecimalField(
        _("at least in each part, in percent"), max_digits=5, decimal_places=2, default=0
    )
    shows = models.CharField(_("what a result explains"), max_length=8, choices=Shows, default=Shows.TOPICS)
    evidence_code = models.SlugField(_("what it proves in the rules"), max_length=40, blank=True)
    opens_on = models.DateField(_("open from"), null=True, blank=True)
    closes_on = models.DateField(_("open until"), null=True, blank=True)
    is_open = models.BooleanField(_("candidates may sit it"), default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "code"], name="exams_examination_code")]

    def __str__(self) -> str:
        return self.name

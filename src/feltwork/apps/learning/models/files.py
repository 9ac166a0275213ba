"""Figures, videos with their captions, and files to take along, each under a name that the lesson's text uses."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.learning.models.courses import Lesson
from feltwork.apps.schools.models.base import SchoolOwned

FOLDER = "learning/%Y"


class LessonFile(SchoolOwned):
    """One file or, for a video, its address elsewhere. A file is never changed: another one gets another name."""

    class Kind(models.TextChoices):
        FIGURE = "figure", _("Figure")
        VIDEO = "video", _("Video")
        CAPTIONS = "captions", _("Captions of a video")
        DOWNLOAD = "download", _("File to take along")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(_("what it is"), max_length=8, choices=Kind)
    name = models.CharField(_("name in the text"), max_length=60)
    title = models.CharField(_("title"), max_length=160, blank=True)
    file = models.FileField(upload_to=FOLDER, blank=True)
    url = models.URLField(blank=True, max_length=500)  # a video elsewhere
    of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="captions")
    language = models.CharField(max_length=8, blank=True)  # of captions
    content_type = models.CharField(max_length=80, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256
    width = models.PositiveIntegerField(default=0)  # of a figure, in pixels
    height = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)  # no longer offered; earlier versions still show it
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "lesson", "name", "language"],
                condition=models.Q(removed_at=None),
                name="learning_file_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Picture(SchoolOwned):
    """A figure drawn anew at one width, so that a phone on a poor line fetches a small one."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    of = models.ForeignKey(LessonFile, on_delete=models.PROTECT, related_name="pictures")
    width = models.PositiveIntegerField()  # pixels
    file = models.FileField(upload_to=FOLDER)

    class Meta:
        ordering = ["width"]
        constraints = [models.UniqueConstraint(fields=["school", "of", "width"], name="learning_picture_width")]

    def __str__(self) -> str:
        return f"{self.width}"

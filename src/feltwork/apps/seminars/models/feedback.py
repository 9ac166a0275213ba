"""What people said about a seminar, and, apart from it, who has said something."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from feltwork.apps.schools.models import Enrolment, SchoolOwned
from feltwork.apps.seminars.models.seminars import Seminar


class FeedbackGiven(SchoolOwned):
    """This person has answered. Nothing leads from here to what they said, no time and no order."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    seminar = models.ForeignKey(Seminar, on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "seminar", "enrolment"], name="seminars_feedback_once")
        ]

    def __str__(self) -> str:
        return str(self.seminar_id)


class FeedbackAnswer(SchoolOwned):
    """One answer to one question: `value` of a scale (1 to 5), or `text`. Whose, is kept nowhere.

    All answers of a seminar are written anew, shuffled, whenever one comes in, so that the order of rows tells nothing.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "text": "personal"}

    seminar = models.ForeignKey(Seminar, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "seminar", "question"], name="seminars_feedback_of")]

    def __str__(self) -> str:
        return self.question

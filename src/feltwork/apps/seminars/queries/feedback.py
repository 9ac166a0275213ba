"""Feedback: who is asked, who has answered, and what was said once it may be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from feltwork.apps.schools.models import Attendance, Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.seminars.models import FeedbackAnswer, FeedbackGiven, Mark, Seminar
from feltwork.apps.seminars.queries.people import THERE
from feltwork.apps.seminars.questions import LEAST_ANSWERS, SCALE, Question, questions_of


@dataclass(frozen=True, slots=True)
class Said:
    """What was said to one question: how many chose each step from 1 to 5, or the words in no order that tells."""

    question: Question
    steps: tuple[int, ...]
    texts: tuple[str, ...]

    @property
    def number(self) -> int:
        return sum(self.steps) or len(self.texts)

    @property
    def most(self) -> int:
        return max(self.steps, default=0)


@dataclass(frozen=True, slots=True)
class Feedback:
    """`why_not`: "open" while it is still asked for, "few" below five people; then nothing was counted."""

    given: int
    why_not: str
    said: tuple[Said, ...]


def who_came(seminar: Seminar) -> list[Enrolment]:
    """Whoever took at least one meeting."""
    rows = Enrolment.objects.filter(_came(seminar)).select_related("student", "school")
    return list(rows.distinct().order_by("pk"))


def may_answer(seminar: Seminar, enrolment: Enrolment) -> bool:
    return Enrolment.objects.filter(_came(seminar), pk=enrolment.pk).exists()


def is_open(seminar: Seminar, at: datetime) -> bool:
    """From when it was asked for until its last day."""
    return seminar.feedback_until is not None and date_at(seminar.school, at) <= seminar.feedback_until


def has_given(seminar: Seminar, enrolment: Enrolment) -> bool:
    return FeedbackGiven.objects.filter(seminar=seminar, enrolment=enrolment).exists()


def feedback_of(seminar: Seminar, at: datetime) -> Feedback:
    """What was said. Only after the last day, so that two looks never differ by one person, and from five people on."""
    given = FeedbackGiven.objects.filter(seminar=seminar).count()
    if seminar.feedback_until is None or is_open(seminar, at):
        return Feedback(given, "open", ())
    if given < LEAST_ANSWERS:
        return Feedback(given, "few", ())
    rows = list(FeedbackAnswer.objects.filter(seminar=seminar).values_list("question", "value", "text"))
    return Feedback(given, "", tuple(_said(one, rows) for one in questions_of(seminar)))


def _said(question: Question, rows: list[tuple[str, int | None, str]]) -> Said:
    own = [(value, text) for code, value, text in rows if code == question.code]
    steps = tuple(sum(value == step for value, _text in own) for step in SCALE) if question.is_scale else ()
    return Said(question, steps, tuple(sorted(text for _value, text in own if text)))


def _came(seminar: Seminar) -> Q:
    marks = Mark.objects.filter(meeting__seminar=seminar, state__in=THERE).values("enrolment")
    days = Attendance.objects.filter(day__meetings__seminar=seminar, state__in=THERE).values("enrolment")
    return Q(pk__in=marks) | Q(pk__in=days)

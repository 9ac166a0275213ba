"""Completions that stand: written, and not taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from feltwork.apps.learning.models import Completion, Course, Lesson
from feltwork.apps.schools.models import Enrolment


@dataclass(frozen=True, slots=True)
class Brought:
    """One row of a file whose person and course are known."""

    enrolment: Enrolment
    course: Course
    lesson: Lesson | None
    on: date
    score: Decimal | None
    key: str


def standing_completions(course: Course | None = None) -> QuerySet[Completion]:
    """Of whole courses, oldest first; use inside the school's scope."""
    rows = Completion.objects.filter(takes_back=None, taken_back_by=None, lesson=None)
    return rows.filter(course=course) if course else rows


def first_completions(course: Course, enrolments: Iterable[Enrolment]) -> dict[int, Completion]:
    """By enrolment, the one that came first and stands."""
    rows = standing_completions(course).filter(enrolment__in=list(enrolments)).order_by("-at", "-pk")
    return {row.enrolment_id: row for row in rows}


def completions_of(enrolment: Enrolment) -> list[Completion]:
    """What stands for one person, oldest first."""
    return list(standing_completions().filter(enrolment=enrolment).select_related("course", "by"))

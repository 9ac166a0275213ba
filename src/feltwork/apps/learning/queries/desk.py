"""Courses and lessons as whoever writes them sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from feltwork.apps.learning.models import Course, Lesson
from feltwork.apps.learning.words import choose_language, course_text


@dataclass(frozen=True, slots=True)
class DeskCourse:
    course: Course
    title: str
    lessons: int  # published
    drafts: int
    completed: int


@dataclass(frozen=True, slots=True)
class DeskLesson:
    """*number*: of the published version, 0 for none. *draft_at*: when the draft was kept, None without one."""

    lesson: Lesson
    title: str
    number: int
    minutes: int
    languages: tuple[str, ...]
    draft_at: datetime | None


def desk_courses() -> list[DeskCourse]:
    """All, in their order; use inside the school's scope."""
    stands = Q(completions__takes_back=None, completions__taken_back_by=None, completions__lesson=None)
    rows = Course.objects.select_related("programme").annotate(
        published=Count("lessons", filter=Q(lessons__published__isnull=False, lessons__retired_at=None), distinct=True),
        drafts=Count("lessons__draft", distinct=True),
        completed=Count("completions__enrolment", filter=stands, distinct=True),
    )
    return [
        DeskCourse(row, course_text(row.texts, row.language)["title"], row.published, row.drafts, row.completed)
        for row in rows.order_by("position", "pk")
    ]


def desk_lessons(course: Course) -> list[DeskLesson]:
    """All of *course*, in their order, also those that were taken out."""
    rows = Lesson.objects.filter(course=course).select_related("published", "draft").order_by("position", "pk")
    return [_lesson(row, course) for row in rows]


def texts_of(lesson: Lesson) -> dict[str, Any]:
    """What is being written, else what is published, by language."""
    draft = getattr(lesson, "draft", None)
    texts: dict[str, Any] = draft.texts if draft else lesson.published.texts if lesson.published else {}
    return texts


def _lesson(row: Lesson, course: Course) -> DeskLesson:
    texts, draft = texts_of(row), getattr(row, "draft", None)
    return DeskLesson(
        lesson=row,
        title=str(texts.get(choose_language(texts, course.language), {}).get("title") or row.code),
        number=row.published.number if row.published else 0,
        minutes=row.published.minutes if row.published else 0,
        languages=tuple(texts),
        draft_at=draft.at if draft else None,
    )

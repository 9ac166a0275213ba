"""Lessons for apps above: what a tool can be put beside."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from feltwork.apps.learning.models import Course, Lesson
from feltwork.apps.learning.words import course_text
from feltwork.apps.schools.models import School


@dataclass(frozen=True, slots=True)
class ToolLesson:
    """A lesson by name, for a list to choose from. *code*, *course_code*: in addresses."""

    uuid: UUID
    course: UUID
    course_code: str
    course_title: str
    code: str
    title: str


def lesson_title(lesson: Lesson, course: Course) -> str:
    """As published, else as drafted, in the reader's language."""
    version = lesson.published
    texts = version.texts if version else getattr(lesson, "draft", None) and lesson.draft.texts
    return course_text(texts or {}, course.language)["title"] or lesson.code


def lessons_for_tools(school: School) -> list[ToolLesson]:
    """All lessons of *school* that are not taken out, in the order of courses; use inside the school's scope."""
    rows = Lesson.objects.filter(school=school, retired_at=None)
    rows = rows.select_related("course", "published", "draft").order_by("course__position", "course", "position", "pk")
    return [
        ToolLesson(
            uuid=row.uuid,
            course=row.course.uuid,
            course_code=row.course.code,
            course_title=course_text(row.course.texts, row.course.language)["title"],
            code=row.code,
            title=lesson_title(row, row.course),
        )
        for row in rows
    ]


def lesson_by_uuid(uuid: UUID) -> Lesson | None:
    """Use inside the school's scope."""
    return Lesson.objects.filter(uuid=uuid).select_related("course", "published").first()

"""Courses as cards: what they are, and where somebody is in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feltwork.apps.learning.models import Course, Lesson
from feltwork.apps.learning.queries.page import title_of
from feltwork.apps.learning.queries.places import place_for
from feltwork.apps.learning.queries.standings import Line, Standing, standing_of
from feltwork.apps.learning.words import course_text
from feltwork.apps.schools.models import Enrolment


@dataclass(frozen=True, slots=True)
class CourseCard:
    """*standing*: None for staff, and where somebody has no place for it."""

    course: Course
    title: str
    summary: str
    language: str
    lessons: int
    minutes: int
    standing: Standing | None

    @property
    def is_begun(self) -> bool:
        return self.standing is not None and self.standing.last_at is not None


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson in the list of its course. *state*: done, next, open, again, later."""

    lesson: Lesson
    number: int
    title: str
    summary: str
    minutes: int
    state: str
    line: Line | None


def course_cards(courses: Iterable[Course], places: Sequence[Enrolment]) -> list[CourseCard]:
    """Of *courses*, in their order."""
    rows = list(courses)
    lessons = lessons_of(rows)
    return [_card(course, lessons.get(course.pk, []), place_for(course, places)) for course in rows]


def lessons_of(courses: Iterable[Course]) -> dict[int, list[Lesson]]:
    """By course, what is read in it."""
    rows = Lesson.objects.filter(course__in=list(courses), published__isnull=False, retired_at=None)
    found: dict[int, list[Lesson]] = {}
    for row in rows.select_related("published").order_by("position", "pk"):
        found.setdefault(row.course_id, []).append(row)
    return found


def lesson_rows(course: Course, lessons: Sequence[Lesson], standing: Standing | None) -> list[LessonRow]:
    """The list of a course's lessons."""
    lines = {line.lesson.pk: line for line in standing.lines} if standing else {}
    following = standing.next_line if standing else None
    return [
        LessonRow(
            lesson=lesson,
            number=number,
            title=title_of(lesson, course),
            summary=course_text(lesson.published.texts if lesson.published else {}, course.language)["summary"],
            minutes=lesson.published.minutes if lesson.published else 0,
            state=_state(lines.get(lesson.pk), standing, following),
            line=lines.get(lesson.pk),
        )
        for number, lesson in enumerate(lessons, 1)
    ]


def _state(line: Line | None, standing: Standing | None, following: Line | None) -> str:
    if line is None or standing is None:
        return "open"
    if line.facts.is_done:
        return "done"
    if line.lesson.code not in standing.done.opens:
        return "later"
    if line.again:
        return "again"
    return "next" if following is not None and line.lesson.pk == following.lesson.pk else "open"


def _card(course: Course, lessons: Sequence[Lesson], place: Enrolment | None) -> CourseCard:
    text = course_text(course.texts, course.language)
    return CourseCard(
        course=course,
        title=text["title"],
        summary=text["summary"],
        language=text["language"],
        lessons=len(lessons),
        minutes=sum(lesson.published.minutes for lesson in lessons if lesson.published),
        standing=standing_of(place, course) if place else None,
    )

"""Where people are in a course: what they read and answered, judged by the course's rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max

from feltwork.apps.learning.models import Completion, Course, Lesson, LessonAnswer, LessonVersion, Reading
from feltwork.apps.learning.permissions import visible_lessons
from feltwork.apps.learning.queries.completions import first_completions
from feltwork.apps.schools.models import Enrolment
from feltwork.core.learning import Done, LessonFacts, Question, is_right, judge

Answers = Mapping[str, Any]  # question → the last answer


@dataclass(frozen=True, slots=True)
class Line:
    """One lesson for one person. *again*: they read an earlier version, and this one asks to be read."""

    lesson: Lesson
    facts: LessonFacts
    reading: Reading | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in one course."""

    enrolment: Enrolment
    done: Done
    lines: tuple[Line, ...]
    completion: Completion | None = None
    last_at: datetime | None = None
    answers: Mapping[int, Answers] = field(default_factory=dict)  # by lesson

    @property
    def next_line(self) -> Line | None:
        """The first lesson that is not done, one that counts before others."""
        waiting = [one for one in self.lines if not one.facts.is_done and one.lesson.code in self.done.opens]
        return next((one for one in waiting if one.lesson.is_required), waiting[0] if waiting else None)


def standing_of(enrolment: Enrolment, course: Course) -> Standing:
    return standings_of(course, [enrolment])[0]


def standings_of(course: Course, enrolments: Sequence[Enrolment]) -> list[Standing]:
    """Of *enrolments*, in their order. Five queries, however many they are."""
    lessons = list(visible_lessons(course))
    again = _asked_again(lessons)
    readings = _readings(lessons, enrolments)
    answers = latest_answers(lessons, enrolments)
    completions = first_completions(course, enrolments)
    questions = {lesson.pk: questions_of(lesson.published) for lesson in lessons if lesson.published}
    found = []
    for one in enrolments:
        own = answers.get(one.pk, {})
        lines = tuple(
            _line(lesson, readings.get((one.pk, lesson.pk)), own.get(lesson.pk, {}), questions, again)
            for lesson in lessons
        )
        last = max((line.reading.last_at for line in lines if line.reading), default=None)
        done = judge(course.rules, [line.facts for line in lines])
        found.append(Standing(one, done, lines, completions.get(one.pk), last, own))
    return found


def questions_of(version: LessonVersion) -> list[Question]:
    """Those that are marked; they are the same in every language."""
    first: Mapping[str, Any] = next(iter(version.texts.values()), {})
    return [one for one in map(Question.from_data, first.get("questions", ())) if one.is_marked]


def latest_answers(lessons: Iterable[Lesson], enrolments: Iterable[Enrolment]) -> dict[int, dict[int, dict[str, Any]]]:
    """By enrolment, lesson and question: the answer given last."""
    rows = LessonAnswer.objects.filter(lesson__in=list(lessons), enrolment__in=list(enrolments)).order_by("at", "pk")
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for enrolment, lesson, question, answer in rows.values_list("enrolment", "lesson", "question", "answer"):
        found[enrolment][lesson][question] = answer
    return found


def _asked_again(lessons: Iterable[Lesson]) -> dict[int, int]:
    """By lesson, the number of the last version that asks everybody to read it."""
    rows = LessonVersion.objects.filter(lesson__in=list(lessons), asks_again=True).order_by()
    return dict(rows.values_list("lesson").annotate(Max("number")))


def _readings(lessons: Iterable[Lesson], enrolments: Iterable[Enrolment]) -> dict[tuple[int, int], Reading]:
    rows = Reading.objects.filter(lesson__in=list(lessons), enrolment__in=list(enrolments))
    return {(row.enrolment_id, row.lesson_id): row for row in rows.select_related("done_version")}


def _line(
    lesson: Lesson,
    reading: Reading | None,
    answers: Answers,
    questions: Mapping[int, list[Question]],
    again: Mapping[int, int],
) -> Line:
    is_read = reading is not None and reading.done_at is not None
    is_outside = reading is not None and reading.is_outside
    seen = reading.done_version.number if reading is not None and reading.done_version else 0
    is_old = is_read and not is_outside and seen < again.get(lesson.pk, 0)
    asked = questions.get(lesson.pk, [])
    facts = LessonFacts(
        code=lesson.code,
        is_required=lesson.is_required,
        is_done=is_read and not is_old,
        asked=len(asked),
        right=sum(is_right(one, answers.get(one.id)) is True for one in asked),
        seconds=reading.seconds if reading is not None else 0,
        is_outside=is_outside,
    )
    return Line(lesson, facts, reading, is_old)

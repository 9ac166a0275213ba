"""Coursework of the demo: the starter course, open, and people at different places in it. Calls the actions only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from feltwork.apps.accounts.models import User
from feltwork.apps.learning import actions
from feltwork.apps.learning.models import Course, Lesson
from feltwork.apps.learning.queries.standings import questions_of
from feltwork.apps.schools.models import Enrolment, Programme, School

READ = (17, 8, 3, 1, 0)  # lessons read, by person, over and over
WRONG_EVERY = 7  # of answers, so that trainers see something to talk about
Say = Callable[[str], None]


def build_learning(
    *,
    school: School,
    programme: Programme | None,
    people: Sequence[Enrolment],
    by: User,
    at: datetime,
    say: Say = lambda _words: None,
    **rules: Any,
) -> Course:
    """The starter course of *programme*, open for half a year, and *people* in it; use inside the school’s scope."""
    opened = at - timedelta(days=180)
    rules = {"right_percent": 60, **rules}
    course = actions.load_starter(school=school, programme=programme, by=by, at=opened, **rules)
    actions.open_course(course=course, by=by, at=opened)
    course.refresh_from_db()
    lessons = list(course.lessons.select_related("published", "course"))
    for number, enrolment in enumerate(people):
        begun = max(opened, at - timedelta(days=120 - number))
        _read(enrolment, lessons[: READ[number % len(READ)]], begun)
    say(f"a course of {len(lessons)} lessons, read by {len(people)} people")
    return course


def _read(enrolment: Enrolment, lessons: Sequence[Lesson], begun: datetime) -> None:
    for place, lesson in enumerate(lessons):
        version = lesson.published
        if version is None:
            continue
        opened = begun + timedelta(days=5 * place, hours=place % 4)
        done = opened + timedelta(minutes=version.minutes)
        of: dict[str, Any] = {"enrolment": enrolment, "lesson": lesson}
        actions.open_lesson(at=opened, **of)
        actions.keep_time(seconds=version.minutes * 60, at=done, **of)
        key = uuid5(NAMESPACE_URL, f"{enrolment.uuid}/{lesson.uuid}")
        actions.answer_questions(version=version, answers=_answers(enrolment, lesson, place), key=key, at=done, **of)
        actions.finish_lesson(version=version, at=done, **of)


def _answers(enrolment: Enrolment, lesson: Lesson, place: int) -> dict[str, Any]:
    """Mostly right; every so often the first of the others."""
    found: dict[str, Any] = {}
    for number, one in enumerate(questions_of(lesson.published) if lesson.published else ()):
        is_wrong = (enrolment.pk + place * 3 + number) % WRONG_EVERY == 0
        others = [code for code, _words in one.choices if code not in one.key]
        right = sorted(one.key)
        chosen = others[:1] if is_wrong and others else right
        found[one.id] = chosen if one.kind == "multiple" else chosen[0]
    return found

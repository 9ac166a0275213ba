"""What learners do in a lesson: open it, spend time, answer, be done. All of it can be sent twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.audit.actions import record
from feltwork.apps.learning.actions.completions import judge_course
from feltwork.apps.learning.models import Completion, Lesson, LessonAnswer, LessonVersion, Reading, Reflection
from feltwork.apps.schools.models import Enrolment
from feltwork.core.learning import Question

MOST_WORDS = 10_000  # characters of one thought
LONGEST_PAUSE = 4 * 3600  # seconds between two signs of a page that count as reading at most


@transaction.atomic
def open_lesson(*, enrolment: Enrolment, lesson: Lesson, at: datetime) -> Reading:
    """Note that somebody is there, in the version that people read now."""
    reading, is_new = Reading.objects.get_or_create(
        school_id=lesson.school_id,
        enrolment=enrolment,
        lesson=lesson,
        defaults={"version_id": lesson.published_id, "opened_at": at, "last_at": at},
    )
    if not is_new and (reading.version_id != lesson.published_id or reading.last_at < at):
        reading.version_id, reading.last_at = lesson.published_id, max(at, reading.last_at)
        reading.save(update_fields=["version", "last_at"])
    return reading


@transaction.atomic
def keep_time(*, enrolment: Enrolment, lesson: Lesson, seconds: int, at: datetime) -> Reading:
    """Add *seconds* for which the page was in front: never more than went by since its last sign."""
    reading = _locked(enrolment, lesson, at)
    went_by = min((at - reading.last_at).total_seconds(), LONGEST_PAUSE)
    reading.seconds += int(max(0, min(seconds, went_by)))
    reading.last_at = max(at, reading.last_at)
    reading.save(update_fields=["seconds", "last_at"])
    if lesson.course.least_minutes:  # else minutes decide nothing
        judge_course(enrolment=enrolment, course=lesson.course, at=at)
    return reading


@transaction.atomic
def answer_questions(
    *, enrolment: Enrolment, lesson: Lesson, version: LessonVersion, answers: Mapping[str, Any], key: UUID, at: datetime
) -> None:
    """Keep *answers* (question → identifier, list of them, or words for a thought) as one sending, *key*.

    The same sending again changes nothing. What does not belong to *version* is left out.
    """
    questions = {one.id: one for one in map(Question.from_data, _first(version)["questions"])}
    _locked(enrolment, lesson, at)
    of: dict[str, Any] = {"school_id": lesson.school_id, "enrolment": enrolment, "lesson": lesson, "version": version}
    marked, thoughts = list[LessonAnswer](), dict[str, str]()
    for code, answer in answers.items():
        question = questions.get(code)
        if question is None:
            continue
        if not question.is_marked:
            thoughts[code] = str(answer)[:MOST_WORDS]
        elif (known := _known(question, answer)) is not None:
            marked.append(LessonAnswer(question=code, answer=known, key=uuid5(key, code), at=at, **of))
    LessonAnswer.objects.bulk_create(marked, ignore_conflicts=True)
    for code, words in thoughts.items():
        _keep_thought(enrolment, lesson, code, words, at)
    judge_course(enrolment=enrolment, course=lesson.course, at=at)


@transaction.atomic
def finish_lesson(
    *, enrolment: Enrolment, lesson: Lesson, version: LessonVersion, at: datetime, is_timed: bool = True
) -> Completion | None:
    """Somebody says that they have read *version*; the completion of the course, where this was missing last.

    Without *is_timed* the page could not count: then the time since it was opened does, up to what the lesson takes.
    """
    reading = _locked(enrolment, lesson, at)
    if not is_timed and not reading.seconds:
        went_by = int((at - reading.opened_at).total_seconds())
        reading.seconds = max(0, min(went_by, version.minutes * 60))
    is_first = reading.done_version_id != version.pk
    reading.done_version, reading.last_at = version, max(at, reading.last_at)
    reading.done_at = at if is_first or reading.done_at is None else reading.done_at
    reading.save(update_fields=["done_version", "done_at", "seconds", "last_at"])
    if is_first:
        facts = {"version": version.number}
        record("learning.finish_lesson", by=enrolment.student, at=at, subject=reading, facts=facts)
    return judge_course(enrolment=enrolment, course=lesson.course, at=at)


def _locked(enrolment: Enrolment, lesson: Lesson, at: datetime) -> Reading:
    """The person's row of this lesson, made where there is none. The place comes first in the order of locks."""
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if not Reading.objects.filter(enrolment=enrolment, lesson=lesson).exists():
        open_lesson(enrolment=enrolment, lesson=lesson, at=at)
    return Reading.objects.select_for_update().get(enrolment=enrolment, lesson=lesson)


def _first(version: LessonVersion) -> Mapping[str, Any]:
    return next(iter(version.texts.values()), {"questions": []})


def _known(question: Question, answer: Any) -> str | list[str] | None:
    """*answer* in the shape of its question; None where it says nothing. Raises for choices that there are not."""
    codes = {code for code, _words in question.choices}
    given = sorted(set(answer)) if isinstance(answer, list) else [str(answer)] if answer else []
    if not set(given) <= codes:
        raise ValidationError(_("This answer belongs to another version of the lesson. Please load the page again."))
    if not given:
        return None
    return given if question.kind == "multiple" else given[0]


def _keep_thought(enrolment: Enrolment, lesson: Lesson, question: str, words: str, at: datetime) -> None:
    Reflection.objects.update_or_create(
        school_id=lesson.school_id,
        enrolment=enrolment,
        lesson=lesson,
        question=question,
        defaults={"words": words, "at": at},
    )

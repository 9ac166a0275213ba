"""The page of one lesson, for learners and for whoever writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from feltwork.apps.learning.media import Media, downloads_of
from feltwork.apps.learning.models import Course, Lesson, LessonFile, LessonVersion, Reflection
from feltwork.apps.learning.queries.standings import Line, Standing, latest_answers
from feltwork.apps.learning.words import choose_language
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.ui.markdown import headings, in_line, render
from feltwork.core.learning import LessonText, Question, is_right, minutes_of


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    text: SafeString
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands for one person. *is_right*: None while unanswered; *words*: of a thought."""

    question: Question
    stem: SafeString
    choices: tuple[Choice, ...]
    why: SafeString
    is_right: bool | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with its media as it is read. *hosts*: sites of its videos."""

    text: LessonText
    language: str
    body: SafeString
    contents: tuple[tuple[str, str], ...]
    questions: tuple[Asked, ...]
    minutes: int
    downloads: tuple[LessonFile, ...]
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a lesson stands in its course. *number* from 1."""

    number: int
    of: int
    before: Line | None
    after: Line | None


def files_of(lesson: Lesson, version: LessonVersion | None) -> list[LessonFile]:
    """What is offered now, and, for a version, what was offered when it was published."""
    rows = lesson.files.prefetch_related("pictures")
    found = [row for row in rows if row.removed_at is None or (version is not None and row.removed_at > version.at)]
    return sorted(found, key=lambda row: row.removed_at is not None)  # of two of one name the present one


def shown(
    school: str,
    lesson: Lesson,
    texts: Mapping[str, LessonText],
    language: str,
    *,
    version: LessonVersion | None = None,
    minutes: int | None = None,
    answers: Mapping[str, Any] | None = None,
    thoughts: Mapping[str, str] | None = None,
) -> Shown:
    """*texts* in *language*, with the *answers* and *thoughts* of one person."""
    text = texts[language]
    files = files_of(lesson, version)
    media = Media(school, language, files)
    body = media.drawn(text.body)
    return Shown(
        text=text,
        language=language,
        body=body,
        contents=tuple(headings(text.body)),
        questions=tuple(_asked(one, (answers or {}).get(one.id), thoughts or {}) for one in text.questions),
        minutes=minutes or minutes_of(text),
        downloads=tuple(downloads_of(files)),
        hosts=tuple(sorted(media.hosts)),
    )


def read_page(lesson: Lesson, enrolment: Enrolment | None) -> Shown:
    """What is published of *lesson* as the person of *enrolment* reads it; without one, as staff do."""
    version = lesson.published
    if version is None:
        raise ValueError("nobody reads a lesson that was never published")
    texts = {language: LessonText.from_data(one) for language, one in version.texts.items()}
    language = choose_language(texts, lesson.course.language)
    answers, thoughts = {}, {}
    if enrolment is not None:
        answers = latest_answers([lesson], [enrolment])[enrolment.pk][lesson.pk]
        rows = Reflection.objects.filter(lesson=lesson, enrolment=enrolment)
        thoughts = dict(rows.values_list("question", "words"))
    more: dict[str, Any] = {"version": version, "minutes": version.minutes, "answers": answers, "thoughts": thoughts}
    return shown(lesson.school.slug, lesson, texts, language, **more)


def neighbours(standing: Standing, lesson: Lesson) -> Neighbours:
    lines = standing.lines
    at = next((place for place, line in enumerate(lines) if line.lesson.pk == lesson.pk), 0)
    after = lines[at + 1] if at + 1 < len(lines) else None
    return Neighbours(at + 1, len(lines), lines[at - 1] if at else None, after)


def title_of(lesson: Lesson, course: Course) -> str:
    """Of what is published, in the reader's language."""
    texts = lesson.published.texts if lesson.published else {}
    return str(texts.get(choose_language(texts, course.language), {}).get("title") or lesson.code)


def _asked(question: Question, answer: Any, thoughts: Mapping[str, str]) -> Asked:
    chosen = set(answer) if isinstance(answer, list) else {answer}
    return Asked(
        question=question,
        stem=in_line(question.stem),
        choices=tuple(Choice(code, in_line(words), code in chosen) for code, words in question.choices),
        why=render(question.why),
        is_right=is_right(question, answer),
        words=thoughts.get(question.id, ""),
    )

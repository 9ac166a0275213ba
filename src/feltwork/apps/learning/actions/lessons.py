"""Lessons: write a draft, publish it as the next version, go back to an earlier one, take a lesson out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.learning.actions.courses import changed, shifted
from feltwork.apps.learning.checks import problems_of_draft
from feltwork.apps.learning.models import Course, Lesson, LessonDraft, LessonVersion
from feltwork.apps.learning.words import problem_words
from feltwork.core.learning import LessonText, TextError, minutes_of, read_text

Texts = Mapping[str, LessonText]


@transaction.atomic
def add_lesson(
    *, course: Course, topic: str, title: str, by: User | None, at: datetime, code: str = "", language: str = ""
) -> Lesson:
    """A lesson at the end of *course* with an empty draft; nobody reads it yet."""
    code = code or slugify(title)[:60].strip("-")
    if not code or Lesson.objects.filter(course=course, code=code).exists():
        raise ValidationError({"title": _("This course has a lesson of this name. Choose another.")}, code="twice")
    last = Lesson.objects.filter(course=course).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    lesson = Lesson.objects.create(school_id=course.school_id, course=course, code=code, topic=topic, position=position)
    texts = {language or course.language: LessonText(title).data()}
    LessonDraft.objects.create(school_id=course.school_id, lesson=lesson, texts=texts, at=at, by=by)
    record("learning.add_lesson", by=by, at=at, subject=lesson)
    return lesson


@transaction.atomic
def change_lesson(
    *, lesson: Lesson, topic: str, is_required: bool, outside_names: Sequence[str], by: User, at: datetime
) -> Lesson:
    """What it is about, whether it counts, and what other systems call it."""
    lesson = Lesson.objects.select_for_update().get(pk=lesson.pk)
    words = {"topic": topic, "is_required": is_required, "outside_names": list(outside_names)}
    changed(lesson, words, "learning.change_lesson", by, at)
    return lesson


@transaction.atomic
def link_tool(*, lesson: Lesson, path: str, by: User, at: datetime) -> Lesson:
    """Show a tool beside *lesson*: *path* lies below /at/<school>/; "" takes it away."""
    lesson = Lesson.objects.select_for_update().get(pk=lesson.pk)
    changed(lesson, {"tool_link": path}, "learning.link_tool", by, at)
    return lesson


@transaction.atomic
def save_draft(
    *, lesson: Lesson, language: str, text: LessonText, minutes: int | None, seen: int, by: User, at: datetime
) -> LessonDraft:
    """Keep *text* as what the lesson will say in *language*. *seen*: the number of edits that the writer knew.

    Where somebody else kept something meanwhile nothing is written: both would lose.
    """
    draft = draft_of(lesson, by=by, at=at)
    if draft.edits != seen:
        raise ValidationError(
            _("%(name)s kept another draft meanwhile. Yours still stands here: copy what you need, then load theirs.")
            % {"name": draft.by or _("Somebody")},
            code="stale",
        )
    return _write(draft, {**draft.texts, language: text.data()}, minutes, by, at)


@transaction.atomic
def bring_text(*, lesson: Lesson, language: str, content: str, by: User | None, at: datetime) -> LessonDraft:
    """Take the draft in *language* from a Markdown file with a head of YAML; see `core.learning.read_text`."""
    try:
        text, more = read_text(content)
    except TextError as wrong:
        raise ValidationError(_file_words(wrong), code=wrong.code) from wrong
    draft = draft_of(lesson, by=by, at=at)
    minutes = more.get("minutes")
    known = minutes if isinstance(minutes, int) and 0 < minutes <= 600 else draft.minutes
    return _write(draft, {**draft.texts, language: text.data()}, known, by, at)


@transaction.atomic
def drop_language(*, lesson: Lesson, language: str, by: User, at: datetime) -> LessonDraft:
    """The draft no longer has *language*; published versions keep it."""
    draft = draft_of(lesson, by=by, at=at)
    rest = {code: one for code, one in draft.texts.items() if code != language}
    return _write(draft, rest, draft.minutes, by, at)


def draft_of(lesson: Lesson, *, by: User | None, at: datetime) -> LessonDraft:
    """The draft, locked; where there is none it begins with what is published. Call it inside a transaction."""
    found = LessonDraft.objects.select_for_update(of=("self",)).select_related("by").filter(lesson=lesson).first()
    if found is not None:
        return found
    texts = lesson.published.texts if lesson.published else {}
    minutes = lesson.published.minutes if lesson.published else None
    given = {"school_id": lesson.school_id, "texts": texts, "minutes": minutes, "at": at, "by": by}
    return LessonDraft.objects.create(lesson=lesson, **given)


@transaction.atomic
def publish_lesson(*, lesson: Lesson, note: str, asks_again: bool, by: User | None, at: datetime) -> LessonVersion:
    """Make the draft the next version, which people read from now on. What was published before stays kept."""
    lesson = Lesson.objects.select_for_update().get(pk=lesson.pk)
    draft = draft_of(lesson, by=by, at=at)
    texts = {language: LessonText.from_data(one) for language, one in draft.texts.items()}
    wrong = problems_of_draft(lesson, texts)
    if wrong:
        raise ValidationError([ValidationError(problem_words(one), code=one.code) for one in wrong])
    last = lesson.versions.last()
    if last is not None and last.texts == draft.texts and draft.minutes in (None, last.minutes):
        raise ValidationError(_("Nothing has changed since the last version."), code="same")
    version = LessonVersion.objects.create(
        school_id=lesson.school_id,
        lesson=lesson,
        number=last.number + 1 if last else 1,
        texts={language: one.data() for language, one in texts.items()},
        minutes=draft.minutes or max(map(minutes_of, texts.values())),
        note=note,
        asks_again=asks_again and last is not None,
        at=at,
        by=by,
    )
    lesson.published = version
    lesson.save(update_fields=["published"])
    draft.delete()
    record("learning.publish_lesson", by=by, at=at, subject=lesson, facts={"version": version.number})
    return version


@transaction.atomic
def restore_version(*, lesson: Lesson, version: LessonVersion, by: User, at: datetime) -> LessonDraft:
    """What *version* said becomes the draft; publishing it makes a new version, so that history only grows."""
    draft = draft_of(lesson, by=by, at=at)
    record("learning.restore_version", by=by, at=at, subject=lesson, facts={"version": version.number})
    return _write(draft, version.texts, version.minutes, by, at)


@transaction.atomic
def move_lesson(*, lesson: Lesson, up: bool, by: User, at: datetime) -> None:
    """One place towards the beginning or the end of its course."""
    rows = list(Lesson.objects.select_for_update().filter(course=lesson.course_id, retired_at=None))
    if shifted(rows, lesson.pk, up=up):
        record("learning.move_lesson", by=by, at=at, subject=lesson, facts={"up": up})


@transaction.atomic
def retire_lesson(*, lesson: Lesson, by: User, at: datetime) -> Lesson:
    """It is no longer part of the course; what people did in it is kept."""
    return _retire(lesson, at, "learning.retire_lesson", by, at)


@transaction.atomic
def return_lesson(*, lesson: Lesson, by: User, at: datetime) -> Lesson:
    """It is part of the course again."""
    return _retire(lesson, None, "learning.return_lesson", by, at)


def _retire(lesson: Lesson, when: datetime | None, code: str, by: User, at: datetime) -> Lesson:
    lesson = Lesson.objects.select_for_update().get(pk=lesson.pk)
    if (lesson.retired_at is None) is (when is None):
        return lesson
    lesson.retired_at = when
    lesson.save(update_fields=["retired_at"])
    record(code, by=by, at=at, subject=lesson)
    return lesson


def _write(
    draft: LessonDraft, texts: Mapping[str, Any], minutes: int | None, by: User | None, at: datetime
) -> LessonDraft:
    draft.texts, draft.minutes, draft.edits, draft.by, draft.at = dict(texts), minutes, draft.edits + 1, by, at
    draft.save()
    record("learning.save_draft", by=by, at=at, subject=draft.lesson, facts={"edits": draft.edits})
    return draft


def _file_words(wrong: TextError) -> str:
    if wrong.code == "head":
        return _("The file needs a head of YAML between two lines of three hyphens, with a title.")
    if wrong.code == "question":
        return _("Question “%(where)s” of the file is not complete.") % {"where": wrong.where}
    return _("The head of the file is no YAML that can be read (line %(where)s).") % {"where": wrong.where or 2}

"""The starter course of this package, as a school's own from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.learning.actions.courses import create_course
from feltwork.apps.learning.actions.lessons import add_lesson, publish_lesson
from feltwork.apps.learning.models import Course, LessonDraft
from feltwork.apps.learning.starting import StarterLesson, starter
from feltwork.apps.schools.models import Programme, School


@transaction.atomic
def load_starter(
    *, school: School, by: User | None, at: datetime, programme: Programme | None = None, **rules: Any
) -> Course:
    """Copy the starter course into *school*, every lesson published, the course itself still closed to learners."""
    found = starter()
    if Course.objects.filter(school=school, code=found.code).exists():
        raise ValidationError(_("The starter course is here already."), code="twice")
    course = create_course(
        school=school, texts=found.texts, code=found.code, programme=programme, by=by, at=at, **rules
    )
    for one in found.lessons:
        _load(course, one, by, at)
    record("learning.load_starter", by=by, at=at, subject=course, facts={"version": found.version})
    return course


def _load(course: Course, one: StarterLesson, by: User | None, at: datetime) -> None:
    title = next(iter(one.texts.values())).title
    lesson = add_lesson(course=course, topic=one.topic, title=title, code=one.code, by=by, at=at)
    texts = {language: text.data() for language, text in one.texts.items()}
    LessonDraft.objects.filter(lesson=lesson).update(texts=texts, minutes=one.minutes)
    publish_lesson(lesson=lesson, note="", asks_again=False, by=by, at=at)

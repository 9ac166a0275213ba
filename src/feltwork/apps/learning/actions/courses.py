"""Courses: begin one, change its words and rules, open and close it."""

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
from feltwork.apps.learning.models import Course
from feltwork.apps.learning.permissions import visible_lessons
from feltwork.apps.schools.actions.changes import change
from feltwork.apps.schools.models import Programme, School

Texts = Mapping[str, Mapping[str, str]]  # by language: title, summary, notice


@transaction.atomic
def create_course(
    *,
    school: School,
    texts: Texts,
    by: User | None,
    at: datetime,
    code: str = "",
    language: str = "en",
    programme: Programme | None = None,
    **rules: Any,
) -> Course:
    """Begin a course that nobody sees yet. Without *code* the title makes the address; *rules* as in the model."""
    code = code or slugify(texts[language]["title"])[:40].strip("-")
    if not code or Course.objects.filter(school=school, code=code).exists():
        raise ValidationError({"code": _("Another course has this address. Choose a different word.")}, code="twice")
    last = Course.objects.filter(school=school).aggregate(last=Max("position"))["last"]
    course = Course.objects.create(
        school=school,
        code=code,
        texts=_plain(texts),
        language=language,
        programme=programme,
        position=0 if last is None else last + 1,
        made_at=at,
        by=by,
        **rules,
    )
    record("learning.create_course", by=by, at=at, subject=course)
    return course


@transaction.atomic
def change_course(
    *,
    course: Course,
    by: User,
    at: datetime,
    texts: Texts | None = None,
    outside_names: Sequence[str] = (),
    **words: Any,
) -> Course:
    """Change words, rules or programme. Completions that stand keep standing: they say which rules they met."""
    course = Course.objects.select_for_update().get(pk=course.pk)
    if texts is not None:
        words["texts"] = _plain(texts)
    words["outside_names"] = list(outside_names)
    programme = words.pop("programme", course.programme)
    if programme != course.programme:
        words["programme_id"] = programme.pk if programme else None
    changed(course, words, "learning.change_course", by, at)
    return course


@transaction.atomic
def open_course(*, course: Course, by: User | None, at: datetime) -> Course:
    """From now on the people of its programme find it."""
    if not visible_lessons(course).exists():
        raise ValidationError(_("Publish at least one lesson first."), code="empty")
    return _turn(course, Course.State.OPEN, "learning.open_course", by, at)


@transaction.atomic
def close_course(*, course: Course, by: User, at: datetime) -> Course:
    """Nobody begins it any more; whoever began it goes on reading."""
    return _turn(course, Course.State.CLOSED, "learning.close_course", by, at)


@transaction.atomic
def move_course(*, course: Course, up: bool, by: User, at: datetime) -> None:
    """One place towards the beginning or the end of the list."""
    rows = list(Course.objects.select_for_update().filter(school=course.school_id))
    if shifted(rows, course.pk, up=up):
        record("learning.move_course", by=by, at=at, subject=course, facts={"up": up})


def changed(row: Any, words: Mapping[str, Any], code: str, by: User, at: datetime) -> None:
    """`change` of schools, the code as an argument by place: so the test of the documents finds it."""
    change(row, words, code=code, by=by, at=at)


def shifted(rows: list[Any], pk: int, *, up: bool) -> bool:
    """Swap the row *pk* with its neighbour and number all of *rows* anew; whether it could be moved."""
    place = next(index for index, row in enumerate(rows) if row.pk == pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    for index, row in enumerate(rows):
        if row.position != index:
            row.position = index
            row.save(update_fields=["position"])
    return True


def _turn(course: Course, state: str, code: str, by: User | None, at: datetime) -> Course:
    course = Course.objects.select_for_update().get(pk=course.pk)
    if course.state != state:
        course.state = state
        course.save(update_fields=["state"])
        record(code, by=by, at=at, subject=course)
    return course


def _plain(texts: Texts) -> dict[str, dict[str, str]]:
    """Languages without a title are left out: nobody could choose them."""
    return {language: dict(one) for language, one in texts.items() if one.get("title")}

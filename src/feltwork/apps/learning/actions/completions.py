"""When a course counts as completed: by its rules, by another system, from a file, by hand; and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.learning import notices
from feltwork.apps.learning.events import completion_undone, course_completed
from feltwork.apps.learning.models import Completion, Course, Lesson, Reading
from feltwork.apps.learning.queries.completions import Brought, standing_completions
from feltwork.apps.learning.queries.standings import standing_of
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at

Way = Completion.Way


@transaction.atomic
def judge_course(*, enrolment: Enrolment, course: Course, at: datetime) -> Completion | None:
    """Enter that *course* is completed where its rules are fulfilled and nothing says so yet.

    One that was read and taken back by a person is not entered by itself again: a person decides.
    """
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)  # of two pages at once the second sees the first
    key = f"read:{enrolment.uuid}:{course.uuid}"
    if Completion.objects.filter(key=key).exists() or standing_completions(course).filter(enrolment=enrolment).exists():
        return None
    standing = standing_of(enrolment, course)
    if not standing.done.is_complete:
        return None
    share = standing.done.share
    met = {
        "right_percent": course.right_percent,
        "least_minutes": course.least_minutes,
        "lessons": {line.lesson.code: _version_of(line) for line in standing.lines if line.facts.is_done},
        "right": standing.done.right,
        "asked": standing.done.asked,
        "minutes": standing.done.minutes,
    }
    score = None if share is None else (Decimal(share.numerator) / share.denominator).quantize(Decimal("0.0001"))
    row = Completion(
        school_id=course.school_id, enrolment=enrolment, course=course, on=date_at(enrolment.school, at),
        way=Way.READ, key=key, score=score, rules=met, at=at,
    )  # fmt: skip
    return _enter(row, "learning.complete_course", None, at)


@transaction.atomic
def complete_from_outside(
    *,
    enrolment: Enrolment,
    score: Decimal | None,
    by: User | None,
    at: datetime,
    source: str,
    key: str,
    course: Course | None = None,
    lesson: Lesson | None = None,
    on: date | None = None,
    way: str = Way.TOOL,
) -> Completion:
    """Another system says that a course, or one lesson, was completed. The same *key* again gives the same row.

    *score*: 0 to 1. A lesson counts as done here; then the rules of its course are judged.
    """
    if (course is None) is (lesson is None):
        raise ValueError("a course or a lesson")
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    known = Completion.objects.filter(school_id=enrolment.school_id, key=key).first()
    if known is not None:
        return known
    row = Completion(
        school_id=enrolment.school_id, enrolment=enrolment, course=lesson.course if lesson else course, lesson=lesson,
        on=on or date_at(enrolment.school, at), way=way, source=source[:80], key=key, score=score, by=by, at=at,
    )  # fmt: skip
    if lesson is None:
        return _enter(row, "learning.complete_from_outside", by, at)
    row.save(force_insert=True)
    record("learning.complete_from_outside", by=by, at=at, subject=row, facts={"lesson": str(lesson.uuid)})
    _finish_outside(enrolment, lesson, at)
    judge_course(enrolment=enrolment, course=lesson.course, at=at)
    return row


@transaction.atomic
def import_completions(*, rows: Sequence[Brought], source: str, by: User | None, at: datetime) -> list[Completion]:
    """Enter *rows* of a file; those that are known already are left as they are. The new ones are returned."""
    known = set(Completion.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    new = [row for row in rows if row.key not in known]
    made = [_bring(row, source, by, at) for row in new]
    if made:
        facts = {"rows": len(rows), "new": len(made), "source": source}
        record("learning.import_completions", by=by, at=at, school=made[0].enrolment.school, facts=facts)
    return made


def _bring(row: Brought, source: str, by: User | None, at: datetime) -> Completion:
    what: dict[str, Any] = {"lesson": row.lesson} if row.lesson else {"course": row.course}
    how: dict[str, Any] = {"source": source, "way": Way.FILE, "by": by, "at": at}
    return complete_from_outside(enrolment=row.enrolment, score=row.score, key=row.key, on=row.on, **what, **how)


@transaction.atomic
def complete_by_hand(
    *, enrolment: Enrolment, course: Course, on: date, reason: str, by: User, at: datetime
) -> Completion:
    """A person enters that *course* was completed, and why they know."""
    _refuse_own(enrolment, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Please say how you know.")}, code="reason")
    if on > date_at(enrolment.school, at):
        raise ValidationError({"on": _("This day lies ahead.")}, code="future")
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if standing_completions(course).filter(enrolment=enrolment).exists():
        raise ValidationError(_("It counts as completed already."), code="done")
    row = Completion(
        school_id=course.school_id, enrolment=enrolment, course=course, on=on, way=Way.HAND, reason=reason.strip(),
        by=by, at=at,
    )  # fmt: skip
    row.key = f"hand:{row.uuid}"
    return _enter(row, "learning.complete_by_hand", by, at)


@transaction.atomic
def take_back(*, completion: Completion, reason: str, by: User, at: datetime) -> Completion:
    """That *completion* does not count any more; it stays to be read, with the reason."""
    _refuse_own(completion.enrolment, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why. The person reads it.")}, code="reason")
    Enrolment.objects.select_for_update().get(pk=completion.enrolment_id)
    if Completion.objects.filter(takes_back=completion).exists():
        raise ValidationError(_("It was taken back already."), code="done")
    row = Completion(
        school_id=completion.school_id, enrolment=completion.enrolment, course=completion.course,
        lesson=completion.lesson, on=completion.on, way=Way.HAND, reason=reason.strip(), takes_back=completion,
        by=by, at=at,
    )  # fmt: skip
    row.key = f"back:{completion.uuid}"
    row.save(force_insert=True)
    record("learning.take_back", by=by, at=at, subject=completion)
    if not standing_completions(completion.course).filter(enrolment=completion.enrolment).exists():
        _send(completion_undone, row, by=by, at=at)
    transaction.on_commit(partial(notices.tell_undone, completion, at))
    return row


def _enter(row: Completion, code: str, by: User | None, at: datetime) -> Completion:
    is_first = not standing_completions(row.course).filter(enrolment=row.enrolment).exists()
    row.save(force_insert=True)
    actor = by or (row.enrolment.student if row.way == Way.READ else None)
    record(code, by=actor, at=at, subject=row, facts={"course": str(row.course.uuid), "way": row.way})
    if is_first:
        _send(course_completed, row, on=row.on, by=by, at=at)
    if row.way != Way.READ:
        transaction.on_commit(partial(notices.tell_completed, row, at))
    return row


def _send(signal: Any, row: Completion, **facts: Any) -> None:
    if row.course.evidence_code:
        signal.send(Completion, enrolment=row.enrolment, code=row.course.evidence_code, **facts)


def _version_of(line: Any) -> int | None:
    return line.reading.done_version.number if line.reading.done_version else None


def _finish_outside(enrolment: Enrolment, lesson: Lesson, at: datetime) -> None:
    defaults = {"opened_at": at, "last_at": at}
    reading, _is_new = Reading.objects.get_or_create(
        school_id=lesson.school_id, enrolment=enrolment, lesson=lesson, defaults=defaults
    )
    reading.done_at, reading.is_outside = reading.done_at or at, True
    reading.save(update_fields=["done_at", "is_outside"])


def _refuse_own(enrolment: Enrolment, by: User) -> None:
    if enrolment.student_id == by.pk:
        raise ValidationError(_("Somebody else has to decide about your own coursework."), code="own")

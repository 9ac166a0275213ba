"""Asking for feedback, and taking it so that nobody can be told from it (decision record 0030)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import SystemRandom

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.seminars import notices
from feltwork.apps.seminars.actions.seats import locked
from feltwork.apps.seminars.models import FeedbackAnswer, FeedbackGiven, Seminar
from feltwork.apps.seminars.queries.feedback import is_open, may_answer, who_came
from feltwork.apps.seminars.queries.rules import rules_of
from feltwork.apps.seminars.questions import LONGEST, SCALE, questions_of


@transaction.atomic
def ask_feedback(*, seminar: Seminar, at: datetime) -> int:
    """After the last meeting: ask whoever came, once; how many were asked."""
    seminar = locked(seminar)
    if not seminar.asks_feedback or seminar.feedback_until is not None:
        return 0
    seminar.feedback_until = date_at(seminar.school, at) + timedelta(days=rules_of(seminar.school).feedback_days)
    seminar.save(update_fields=["feedback_until"])
    people = who_came(seminar)
    record("seminars.ask_feedback", by=None, at=at, subject=seminar, facts={"people": len(people)})
    notices.tell_feedback(seminar, people, at)
    return len(people)


@transaction.atomic
def give_feedback(
    *, seminar: Seminar, enrolment: Enrolment, answers: Mapping[str, int | str | None], by: User, at: datetime
) -> None:
    """Keep what somebody says, once, apart from who they are. No row says when, and the order of rows tells nothing."""
    seminar = locked(seminar)
    if enrolment.student_id != by.pk or not may_answer(seminar, enrolment):
        raise ValidationError(_("Only whoever was there can say how it was."), code="not_there")
    if not is_open(seminar, at):
        raise ValidationError(_("The time for feedback is over."), code="over")
    _given, is_new = FeedbackGiven.objects.get_or_create(
        school_id=seminar.school_id, seminar=seminar, enrolment=enrolment
    )
    if not is_new:
        raise ValidationError(_("You have given your feedback already."), code="twice")
    fresh = [row for row in (_answer(seminar, code, answers.get(code)) for code in _codes(seminar)) if row is not None]
    _write_shuffled(seminar, fresh)
    record("seminars.give_feedback", by=by, at=at, subject=seminar)


def _codes(seminar: Seminar) -> list[str]:
    return [one.code for one in questions_of(seminar)]


def _answer(seminar: Seminar, code: str, said: int | str | None) -> FeedbackAnswer | None:
    row = FeedbackAnswer(school_id=seminar.school_id, seminar=seminar, question=code)
    if isinstance(said, int) and said in SCALE:
        row.value = said
    elif isinstance(said, str) and said.strip():
        row.text = said.strip()[:LONGEST]
    else:
        return None
    return row


def _write_shuffled(seminar: Seminar, fresh: list[FeedbackAnswer]) -> None:
    """Old and new answers as new rows in an order by chance: else the last row would be the last person's."""
    old = FeedbackAnswer.objects.filter(seminar=seminar)
    rows = [
        FeedbackAnswer(school_id=one.school_id, seminar=seminar, question=one.question, value=one.value, text=one.text)
        for one in old
    ] + fresh
    SystemRandom().shuffle(rows)
    old.delete()
    FeedbackAnswer.objects.bulk_create(rows)

"""Handing in: by the candidate, or by the clock. What a machine can score is scored, the rest goes to two people."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.breaks import settle_pause
from feltwork.apps.exams.actions.marking import assign_markers
from feltwork.apps.exams.models import AnswerSave, Attempt, Question, SittingEvent
from feltwork.apps.exams.notices.sittings import tell_deciders, tell_time_over
from feltwork.core.exams import Item, is_answered, score


@transaction.atomic
def hand_in(*, attempt: Attempt, by: User, at: datetime) -> Attempt:
    """By the candidate. Twice is once."""
    row = _held(attempt)
    if row.is_open:
        close(attempt=row, how=Attempt.HandedIn.SELF, by=by, at=at)
    return row


@transaction.atomic
def hand_in_over(*, attempt: Attempt, at: datetime) -> Attempt:
    """By the clock, where the time is over. What was answered until then counts."""
    row = _held(attempt)
    if row.is_open and row.over_at(at) <= at:
        close(attempt=row, how=Attempt.HandedIn.TIME, by=None, at=at)
    return row


def close(*, attempt: Attempt, how: str, by: User | None, at: datetime) -> None:
    """For a row that is locked already."""
    settle_pause(attempt, by=by, at=at)
    attempt.handed_in, attempt.handed_in_at = how, min(at, attempt.ends_at) if how == Attempt.HandedIn.TIME else at
    kind = SittingEvent.Kind.HANDED_IN if how == Attempt.HandedIn.SELF else SittingEvent.Kind.TIME_OVER
    SittingEvent.objects.create(school=attempt.school, attempt=attempt, kind=kind, by=by, at=at)
    rescore(attempt)
    attempt.state = Attempt.State.MARKING if needs_marking(attempt) else Attempt.State.MARKED
    attempt.save(update_fields=["state", "handed_in", "handed_in_at"])
    record("exams.hand_in", by=by, at=at, subject=attempt, facts={"how": how})
    if how == Attempt.HandedIn.TIME:
        transaction.on_commit(partial(tell_time_over, attempt, at))
    if attempt.state == Attempt.State.MARKING:
        assign_markers(attempt=attempt, at=at)
    else:
        tell_deciders(attempt, at)


@transaction.atomic
def admit_late(*, attempt: Attempt, reason: str, by: User, at: datetime) -> int:
    """Let answers count that came after the end, the latest of each question; how many. Only before a decision.

    Short answers among them are marked with the others: what was marked without them is marked again.
    """
    row = _held(attempt)
    if row.state not in {Attempt.State.MARKING, Attempt.State.MARKED}:
        return 0
    late = AnswerSave.objects.filter(question__attempt=row, is_late=True).select_related("question")
    latest = {save.question_id: save for save in late.order_by("at", "pk")}
    for save in latest.values():
        question = save.question
        question.answer, question.answered_at, question.share = save.answer, save.at, None
        question.save(update_fields=["answer", "answered_at", "share"])
        question.marks.all().delete()  # they were given to another answer
    facts = {"count": len(latest), "reason": reason}
    SittingEvent.objects.create(
        school=row.school, attempt=row, kind=SittingEvent.Kind.ADMITTED, by=by, at=at, facts=facts
    )
    rescore(row)
    if needs_marking(row) and row.state == Attempt.State.MARKED:
        row.state = Attempt.State.MARKING
        row.save(update_fields=["state"])
        row.markings.update(done_at=None)  # the new short answers are theirs to mark, too
        if not row.markings.exists():
            assign_markers(attempt=row, at=at)
    record("exams.admit_late", by=by, at=at, subject=row, facts={"count": len(latest)})
    return len(latest)


def rescore(attempt: Attempt) -> None:
    """Everything that no person marks; short answers without a word are worth nothing."""
    rows = list(attempt.questions.select_related("item_version").filter(share=None))
    for row in rows:
        row.share = score(Item.from_data(row.item_version.data), row.answer)
    Question.objects.bulk_update(rows, ["share"])


def needs_marking(attempt: Attempt) -> bool:
    """Whether some answer is worth what people say, and they have not said yet."""
    return any(is_answered(row.answer) for row in attempt.questions.filter(share=None))


def _held(attempt: Attempt) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("examination", "school", "enrolment__cohort")
    return rows.get(pk=attempt.pk)

"""Appeals: asked once about each decision, answered by somebody who had no part in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.deciding import decide
from feltwork.apps.exams.actions.marking import assign_markers
from feltwork.apps.exams.actions.waiting import count_waiting, open_appeal
from feltwork.apps.exams.models import Appeal, Attempt, Decision
from feltwork.apps.exams.notices.sittings import tell_appeal, tell_appeal_answered
from feltwork.apps.exams.permissions.sittings import Roles, can_answer_appeal
from feltwork.apps.exams.queries.attempts import decision_of
from feltwork.apps.exams.queries.ties import trainers_of
from feltwork.apps.schools.actions import close_work
from feltwork.apps.schools.models import WorkItem

DAYS = 28
Answer = Appeal.Answer


class NoAppeal(ValidationError):
    """Codes: "late" (more than 28 days), "twice", "nothing" (no decision, or not the one that holds), "answered",
    "no_short" (nothing that people could mark again)."""

    def __init__(self, code: str) -> None:
        super().__init__(_("This cannot be asked, or answered, any more."), code=code)


def why_no_appeal(decision: Decision | None, at: datetime) -> str:
    """A code of `NoAppeal`, or ""."""
    if decision is None:
        return "nothing"
    if Appeal.objects.filter(decision=decision).exists():
        return "twice"
    return "late" if at > decision.at + timedelta(days=DAYS) else ""


@transaction.atomic
def appeal(*, attempt: Attempt, words: str, by: User, at: datetime) -> Appeal:
    """Ask for the decision that holds to be looked at again. Raises `NoAppeal`."""
    row = _locked(attempt, candidate=by)
    decision = decision_of(row)
    code = why_no_appeal(decision, at)
    if code or decision is None:
        raise NoAppeal(code)
    asked = Appeal.objects.create(school=row.school, decision=decision, words=words.strip(), at=at)
    record("exams.appeal", by=by, at=at, subject=asked)
    open_appeal(asked)
    transaction.on_commit(partial(tell_appeal, asked))
    return asked


@transaction.atomic
def answer_appeal(
    *, asked: Appeal, answer: str, outcome: str = "", reason: str, by: User, roles: Roles, at: datetime
) -> Appeal:
    """`stands` ends it; `changed` decides anew with *outcome*; `again` gives the short answers to two other people."""
    row = _locked(asked.decision.attempt)
    mine = Appeal.objects.select_for_update(of=("self",)).select_related("decision__attempt").get(pk=asked.pk)
    if mine.answer:
        raise NoAppeal("answered")
    if not can_answer_appeal(by, roles, mine, trainers_of(row.enrolment.cohort)):
        raise PermissionDenied
    if answer == Answer.AGAIN and not has_short(row):
        raise NoAppeal("no_short")
    mine.answer, mine.reason, mine.answered_by, mine.answered_at = answer, reason.strip(), by, at
    mine.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
    record("exams.answer_appeal", by=by, at=at, subject=mine, facts={"answer": answer})
    close_work(school=row.school, kind=WorkItem.Kind.APPEAL, subject_uuid=mine.uuid, by=by, at=at)
    if answer == Answer.CHANGED:
        decide(attempt=row, outcome=outcome, reason=reason, by=by, roles=roles, at=at)
    elif answer == Answer.AGAIN:
        row.state = Attempt.State.MARKING
        row.save(update_fields=["state"])
        assign_markers(attempt=row, at=at)
        count_waiting(examination=row.examination, at=at)
    transaction.on_commit(partial(tell_appeal_answered, mine, at))
    return mine


def has_short(attempt: Attempt) -> bool:
    """Whether there is something that people mark."""
    rows = attempt.questions.filter(item_version__kind="short").exclude(answer__isnull=True)
    return rows.exists()


def _locked(attempt: Attempt, **only: User) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",))
    rows = rows.select_related("examination", "school", "enrolment__cohort", "enrolment__student", "candidate")
    return rows.get(pk=attempt.pk, **only)

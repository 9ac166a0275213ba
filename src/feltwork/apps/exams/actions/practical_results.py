"""The decision about a practical examination, and the appeal against it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.practicals import move_on
from feltwork.apps.exams.events import examination_passed
from feltwork.apps.exams.models import Practical, PracticalAppeal, PracticalDecision
from feltwork.apps.exams.notices import practical as notices
from feltwork.apps.exams.permissions.practical import can_answer_appeal, can_decide
from feltwork.apps.exams.queries.practical_results import figures, outcome_of
from feltwork.apps.exams.queries.practicals import may_appeal, recording_of, standing_decision
from feltwork.apps.schools.queries import date_at

Outcome = PracticalDecision.Outcome
State = Practical.State


def proposed(is_passed: bool | None) -> str:
    """What the ratings come to, as a decision."""
    if is_passed is None:
        return str(Outcome.NO_RESULT)
    return str(Outcome.PASSED if is_passed else Outcome.NOT_PASSED)


@transaction.atomic
def decide_practical(
    *, practical: Practical, outcome: str, words: str, roles: frozenset[str], by: User, at: datetime
) -> PracticalDecision:
    """What the ratings came to becomes the result. A person may find that it cannot be rated, and says why; nobody
    turns a "not passed" into a "passed", or the other way round.

    Raises PermissionDenied for somebody who rated it, or decided the round before.
    """
    row = _locked(practical)
    if not can_decide(by, roles, row):
        raise PermissionDenied
    found = outcome_of(row)
    if row.state != State.DECIDING or found is None:
        raise ValidationError(_("The ratings are not complete."), code="state")
    if outcome not in (proposed(found.is_passed), Outcome.NO_RESULT):
        raise ValidationError({"outcome": _("The ratings say otherwise.")})
    reason = words.strip()
    if outcome == Outcome.NO_RESULT and not reason:
        raise ValidationError({"words": _("Please say why it cannot be rated; the candidate reads it.")})
    made = PracticalDecision.objects.create(
        school=row.school, practical=row, round=row.round, outcome=outcome, words=reason,
        data=figures(found, row.examination), by=by, at=at,
    )  # fmt: skip
    row.state, row.closed_at = State.DECIDED, at
    row.save(update_fields=["state", "closed_at"])
    record("exams.decide_practical", by=by, at=at, subject=made, facts={"outcome": str(outcome), "round": row.round})
    if outcome == Outcome.PASSED and row.examination.evidence_code:
        examination_passed.send(
            sender=PracticalDecision, enrolment=row.enrolment, code=row.examination.evidence_code,
            on=date_at(row.school, at), by=by, at=at, row=made,
        )  # fmt: skip
    notices.tell_decided(made, at)
    return made


@transaction.atomic
def appeal_against(*, practical: Practical, words: str, by: User, at: datetime) -> PracticalAppeal:
    """The candidate asks for other raters, once. Raises ValidationError where it is too late."""
    row = _locked(practical)
    if row.enrolment.student_id != by.pk:
        raise PermissionDenied
    if not may_appeal(row, standing_decision(row), at):
        raise ValidationError(_("An appeal is not possible any more."), code="late")
    made = PracticalAppeal.objects.create(school=row.school, practical=row, words=words.strip(), at=at)
    record("exams.appeal_practical", by=by, at=at, subject=made)
    notices.tell_appeal(made, at)
    return made


@transaction.atomic
def answer_practical_appeal(
    *, appeal: PracticalAppeal, answer: str, answer_words: str, roles: frozenset[str], by: User, at: datetime
) -> PracticalAppeal:
    """Granted, other raters are drawn for the same session; where it is gone, the candidate may bring another.

    Raises PermissionDenied for whoever decided what the appeal is against.
    """
    row = (
        PracticalAppeal.objects.select_for_update(of=("self",)).select_related("practical__enrolment").get(pk=appeal.pk)
    )
    if not can_answer_appeal(by, roles, row):
        raise PermissionDenied
    if row.answer:
        raise ValidationError(_("This appeal was answered already."), code="answered")
    row.answer, row.answer_words, row.answered_by, row.answered_at = answer, answer_words.strip(), by, at
    row.save(update_fields=["answer", "answer_words", "answered_by", "answered_at"])
    record("exams.answer_practical_appeal", by=by, at=at, subject=row, facts={"answer": str(answer)})
    if answer == PracticalAppeal.Answer.GRANTED:
        _open_again(_locked(row.practical), at)
    row.practical.refresh_from_db()
    notices.tell_appeal_answered(row, at)
    return row


def _open_again(practical: Practical, at: datetime) -> None:
    recording = recording_of(practical)
    is_there = practical.way == Practical.Way.RECORDING and recording is not None and recording.ready_at is not None
    practical.round += 1
    practical.state, practical.closed_at = State.OPEN, None
    practical.handed_in_at = at if is_there else None
    if practical.way == Practical.Way.LIVE:
        practical.live_at = None
    practical.save(update_fields=["round", "state", "closed_at", "handed_in_at", "live_at"])
    if is_there:
        move_on(practical=practical, by=None, at=at)


def _locked(practical: Practical) -> Practical:
    rows = Practical.objects.select_for_update(of=("self",)).select_related(
        "school", "examination", "enrolment__student", "enrolment__cohort"
    )
    found: Practical = rows.get(pk=practical.pk)
    return found

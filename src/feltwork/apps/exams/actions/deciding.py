"""Results: released by a person, one after the other or several as counted; and decided anew, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.waiting import count_waiting
from feltwork.apps.exams.events import examination_passed, examination_undone
from feltwork.apps.exams.models import Attempt, Decision
from feltwork.apps.exams.notices.sittings import tell_result
from feltwork.apps.exams.permissions.sittings import Roles, why_not_decide
from feltwork.apps.exams.queries.attempts import decision_of
from feltwork.apps.exams.queries.results import outcome_now
from feltwork.apps.exams.queries.ties import trainers_of
from feltwork.apps.schools.queries import date_at

Outcome = Decision.Outcome


class NotDecided(ValidationError):
    """Codes: "state" (not marked yet), "reason" (something else than what was counted needs one)."""

    def __init__(self, code: str) -> None:
        super().__init__(_("This cannot be decided like that."), code=code)


@transaction.atomic
def decide(*, attempt: Attempt, outcome: str, reason: str, by: User, roles: Roles, at: datetime) -> Decision:
    """Release a result. Whoever decides has neither trained the candidate's group nor marked; another outcome than the
    figures give needs a reason, and so does every later decision. The latest holds."""
    row = _locked(attempt)
    decision = _decide(row, outcome, reason, by, roles, at)
    count_waiting(examination=row.examination, at=at)
    return decision


def _decide(row: Attempt, outcome: str, reason: str, by: User, roles: Roles, at: datetime) -> Decision:
    if why_not_decide(by, roles, row, trainers_of(row.enrolment.cohort)):
        raise PermissionDenied
    if row.state not in {Attempt.State.MARKED, Attempt.State.DECIDED}:
        raise NotDecided("state")
    before = decision_of(row)
    counted = outcome_now(row)
    as_counted = outcome == (Outcome.PASSED if counted.is_passed else Outcome.FAILED)
    if not reason.strip() and (not as_counted or before is not None):
        raise NotDecided("reason")
    decision = Decision.objects.create(
        school=row.school, attempt=row, corrects=before, outcome=outcome, figures=counted.data(),
        reason=reason.strip(), by=by, at=at,
    )  # fmt: skip
    row.state = Attempt.State.DECIDED
    row.save(update_fields=["state"])
    record("exams.decide", by=by, at=at, subject=decision, facts={"outcome": outcome, "anew": before is not None})
    _tell_above(decision, before)
    transaction.on_commit(partial(tell_result, decision))
    return decision


@transaction.atomic
def release(*, attempts: Sequence[Attempt], by: User, roles: Roles, at: datetime) -> list[Decision]:
    """Several at once, each as it was counted. What was decided meanwhile, or is not *by*'s to decide, stays."""
    made = []
    for attempt in attempts:
        row = _locked(attempt)
        barred = why_not_decide(by, roles, row, trainers_of(row.enrolment.cohort))
        if barred or row.state != Attempt.State.MARKED or decision_of(row) is not None:
            continue
        outcome = Outcome.PASSED if outcome_now(row).is_passed else Outcome.FAILED
        made.append(_decide(row, outcome, "", by, roles, at))
    for examination in {one.attempt.examination for one in made}:
        count_waiting(examination=examination, at=at)
    return made


def _tell_above(decision: Decision, before: Decision | None) -> None:
    """What follows from it in the rules of the school."""
    attempt = decision.attempt
    code = attempt.examination.evidence_code
    was, is_now = before is not None and before.outcome == Outcome.PASSED, decision.outcome == Outcome.PASSED
    if not code or was == is_now:
        return
    signal = examination_passed if is_now else examination_undone
    signal.send(
        sender=Decision, enrolment=attempt.enrolment, code=code, on=date_at(attempt.school, decision.at),
        by=decision.by, at=decision.at, row=decision,
    )  # fmt: skip


def _locked(attempt: Attempt) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",))
    rows = rows.select_related("examination", "school", "enrolment__cohort", "enrolment__student", "candidate")
    return rows.get(pk=attempt.pk)

"""Answering a student's request: granted by a ruling or a waiver, or refused; an appeal is seen by someone else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.certification import notices_staff as notices
from feltwork.apps.certification.actions._decisions import need_reason, refuse_own_matter
from feltwork.apps.certification.actions.judging import rule
from feltwork.apps.certification.actions.waivers import waive
from feltwork.apps.certification.models import ExceptionRequest
from feltwork.apps.certification.queries import appeals
from feltwork.apps.certification.queries.matters import MISSING_PROVIDER
from feltwork.apps.schools.actions import close_work
from feltwork.apps.schools.models import WorkItem
from feltwork.core.certification import Outcome

State = ExceptionRequest.State


@transaction.atomic
def answer_exception(
    *,
    exception: ExceptionRequest,
    granted: bool,
    answer: str,
    by: User,
    at: datetime,
    on: date | None = None,
    ruling: Mapping[str, Any] | None = None,
    waiver: Mapping[str, Any] | None = None,
) -> ExceptionRequest:
    """Grant it with *ruling* (amount) or *waiver* (requirement, level, amount, until), or do not.

    The student reads *answer*. Whoever refused the same thing before may not answer the appeal.
    """
    rows = ExceptionRequest.objects.select_for_update(of=("self",))
    found = rows.select_related("enrolment__student", "enrolment__school", "enrolment__edition", "entry").get(
        pk=exception.pk
    )
    refuse_own_matter(found.enrolment, by)
    words = need_reason(answer)
    if found.state != State.OPEN:
        raise ValidationError(_("This has been answered already."), code="state")
    if by.pk in appeals.who_refused(found):
        raise ValidationError(_("You refused this before. An appeal is seen by someone else."), code="same_person")
    if granted:
        _grant(found, words, ruling, waiver, on, by, at)
    found.state = State.GRANTED if granted else State.REFUSED
    found.answer, found.answered_at, found.answered_by = words, at, by
    found.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    record("certification.answer_exception", by=by, at=at, subject=found, facts={"granted": granted})
    close_work(school=found.school, kind=WorkItem.Kind.EXCEPTION, subject_uuid=found.uuid, by=by, at=at)
    notices.tell_exception(found)
    return found


def _grant(
    found: ExceptionRequest,
    words: str,
    ruling: Mapping[str, Any] | None,
    waiver: Mapping[str, Any] | None,
    on: date | None,
    by: User,
    at: datetime,
) -> None:
    if found.question.startswith(MISSING_PROVIDER):
        return  # nothing is decided: somebody was added to the list of providers
    if waiver is not None and on is not None:
        waive(enrolment=found.enrolment, reason=words, on=on, by=by, at=at, tell=False, **waiver)
    elif ruling is not None and (found.entry or found.question):
        question = "" if found.entry else found.question
        rule(
            enrolment=found.enrolment,
            entry=found.entry,
            question=question,
            outcome=Outcome.COUNT,
            reason=words,
            by=by,
            at=at,
            tell=False,
            **ruling,
        )
    else:
        raise ValidationError(_("Please choose how it is granted: by counting it, or by a waiver."), code="how")

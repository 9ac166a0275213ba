"""Decisions about one entry or one question: evidence in place of a signature, and what the rules leave to a person."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.certification import notices_staff as notices
from feltwork.apps.certification.actions._checks import entry_day
from feltwork.apps.certification.actions._decisions import need_reason, refuse_own_matter, seal
from feltwork.apps.certification.models import ExceptionRequest, LogEntry
from feltwork.apps.schools.actions import close_work
from feltwork.apps.schools.models import Enrolment, WorkItem
from feltwork.apps.signoffs import queries as ledger
from feltwork.apps.signoffs.queries import SealedEntry
from feltwork.core.certification import Outcome

SIGNED = ("confirmed", "corrected")
DECIDED = ("evidence_accepted", "evidence_refused")


@transaction.atomic
def judge_evidence(
    *, entry: LogEntry, accepted: bool, reason: str, by: User, at: datetime, tell: bool = True
) -> SealedEntry:
    """Accept the papers of *entry* in place of a signature, or not. The student reads *reason*."""
    rows = LogEntry.objects.select_for_update(of=("self",))
    entry = rows.select_related("enrolment__student", "enrolment__school", "provider", "school").get(pk=entry.pk)
    refuse_own_matter(entry.enrolment, by)
    words = need_reason(reason)
    papers = _waiting_papers(entry)
    kind = "evidence_accepted" if accepted else "evidence_refused"
    sealed = seal(entry.enrolment, kind, entry.uuid, {"reason": words, "papers": papers, **_facts(entry)}, by=by, at=at)
    record("certification.judge_evidence", by=by, at=at, subject=entry, facts={"accepted": accepted})
    close_work(school=entry.school, kind=WorkItem.Kind.EVIDENCE, subject_uuid=entry.uuid, by=by, at=at)
    if tell:
        notices.tell_evidence(entry, accepted, words, sealed)
    return sealed


@transaction.atomic
def rule(
    *,
    enrolment: Enrolment,
    entry: LogEntry | None = None,
    question: str = "",
    outcome: str,
    amount: Fraction | None = None,
    reason: str,
    by: User,
    at: datetime,
    tell: bool = True,
    is_once: bool = False,
) -> SealedEntry:
    """Decide where the rules could not, or against them: about *question*, else about the whole *entry*.

    *amount* in the unit of the entry's kind (for a question of conversion: hours that make one unit) replaces what the
    rules would give. *is_once* notes that later cases will be asked about again. The latest ruling holds.
    """
    refuse_own_matter(enrolment, by)
    words = need_reason(reason)
    if outcome not in set(Outcome):
        raise ValidationError(_("Please choose whether it counts."), code="unknown")
    if amount is not None and amount <= 0:
        raise ValidationError({"amount": _("Please write an amount above nothing.")}, code="amount")
    if entry is None and not question:
        raise ValueError("a ruling needs an entry or a question")
    statement: dict[str, Any] = {
        "outcome": str(outcome),
        "amount": str(amount) if amount is not None else None,
        "question": question,
        "reason": words,
        "once": "1" if is_once else "0",
    }
    subject = entry.uuid if entry else enrolment.uuid
    sealed = seal(enrolment, "ruled", subject, statement, by=by, at=at, key=f"{question}:{at.isoformat()}")
    _answer_requests(enrolment, entry, question, str(outcome), words, by, at)
    facts = {"outcome": str(outcome), "question": question, "entry": str(entry.uuid) if entry else ""}
    record("certification.rule", by=by, at=at, subject=enrolment, facts=facts)
    if tell:
        notices.tell_ruling(enrolment, entry, str(outcome), words, sealed)
    return sealed


def _answer_requests(
    enrolment: Enrolment, entry: LogEntry | None, question: str, outcome: str, words: str, by: User, at: datetime
) -> None:
    """What the student asked about the same thing is answered with it."""
    rows = ExceptionRequest.objects.filter(enrolment=enrolment, entry=entry, state=ExceptionRequest.State.OPEN)
    for asked in rows.filter(question=question) if question else rows:
        granted = outcome == Outcome.COUNT
        asked.state = ExceptionRequest.State.GRANTED if granted else ExceptionRequest.State.REFUSED
        asked.answer, asked.answered_at, asked.answered_by = words, at, by
        asked.save(update_fields=["state", "answer", "answered_at", "answered_by"])
        close_work(school=asked.school, kind=WorkItem.Kind.EXCEPTION, subject_uuid=asked.uuid, by=by, at=at)


def _waiting_papers(entry: LogEntry) -> list[str]:
    """The papers that nobody has judged yet; ValidationError if there are none, or a signature has come."""
    about = ledger.entries_about(entry.uuid, entry.school)
    signatures = [one for one in about if one.kind in (*SIGNED, "declined", "taken_back")]
    if signatures and signatures[-1].kind in SIGNED:
        raise ValidationError(_("It has been signed meanwhile; the papers are not needed any more."), code="signed")
    judged_at = max((one.at for one in about if one.kind in DECIDED), default=None)
    papers = entry.evidence.order_by("uploaded_at", "pk")
    if judged_at is not None:
        papers = papers.filter(uploaded_at__gt=judged_at)
    found = [str(one.uuid) for one in papers]
    if entry.state == LogEntry.State.REMOVED or not found:
        raise ValidationError(_("No paper waits here any more."), code="state")
    return found


def _facts(entry: LogEntry) -> dict[str, Any]:
    """What is vouched for, in the words of a sign-off."""
    return {
        "kind": entry.kind,
        "on": entry_day(entry).isoformat(),
        "hours": str(entry.hours),
        "mode": entry.mode,
        "group_size": entry.group_size,
        "provider": str(entry.provider.uuid),
    }

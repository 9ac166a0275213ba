"""What keeps standings current: a signature, a change of a place or of an approval.

All of it happens inside the transaction of the act.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.standing import lock, refresh_standing, refresh_standings
from feltwork.apps.schools.events import approvals_changed, enrolment_changed
from feltwork.apps.schools.models import Enrolment, Provider, School
from feltwork.apps.signoffs.events import about_to_seal, entry_sealed, request_closed
from feltwork.apps.signoffs.queries import RequestRow, SealedEntry

UNSIGNED = ("declined", "taken_back")
ENDED_UNSIGNED = ("declined", "cancelled", "expired")
GOES_ON = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED)
WANTED = ("school", "student", "cohort", "edition")


@receiver(about_to_seal, dispatch_uid="certification.about_to_seal")
def lock_places(student_ids: list[int], school_id: int, **_rest: Any) -> None:
    """The student's places come first in the order of locks; see `signoffs.events`."""
    lock(Enrolment.objects.filter(student__in=student_ids, school=school_id))


@receiver(entry_sealed, dispatch_uid="certification.entry_sealed")
def judge_sealed(entry: SealedEntry, school: School, **_rest: Any) -> None:
    """Something about a student was sealed: an entry was signed, a question answered, a requirement waived."""
    if entry.kind in UNSIGNED:
        _back_to_draft(entry.subject_uuid, entry.at)
    for enrolment in _enrolments_of(entry.student_id, school):
        _refresh(enrolment, entry.at)


@receiver(request_closed, dispatch_uid="certification.request_closed")
def judge_unsigned(request: RequestRow, student_id: int, school: School, at: datetime, **_rest: Any) -> None:
    """A request ended without a signature: the entry is a draft again, to be corrected or sent to somebody."""
    if request.outcome in ENDED_UNSIGNED and _back_to_draft(request.subject_uuid, at):
        for enrolment in _enrolments_of(student_id, school):
            _refresh(enrolment, at)


@receiver(enrolment_changed, dispatch_uid="certification.enrolment_changed")
def judge_changed(enrolment: Enrolment, at: datetime, **_rest: Any) -> None:
    _refresh(Enrolment.objects.select_related(*WANTED).get(pk=enrolment.pk), at)


@receiver(approvals_changed, dispatch_uid="certification.approvals_changed")
def judge_approved(provider: Provider, at: datetime, **_rest: Any) -> None:
    """Everybody who logged something with that provider; certificates already issued stay as they are."""
    logged = LogEntry.objects.filter(provider=provider).exclude(state=LogEntry.State.REMOVED)
    rows = Enrolment.objects.filter(pk__in=logged.values("enrolment"), state__in=GOES_ON)
    refresh_standings(enrolments=rows.select_related(*WANTED), at=at)


@contextmanager
def judged_once() -> Iterator[None]:
    """Many acts about one student: judge at the end instead of after each. Use inside one transaction."""
    waiting: dict[int, tuple[Enrolment, datetime]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for enrolment, at in waiting.values():
        refresh_standing(enrolment=enrolment, at=at)


_waiting: ContextVar[dict[int, tuple[Enrolment, datetime]] | None] = ContextVar("waiting", default=None)


def _refresh(enrolment: Enrolment, at: datetime) -> None:
    waiting = _waiting.get()
    if waiting is None:
        refresh_standing(enrolment=enrolment, at=at)
    else:
        waiting[enrolment.pk] = (enrolment, at)


def _enrolments_of(student_id: int, school: School) -> list[Enrolment]:
    return list(Enrolment.objects.filter(student=student_id, school=school).select_related(*WANTED))


def _back_to_draft(subject_uuid: Any, at: datetime) -> bool:
    sent = LogEntry.objects.filter(uuid=subject_uuid, state=LogEntry.State.SENT)
    return bool(sent.update(state=LogEntry.State.DRAFT, changed_at=at))

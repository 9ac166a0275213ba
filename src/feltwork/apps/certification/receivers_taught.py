"""What is examined, learnt and attended in Feltwork flows into a student's path by the actions that staff use."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.dispatch import Signal, receiver

from feltwork.apps.accounts.models import User
from feltwork.apps.certification.actions.consultations import drop_consultation, log_consultation
from feltwork.apps.certification.actions.gates import note_proof, undo_proof
from feltwork.apps.exams.events import examination_passed, examination_undone
from feltwork.apps.learning.events import completion_undone, course_completed
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.seminars.events import (
    attendance_undone,
    consultation_attended,
    consultation_undone,
    seminar_attended,
)


def _join(origin: str, proven: Signal, undone: Signal) -> None:
    """Both signals of one app, as a record of that *origin*."""

    @receiver(proven, dispatch_uid=f"certification.{origin}", weak=False)
    def note(enrolment: Enrolment, code: str, on: date, by: User | None, at: datetime, **_rest: Any) -> None:
        # whoever read a whole course has nobody else to name
        if code:
            by = by or enrolment.student
            note_proof(enrolment=enrolment, code=code, origin=origin, on=on, by=by, at=at)

    @receiver(undone, dispatch_uid=f"certification.{origin}_undone", weak=False)
    def undo(enrolment: Enrolment, code: str, by: User | None, at: datetime, **_rest: Any) -> None:
        if code:
            undo_proof(enrolment=enrolment, code=code, origin=origin, by=by or enrolment.student, at=at)


_join("examination", examination_passed, examination_undone)
_join("course", course_completed, completion_undone)
_join("seminar", seminar_attended, attendance_undone)


@receiver(consultation_attended, dispatch_uid="certification.consultation")
def log_group(key: str, enrolment: Enrolment, at: datetime, **facts: Any) -> None:
    names = ("provider", "starts_at", "ends_at", "zone", "mode", "group_size")
    log_consultation(key=key, enrolment=enrolment, at=at, **{name: facts[name] for name in names})


@receiver(consultation_undone, dispatch_uid="certification.consultation_undone")
def drop_group(key: str, enrolment: Enrolment, by: User, at: datetime, **_rest: Any) -> None:
    drop_consultation(key=key, enrolment=enrolment, by=by, at=at)

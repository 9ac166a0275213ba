"""Work in place of a missed meeting.

set ── hand_in ──▸ handed_in ── accept ──▸ accepted, and the meeting is marked as made up
handed_in ── give_back (with a reason) ──▸ set            set | handed_in ── drop ──▸ dropped
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import Attendance, Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.seminars import notices
from feltwork.apps.seminars.actions import attendance
from feltwork.apps.seminars.models import MakeUp, Meeting
from feltwork.apps.seminars.queries.people import marks_of
from feltwork.apps.seminars.queries.rules import rules_of

State, How = MakeUp.State, MakeUp.How
MISSED = (Attendance.State.MISSED, Attendance.State.EXCUSED)


@transaction.atomic
def set_make_up(
    *,
    meeting: Meeting,
    enrolment: Enrolment,
    how: str,
    words: str,
    by: User,
    at: datetime,
    due_on: date | None = None,
) -> MakeUp:
    """Say what stands in for a meeting that somebody missed; they are told. A second time changes the work."""
    enrolment = _place(enrolment)
    if how not in How.values:
        raise ValidationError({"how": _("Please choose how it is made up.")}, code="unknown")
    mark = marks_of(meeting).get(enrolment.pk)
    if mark is None or mark.state not in MISSED:
        raise ValidationError(_("Only a meeting that is marked as missed can be made up."), code="not_missed")
    today = date_at(enrolment.school, at)
    due_on = due_on or today + timedelta(days=rules_of(enrolment.school).make_up_days)
    if due_on < today:
        raise ValidationError({"due_on": _("This day is over.")}, code="past")
    row = MakeUp.objects.filter(meeting=meeting, enrolment=enrolment, state__in=(State.SET, State.HANDED_IN)).first()
    row = row or MakeUp(school_id=meeting.school_id, meeting=meeting, enrolment=enrolment)
    row.how, row.words, row.due_on, row.set_by, row.set_at = how, words.strip(), due_on, by, at
    row.state = State.SET
    row.save()
    record("seminars.set_make_up", by=by, at=at, subject=row, facts={"how": how, "due_on": due_on.isoformat()})
    notices.tell_make_up_set(row, at)
    return row


@transaction.atomic
def hand_in(*, make_up: MakeUp, done_on: date, report: str, by: User, at: datetime) -> MakeUp:
    """The student says that and when it was done, and in a few words what it was."""
    row = _row(make_up, State.SET, State.HANDED_IN)
    if row.enrolment.student_id != by.pk:
        raise PermissionDenied
    _check_day(row, done_on, at)
    if not report.strip():
        raise ValidationError({"report": _("Please write in a few words what you did.")}, code="missing")
    row.done_on, row.report, row.handed_in_at, row.state, row.answer = done_on, report.strip(), at, State.HANDED_IN, ""
    row.save()
    record("seminars.hand_in_make_up", by=by, at=at, subject=row)
    notices.tell_handed_in(row, at)
    return row


@transaction.atomic
def accept(*, make_up: MakeUp, by: User, at: datetime, answer: str = "", done_on: date | None = None) -> MakeUp:
    """It stands in for the meeting, which is marked as made up, or as seen on the recording.

    *done_on* where nothing was handed in, for example after an hour with the trainer.
    """
    row = _row(make_up, State.SET, State.HANDED_IN)
    if row.enrolment.student_id == by.pk:
        raise PermissionDenied
    done_on = done_on or row.done_on
    if done_on is None:
        raise ValidationError({"done_on": _("On which day was it done?")}, code="missing")
    _check_day(row, done_on, at)
    row.done_on, row.answer, row.state, row.decided_by, row.decided_at = done_on, answer.strip(), State.ACCEPTED, by, at
    row.save()
    record("seminars.accept_make_up", by=by, at=at, subject=row)
    by_recording = row.how == How.RECORDING
    state = Attendance.State.RECORDING if by_recording else Attendance.State.MADE_UP
    attendance.mark(row.meeting, row.enrolment, state, by, at, made_up_on=None if by_recording else done_on)
    notices.tell_decided(row, at)
    return row


@transaction.atomic
def give_back(*, make_up: MakeUp, answer: str, by: User, at: datetime, due_on: date | None = None) -> MakeUp:
    """Something is missing; the reason is told, and the day may be a later one."""
    row = _row(make_up, State.HANDED_IN)
    if row.enrolment.student_id == by.pk:
        raise PermissionDenied
    if not answer.strip():
        raise ValidationError({"answer": _("Please write what is missing.")}, code="missing")
    row.answer, row.state, row.decided_by, row.decided_at = answer.strip(), State.SET, by, at
    row.due_on = due_on or row.due_on
    row.save()
    record("seminars.give_back_make_up", by=by, at=at, subject=row)
    notices.tell_decided(row, at)
    return row


@transaction.atomic
def drop(*, make_up: MakeUp, by: User, at: datetime) -> MakeUp:
    """It is not needed any more; the meeting stays missed."""
    row = _row(make_up, State.SET, State.HANDED_IN)
    row.state, row.decided_by, row.decided_at = State.DROPPED, by, at
    row.save()
    record("seminars.drop_make_up", by=by, at=at, subject=row)
    return row


def _check_day(row: MakeUp, done_on: date, at: datetime) -> None:
    if done_on > date_at(row.enrolment.school, at):
        raise ValidationError({"done_on": _("This day is still to come.")}, code="future")
    on = row.meeting.day.on if row.meeting.day else date_at(row.enrolment.school, row.meeting.starts_at)
    if done_on == on and row.how != How.RECORDING:
        raise ValidationError({"done_on": _("That is the day that was missed. On which other day?")}, code="same")


def _place(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("student", "school", "cohort")
    return rows.get(pk=enrolment.pk)


def _row(make_up: MakeUp, *states: str) -> MakeUp:
    """The work as it is now, with the student's place locked; refused in any other state."""
    _place(make_up.enrolment)
    rows = MakeUp.objects.select_for_update(of=("self",))
    row = rows.select_related("enrolment__student", "enrolment__school", "meeting__seminar", "meeting__day").get(
        pk=make_up.pk
    )
    if row.state not in states:
        raise ValidationError(_("This has changed meanwhile. Please look again."), code="state")
    return row

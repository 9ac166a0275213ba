"""What attendance amounts to: whole attendance as evidence, and consultations for the logs of those who were there."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import Attendance, Enrolment
from feltwork.apps.seminars.events import (
    attendance_undone,
    consultation_attended,
    consultation_undone,
    seminar_attended,
)
from feltwork.apps.seminars.models import Mark, Meeting, Seat, Seminar
from feltwork.apps.seminars.queries.people import THERE
from feltwork.apps.seminars.queries.seminars import meetings_of


def settle_all(seminar: Seminar, by: User, at: datetime, *, only: Enrolment | None = None) -> None:
    """After a change of marks or meetings: who has completed the seminar, and who has not any more.

    *only*: nothing changed but for this person. Modules are left out, for there each training day counts by itself.
    """
    if seminar.is_module:
        return
    meetings = meetings_of(seminar)
    needed = min(seminar.needed_meetings or len(meetings), len(meetings))
    days = _days_there(seminar, meetings)  # of everybody: one query either way
    seats = Seat.objects.filter(seminar=seminar, state=Seat.State.SEATED).select_related("enrolment")
    for seat in seats.filter(enrolment=only) if only else seats.order_by("enrolment_id"):
        attended = sorted(days.get(seat.enrolment_id, []))
        done_on = attended[needed - 1] if needed and len(attended) >= needed else None
        if (seat.completed_on is None) != (done_on is None):
            _turn(seat, seminar, done_on, by, at)


def send_consultation(meeting: Meeting, seminar: Seminar, by: User, at: datetime) -> None:
    """Send on who was in a consultation group, with how many people; only what is new or different."""
    if seminar.host is None:
        return
    marks = list(Mark.objects.filter(meeting=meeting).select_related("enrolment").order_by("enrolment_id"))
    size = sum(mark.state == Attendance.State.ATTENDED for mark in marks)
    for mark in marks:
        told = size if mark.state == Attendance.State.ATTENDED else None
        if mark.told_group_size == told:
            continue
        mark.told_group_size = told
        mark.save(update_fields=["told_group_size"])
        _send(mark, meeting, seminar, told, by, at)


def key_of(meeting: Meeting, mark: Mark) -> str:
    """The same for the same person at the same meeting, for ever."""
    return f"seminar:{meeting.uuid}:{mark.enrolment.uuid}"


def _send(mark: Mark, meeting: Meeting, seminar: Seminar, size: int | None, by: User, at: datetime) -> None:
    known = {"key": key_of(meeting, mark), "enrolment": mark.enrolment, "by": by, "at": at}
    if size is None:
        consultation_undone.send(Mark, **known)
        return
    consultation_attended.send(
        Mark,
        provider=seminar.host,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=seminar.zone,
        mode=meeting.mode,
        group_size=size,
        **known,
    )


def _days_there(seminar: Seminar, meetings: list[Meeting]) -> dict[int, list[date]]:
    """The days of the meetings to which each came or for which something else stands in; one query."""
    zone = ZoneInfo(seminar.zone)
    days = {one.pk: one.starts_at.astimezone(zone).date() for one in meetings}
    found: dict[int, list[date]] = {}
    marks = Mark.objects.filter(meeting__in=days, state__in=THERE)
    for meeting, enrolment, made_up_on in marks.values_list("meeting", "enrolment", "made_up_on"):
        found.setdefault(enrolment, []).append(made_up_on or days[meeting])
    return found


def _turn(seat: Seat, seminar: Seminar, done_on: date | None, by: User, at: datetime) -> None:
    seat.completed_on = done_on
    seat.save(update_fields=["completed_on"])
    code = "seminars.complete" if done_on else "seminars.undo_completion"
    record(code, by=by, at=at, subject=seat, facts={"seminar": str(seminar.uuid), "code": seminar.evidence_code})
    if not seminar.evidence_code:
        return
    known = {"enrolment": seat.enrolment, "code": seminar.evidence_code, "by": by, "at": at}
    if done_on is None:
        attendance_undone.send(Seat, **known)
    else:
        seminar_attended.send(Seat, on=done_on, **known)

"""Who was there: by the code on the screen, or by the list.

Places of students are locked first, in the order of their keys: what marks lead to is judged by apps above this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools import actions as schools
from feltwork.apps.schools.models import Attendance, Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.seminars.actions import settling
from feltwork.apps.seminars.codes import is_valid
from feltwork.apps.seminars.models import CheckIn, MakeUp, Mark, Meeting, Seminar
from feltwork.apps.seminars.queries.people import MAY_BE_MARKED, places_on_list

State = Attendance.State
EARLY, LATE = timedelta(hours=2), timedelta(hours=2)  # the code may be shown from so long before until so long after


@transaction.atomic
def open_check_in(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Show a code from now on. Opening it again makes other codes; who is marked stays so."""
    meeting = _locked(meeting)
    if meeting.seminar.state != Seminar.State.OPEN or meeting.cancelled_at is not None:
        raise ValidationError(_("This date does not take place."), code="cancelled")
    if not meeting.starts_at - EARLY <= at <= meeting.ends_at + LATE:
        raise ValidationError(_("The code can be shown from two hours before until two hours after."), code="time")
    if not meeting.is_checking_in:
        meeting.checkin_opened_at, meeting.checkin_closed_at = at, None
        meeting.save(update_fields=["checkin_opened_at", "checkin_closed_at"])
        record("seminars.open_check_in", by=by, at=at, subject=meeting)
    return meeting


@transaction.atomic
def close_check_in(*, meeting: Meeting, by: User | None, at: datetime) -> Meeting:
    """No code is good any more."""
    meeting = _locked(meeting)
    if meeting.is_checking_in:
        meeting.checkin_closed_at = at
        meeting.save(update_fields=["checkin_closed_at"])
        record("seminars.close_check_in", by=by, at=at, subject=meeting)
    return meeting


@transaction.atomic
def check_in(
    *, meeting: Meeting, enrolment: Enrolment, by: User, at: datetime, code: str = "", is_seen: bool = False
) -> CheckIn:
    """Somebody marks themselves by the code on the screen; a second time changes nothing.

    *is_seen*: the code was looked at within the last minutes while it was good, by this very browser.
    """
    enrolment = _places([enrolment.pk])[0]
    meeting = _locked(meeting)
    known = CheckIn.objects.filter(meeting=meeting, enrolment=enrolment).first()
    if known is not None:
        return known
    if not (meeting.is_checking_in and (is_seen or is_valid(meeting, code, at))):
        raise ValidationError(_("This code is over. Please take the one that is on the screen now."), code="over")
    if not places_on_list(meeting).filter(pk=enrolment.pk, state__in=MAY_BE_MARKED).exists():
        raise ValidationError(_("You are not on the list of this date. Please tell your trainer."), code="no_seat")
    row = CheckIn.objects.create(school_id=meeting.school_id, meeting=meeting, enrolment=enrolment, at=at)
    record("seminars.check_in", by=by, at=at, subject=meeting, facts={"enrolment": str(enrolment.uuid)})
    _mark(meeting, enrolment, State.ATTENDED, by, at)
    settling.settle_all(meeting.seminar, by, at, only=enrolment)
    _send_on(meeting, by, at)
    return row


@transaction.atomic
def keep_list(*, meeting: Meeting, states: Mapping[UUID, str], by: User, at: datetime) -> int:
    """Mark everybody named (enrolment uuid → state) and note that the list was gone through; how many are new or other.

    With it a consultation group is sent on to the logs of those who were there.
    """
    wanted = dict(states)
    enrolments = _places(Enrolment.objects.filter(uuid__in=wanted).values_list("pk", flat=True))
    meeting = _locked(meeting)
    _refuse_early(meeting, wanted.values(), at)
    on_list = set(places_on_list(meeting).filter(state__in=MAY_BE_MARKED).values_list("uuid", flat=True))
    if len(enrolments) != len(wanted) or not set(wanted) <= on_list:
        raise ValidationError(_("Someone on this list has no place here any more. Please load the page again."))
    changed = sum(_mark(meeting, one, wanted[one.uuid], by, at) for one in enrolments)
    if at >= meeting.starts_at - EARLY:
        meeting.kept_at, meeting.kept_by = at, by
        meeting.save(update_fields=["kept_at", "kept_by"])
    record("seminars.keep_list", by=by, at=at, subject=meeting, facts={"changed": changed})
    settling.settle_all(meeting.seminar, by, at)
    _send_on(meeting, by, at)
    return changed


@transaction.atomic
def mark_one(
    *, meeting: Meeting, enrolment: Enrolment, state: str, by: User, at: datetime, made_up_on: date | None = None
) -> None:
    """Say how one person took one meeting, also that it was made up on another day."""
    enrolment = _places([enrolment.pk])[0]
    meeting = _locked(meeting)
    _refuse_early(meeting, [state], at)
    if not places_on_list(meeting).filter(pk=enrolment.pk, state__in=MAY_BE_MARKED).exists():
        raise ValidationError(_("This person is not on the list of this date."), code="no_seat")
    _mark(meeting, enrolment, state, by, at, made_up_on=made_up_on)
    settling.settle_all(meeting.seminar, by, at, only=enrolment)
    _send_on(meeting, by, at)


def mark(
    meeting: Meeting, enrolment: Enrolment, state: str, by: User, at: datetime, *, made_up_on: date | None = None
) -> None:
    """The same for acts that have locked the place themselves, such as accepting make-up work."""
    meeting = _locked(meeting)
    _mark(meeting, enrolment, state, by, at, made_up_on=made_up_on)
    settling.settle_all(meeting.seminar, by, at, only=enrolment)
    _send_on(meeting, by, at)


def _mark(
    meeting: Meeting, enrolment: Enrolment, state: str, by: User, at: datetime, *, made_up_on: date | None = None
) -> bool:  # fmt: skip
    """Whether it is new or different. The day of a module is marked where all training days are."""
    if meeting.day is not None:
        return _mark_day(meeting, enrolment, state, by, at, made_up_on)
    if state not in State.values:
        raise ValidationError({"state": _("Please choose one of the states.")}, code="unknown")
    row = Mark.objects.filter(meeting=meeting, enrolment=enrolment).first()
    if row is not None and row.state == state and made_up_on in {None, row.made_up_on}:
        return False
    made_up_on = _made_up(meeting, state, made_up_on, at)
    before = None if row is None else {"state": row.state, "made_up_on": str(row.made_up_on or "")}
    after = {"state": state, "made_up_on": str(made_up_on or "")}
    row = row or Mark(school_id=meeting.school_id, meeting=meeting, enrolment=enrolment)
    row.state, row.made_up_on, row.by, row.at = state, made_up_on, by, at
    row.save()
    facts = {"enrolment": str(enrolment.uuid), "before": before, "after": after}
    record("seminars.mark", by=by, at=at, subject=meeting, facts=facts)
    _drop_make_up(meeting, enrolment, state, at)
    return True


def _mark_day(
    meeting: Meeting, enrolment: Enrolment, state: str, by: User, at: datetime, made_up_on: date | None
) -> bool:  # fmt: skip
    assert meeting.day is not None  # noqa: S101  # for types
    there = Attendance.objects.filter(day=meeting.day, enrolment=enrolment).first()
    if there is not None and there.state == state and made_up_on in {None, there.made_up_on}:
        return False
    schools.mark_attendance(
        enrolment=enrolment, day=meeting.day, state=state, made_up_on=made_up_on, by=by, at=at,
        mode=there.mode if there else "", note=there.note if there else "",
    )  # fmt: skip
    _drop_make_up(meeting, enrolment, state, at)
    return True


def _made_up(meeting: Meeting, state: str, made_up_on: date | None, at: datetime) -> date | None:
    if state != State.MADE_UP:
        return None
    if made_up_on is None:
        raise ValidationError({"made_up_on": _("On which day was it made up?")}, code="missing")
    if made_up_on > date_at(meeting.school, at):
        raise ValidationError({"made_up_on": _("This day is still to come.")}, code="future")
    return made_up_on


def _drop_make_up(meeting: Meeting, enrolment: Enrolment, state: str, at: datetime) -> None:
    """Whoever was there after all has nothing to make up."""
    if state == State.ATTENDED:
        rows = MakeUp.objects.filter(meeting=meeting, enrolment=enrolment, state__in=("set", "handed_in"))
        rows.update(state=MakeUp.State.DROPPED, decided_at=at)


def _send_on(meeting: Meeting, by: User, at: datetime) -> None:
    """Once the list of a consultation was kept: to the logs, and so each correction."""
    if meeting.seminar.is_consultation and meeting.kept_at is not None:
        settling.send_consultation(meeting, meeting.seminar, by, at)


def _refuse_early(meeting: Meeting, states: Iterable[str], at: datetime) -> None:
    if meeting.cancelled_at is not None:
        raise ValidationError(_("This date does not take place."), code="cancelled")
    if at < meeting.starts_at - EARLY and set(states) - {State.EXCUSED.value}:
        raise ValidationError(_("This date is still to come. Until then somebody can only be excused."), code="future")


def _places(keys: Iterable[int]) -> list[Enrolment]:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("student", "cohort", "school")
    return list(rows.filter(pk__in=list(keys)).order_by("pk"))


def _locked(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",))
    return rows.select_related("school", "seminar__host", "seminar__school", "day__module_date__cohort").get(
        pk=meeting.pk
    )

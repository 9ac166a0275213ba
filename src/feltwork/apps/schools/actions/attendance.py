"""Who was there on which training day. A mark may be corrected; the audit trail keeps what it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.events import enrolment_changed
from feltwork.apps.schools.models import Attendance, Enrolment, Mode, TrainingDay
from feltwork.apps.schools.queries import date_at

State = Attendance.State
MAY_BE_MARKED = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED)


@transaction.atomic
def mark_attendance(
    *,
    enrolment: Enrolment,
    day: TrainingDay,
    state: str,
    by: User,
    at: datetime,
    mode: str = "",
    made_up_on: date | None = None,
    note: str = "",
) -> Attendance:
    """Say how one student took one day, which may be a day of another cohort of the same programme.

    *mode* only where it differs from the day's own; a day made up needs the day on which that was.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    today = date_at(enrolment.school, at)
    _check(enrolment, day, state, mode, made_up_on, today)
    mark = Attendance.objects.filter(enrolment=enrolment, day=day).first()
    facts = {"before": _facts(mark)}
    mark = mark or Attendance(school_id=enrolment.school_id, enrolment=enrolment, day=day)
    mark.state, mark.mode, mark.note = state, "" if mode == day.mode else mode, note
    mark.made_up_on = made_up_on if state == State.MADE_UP else None
    mark.by, mark.at = by, at
    mark.save()
    record("schools.mark_attendance", by=by, at=at, subject=enrolment, facts={**facts, "after": _facts(mark)})
    enrolment_changed.send(Enrolment, enrolment=enrolment, at=at)
    return mark


@transaction.atomic
def mark_day(*, day: TrainingDay, states: Mapping[UUID, str], by: User, at: datetime) -> list[Attendance]:
    """Mark several students (enrolment uuid → state) for one day; returns the marks that are new or changed.

    Only “there”, “not there” and the like: a day made up needs its date, see `mark_attendance`. An unchanged mark,
    such as a day already made up that is sent again as such, is left alone.
    """
    school = day.school
    today = date_at(school, at)
    chosen = Enrolment.objects.select_for_update().filter(school=school, uuid__in=states)
    enrolments = list(chosen.select_related("cohort").order_by("pk"))
    if len(enrolments) != len(states):
        raise ValidationError(_("Someone on this list has no place here any more. Please load the page again."))
    marks = {m.enrolment_id: m for m in Attendance.objects.filter(day=day, enrolment__in=enrolments)}
    changed = []
    for enrolment in enrolments:
        mark, state = marks.get(enrolment.pk), states[enrolment.uuid]
        if mark is not None and mark.state == state:
            continue
        _check(enrolment, day, state, "", None, today)
        changed.append(_marked(mark, enrolment, day, state, by, at))
    for mark in changed:
        enrolment_changed.send(Enrolment, enrolment=mark.enrolment, at=at)
    return changed


def _marked(
    mark: Attendance | None, enrolment: Enrolment, day: TrainingDay, state: str, by: User, at: datetime
) -> Attendance:
    before = _facts(mark)
    mark = mark or Attendance(school_id=enrolment.school_id, enrolment=enrolment, day=day)
    mark.enrolment, mark.state, mark.made_up_on, mark.by, mark.at = enrolment, state, None, by, at
    mark.save()
    facts = {"before": before, "after": _facts(mark)}
    record("schools.mark_attendance", by=by, at=at, subject=enrolment, facts=facts)
    return mark


def _facts(mark: Attendance | None) -> dict[str, str] | None:
    if mark is None:
        return None
    made_up_on = mark.made_up_on.isoformat() if mark.made_up_on else ""
    return {"day": str(mark.day.uuid), "state": mark.state, "mode": mark.mode, "made_up_on": made_up_on}


def _check(enrolment: Enrolment, day: TrainingDay, state: str, mode: str, made_up_on: date | None, today: date) -> None:
    if enrolment.state not in MAY_BE_MARKED:
        raise ValidationError(_("Attendance cannot be changed any more: this training has ended."), code="ended")
    if state not in State.values:
        raise ValidationError({"state": _("Please choose one of the states.")}, code="unknown")
    if mode and mode not in Mode.values:
        raise ValidationError({"mode": _("Please choose how the day was taken.")}, code="unknown")
    if day.module_date.cohort.programme_id != enrolment.cohort.programme_id:
        raise ValidationError({"day": _("This day belongs to another programme.")}, code="other_programme")
    if day.on > today and state != State.EXCUSED:
        raise ValidationError({"day": _("This day is still to come.")}, code="future")
    if state != State.MADE_UP:
        return
    if made_up_on is None:
        raise ValidationError({"made_up_on": _("On which day was it made up?")}, code="missing")
    if made_up_on > today:
        raise ValidationError({"made_up_on": _("This day is still to come.")}, code="future")
    if made_up_on == day.on:
        raise ValidationError(
            {"made_up_on": _("That is the day itself. On which other day was it made up?")}, code="same"
        )

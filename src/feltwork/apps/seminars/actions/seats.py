"""Places and the waiting list. The seminar's row is locked by each act, so the last place is given once and the order
of the list holds, whoever asks at the same moment.

The order of locks is: places of students (enrolments) by key, the seminar, its meetings, seats.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.seminars import notices
from feltwork.apps.seminars.models import CheckIn, Mark, Seat, Seminar
from feltwork.apps.seminars.models.seats import OPEN
from feltwork.apps.seminars.queries.rules import rules_of
from feltwork.apps.seminars.queries.seminars import may_come, meetings_of, taken

State = Seat.State
LEAST_TO_ANSWER = timedelta(hours=2)  # nobody is asked who could not answer any more


@transaction.atomic
def sign_up(*, seminar: Seminar, enrolment: Enrolment, by: User, at: datetime) -> Seat:
    """Take a place, or one in the waiting list where all are taken; asking again gives the seat that is there.

    Staff may sign somebody up after the last day for it, and as long as it has not ended.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("student", "cohort", "school")
    enrolment = rows.get(pk=enrolment.pk)
    seminar = locked(seminar)
    there = Seat.objects.filter(seminar=seminar, enrolment=enrolment, state__in=OPEN).first()
    if there is not None:
        return there
    _check(seminar, enrolment, at, is_own=by.pk == enrolment.student_id)
    state = State.SEATED if has_room(seminar) else State.WAITING
    seat = Seat.objects.create(
        school_id=seminar.school_id, seminar=seminar, enrolment=enrolment, state=state, asked_at=at
    )
    record("seminars.sign_up", by=by, at=at, subject=seat, facts=_facts(seat))
    if state == State.SEATED or by.pk != enrolment.student_id:
        notices.tell_seat(seat, at)
    return seat


@transaction.atomic
def take_up(*, seat: Seat, by: User, at: datetime) -> Seat:
    """Yes, the place that became free still suits."""
    seat = _of(seat, State.OFFERED)
    if seat.answer_by is not None and at > seat.answer_by:
        raise ValidationError(_("The time to answer is over; the place went to the next."), code="late")
    _move(seat, State.SEATED, by, at, "seminars.take_up")
    notices.tell_seat(seat, at)
    return seat


@transaction.atomic
def turn_down(*, seat: Seat, by: User, at: datetime) -> Seat:
    """No; the next in the list is asked."""
    seat = _of(seat, State.OFFERED)
    _move(seat, State.LEFT, by, at, "seminars.turn_down")
    fill(seat.seminar, at)
    return seat


@transaction.atomic
def give_back_seat(*, seat: Seat, by: User, at: datetime) -> Seat:
    """Give a place back, or leave the waiting list. A place can be given back until so many days before."""
    seat = _of(seat, State.SEATED, State.WAITING, State.OFFERED)
    if seat.state == State.SEATED and not may_give_back(seat.seminar, at):
        raise ValidationError(_("It is too late to give the place back here. Please write to the school."), code="late")
    _refuse_marked(seat)
    _move(seat, State.LEFT, by, at, "seminars.give_back_seat")
    fill(seat.seminar, at)
    return seat


@transaction.atomic
def remove_seat(*, seat: Seat, by: User, at: datetime) -> Seat:
    """Staff take somebody out; the person is told, and the next in the list is asked."""
    seat = _of(seat, State.SEATED, State.WAITING, State.OFFERED)
    _refuse_marked(seat)
    _move(seat, State.REMOVED, by, at, "seminars.remove_seat")
    notices.tell_removed(seat, at)
    fill(seat.seminar, at)
    return seat


@transaction.atomic
def lapse_offers(*, seminar: Seminar, at: datetime) -> int:
    """Let offers go whose time is over, and ask the next; how many lapsed."""
    seminar = locked(seminar)
    over = list(_seats(seminar).filter(state=State.OFFERED, answer_by__lt=at))
    for seat in over:
        _move(seat, State.LAPSED, None, at, "seminars.lapse_offer")
        notices.tell_lapsed(seat, at)
    fill(seminar, at)
    return len(over)


@transaction.atomic
def free_seats(*, enrolment: Enrolment, at: datetime) -> int:
    """Somebody left the training: their seats in what has not begun go to whoever waits; how many those were."""
    rows = Seat.objects.filter(enrolment=enrolment, state__in=OPEN).exclude(seminar__meetings__starts_at__lte=at)
    seats = list(rows.select_related("seminar").order_by("seminar_id").distinct())
    for seat in seats:
        row = _of(seat, *OPEN)
        _move(row, State.REMOVED, None, at, "seminars.remove_seat")
        fill(row.seminar, at)
    return len(seats)


def fill(seminar: Seminar, at: datetime) -> None:
    """Offer free places to those who wait, in their order. The seminar's row is locked already."""
    if seminar.state != Seminar.State.OPEN:
        return
    answer_by = _answer_by(seminar, at)
    waiting = iter(_seats(seminar).filter(state=State.WAITING).order_by("asked_at", "pk"))
    while answer_by is not None and _is_free(seminar):
        seat = next(waiting, None)
        if seat is None:
            return
        seat.offered_at, seat.answer_by = at, answer_by
        _move(seat, State.OFFERED, None, at, "seminars.offer_seat")
        notices.tell_offer(seat, at)


def may_give_back(seminar: Seminar, at: datetime) -> bool:
    """Whether places can still be given back: until `leave_days` days before the first meeting."""
    found = meetings_of(seminar)
    return not found or date_at(seminar.school, at) <= (
        date_at(seminar.school, found[0].starts_at) - timedelta(days=seminar.leave_days)
    )


def why_closed(seminar: Seminar, at: datetime) -> str:
    """Why nobody signs up themselves any more: "state", "over", "begun", "deadline"; or ""."""
    if seminar.state != Seminar.State.OPEN:
        return "state"
    found = meetings_of(seminar)
    if not found or found[-1].ends_at <= at:
        return "over"
    if found[0].starts_at <= at:
        return "begun"
    until = seminar.sign_up_until
    return "deadline" if until is not None and date_at(seminar.school, at) > until else ""


def locked(seminar: Seminar) -> Seminar:
    """The row as it is now, held until the transaction ends."""
    rows = Seminar.objects.select_for_update(of=("self",))
    return rows.select_related("school", "host", "cohort", "programme", "module_date__module__level").get(pk=seminar.pk)


def lock_seated(seminar: Seminar) -> None:
    """Hold the places of whoever has a seat, before the seminar itself: their completion may change."""
    seated = Seat.objects.filter(seminar=seminar, state=State.SEATED).values("enrolment")
    list(Enrolment.objects.select_for_update().filter(pk__in=seated).order_by("pk").values_list("pk"))


def open_seats(seminar: Seminar) -> QuerySet[Seat]:
    """With a place, waiting or asked."""
    return _seats(seminar).filter(state__in=OPEN)


def people_to_tell(seminar: Seminar) -> list[Enrolment]:
    """Whom a change concerns: whoever has or wants a place, and of a module the cohort."""
    chosen = Enrolment.objects.filter(pk__in=open_seats(seminar).order_by().values("enrolment"))
    if seminar.module_date is not None:
        chosen |= Enrolment.objects.filter(cohort=seminar.module_date.cohort_id, state=Enrolment.State.ACTIVE)
    return list(chosen.select_related("student", "school").distinct().order_by("pk"))


def _check(seminar: Seminar, enrolment: Enrolment, at: datetime, *, is_own: bool) -> None:
    why = why_closed(seminar, at)
    if why in {"state", "over"} or (why and is_own):
        raise ValidationError(_("Nobody can sign up here any more."), code=why)
    if enrolment.state != Enrolment.State.ACTIVE:
        raise ValidationError(_("Signing up is possible again when this training goes on."), code="paused")
    if seminar.module_date is not None and enrolment.cohort_id == seminar.module_date.cohort_id:
        raise ValidationError(_("This is the module of that cohort; no seat is needed."), code="own_module")
    if not may_come(seminar, Enrolment.objects.filter(pk=enrolment.pk)).exists():
        raise ValidationError(_("This is for another programme or cohort."), code="not_for")
    if seminar.is_module and not seminar.capacity:
        raise ValidationError(_("This module has no places for guests."), code="no_guests")


def has_room(seminar: Seminar) -> bool:
    """Whether somebody new has a place: one is free, and nobody waits for it."""
    waits = Seat.objects.filter(seminar=seminar, state=State.WAITING).exists()
    return _is_free(seminar) and not waits


def _is_free(seminar: Seminar) -> bool:
    return seminar.capacity is None or taken(seminar) < seminar.capacity


def _answer_by(seminar: Seminar, at: datetime) -> datetime | None:
    """Until when somebody asked now has to answer; None where that would be too soon."""
    found = meetings_of(seminar)
    until = at + timedelta(hours=rules_of(seminar.school).answer_hours)
    if found:
        until = min(until, found[0].starts_at)
    return until if until - at >= LEAST_TO_ANSWER else None


def _seats(seminar: Seminar) -> QuerySet[Seat]:
    rows: QuerySet[Seat] = Seat.objects.filter(seminar=seminar)
    return rows.select_related("enrolment__student", "enrolment__school", "seminar__school")


def _of(seat: Seat, *states: str) -> Seat:
    """The seat as it is now, with its seminar locked; refused in any other state."""
    seminar = locked(seat.seminar)
    row = _seats(seminar).get(pk=seat.pk)
    row.seminar = seminar
    if row.state not in states:
        raise ValidationError(_("This has changed meanwhile. Please look again."), code="state")
    return row


def _refuse_marked(seat: Seat) -> None:
    """Whoever was there keeps the place, and so does what it counts for."""
    known = {"meeting__seminar": seat.seminar, "enrolment": seat.enrolment}
    if Mark.objects.filter(**known).exists() or CheckIn.objects.filter(**known).exists():
        raise ValidationError(_("This person is marked already, so the place stays."), code="marked")


def _move(seat: Seat, state: str, by: User | None, at: datetime, code: str) -> None:
    before = seat.state
    seat.state = state
    if state not in OPEN:
        seat.ended_at = at
    seat.save(update_fields=["state", "offered_at", "answer_by", "ended_at"])
    record(code, by=by, at=at, subject=seat, facts={**_facts(seat), "before": before})


def _facts(seat: Seat) -> dict[str, Any]:
    return {"seminar": str(seat.seminar.uuid), "enrolment": seat.enrolment_id, "state": seat.state}

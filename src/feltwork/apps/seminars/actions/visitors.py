"""People from outside: invited by mail, asked once, marked when they were there, and forgotten after a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.seminars import notices
from feltwork.apps.seminars.actions.seats import fill, has_room, locked, why_closed
from feltwork.apps.seminars.models import Meeting, Seminar, Visitor, VisitorDay
from feltwork.apps.seminars.queries.rules import rules_of
from feltwork.apps.seminars.queries.seminars import meetings_of
from feltwork.apps.seminars.queries.visitors import erased_at, open_visitors

State = Visitor.State
KINDS = (Seminar.Kind.SEMINAR, Seminar.Kind.WORKSHOP)


@transaction.atomic
def invite_visitor(*, seminar: Seminar, name: str, email: str, language: str, by: User, at: datetime) -> Visitor:
    """Hold a place and ask by mail. Whoever was asked already is not asked again.

    Raises ValidationError where everything is taken or somebody waits, for consultation groups and modules, and once
    it is over.
    """
    row, email = locked(seminar), email.strip().lower()
    if row.kind not in KINDS:
        raise ValidationError(_("People from outside come to seminars and workshops only."), code="kind")
    if why_closed(row, at) in {"state", "over"}:
        raise ValidationError(_("Nobody can sign up here any more."), code="over")
    there = open_visitors(row).filter(email=email).first()
    if there is not None:
        return there
    if not has_room(row):
        raise ValidationError(_("All places are taken, or somebody waits for one."), code="full")
    hours = timedelta(hours=rules_of(row.school).answer_hours)
    last = meetings_of(row)[-1].ends_at
    made: Visitor = Visitor.objects.create(
        school=row.school, seminar=row, name=name.strip(), email=email, language=language, by=by, asked_at=at,
        answer_by=min(at + hours, last),
    )  # fmt: skip
    record("seminars.invite_visitor", by=by, at=at, subject=made)
    notices.ask_visitor(made, at)
    return made


@transaction.atomic
def confirm_visit(*, visitor: Visitor, at: datetime) -> Visitor:
    """Yes, they come. Whoever answers too late has a place if there still is one."""
    row = _locked(visitor)
    if row.state == State.COMING:
        return row
    is_late = row.state == State.LAPSED or (row.state == State.ASKED and row.answer_by < at)
    if row.state not in (State.ASKED, State.LAPSED) or why_closed(row.seminar, at) in {"state", "over"}:
        raise ValidationError(_("This invitation is not open any more."), code="closed")
    if is_late and row.state == State.LAPSED and not has_room(row.seminar):
        raise ValidationError(_("The time to answer is over; the place went to the next."), code="late")
    row.state, row.answered_at, row.ended_at = State.COMING, at, None
    row.save(update_fields=["state", "answered_at", "ended_at"])
    record("seminars.confirm_visit", by=None, at=at, subject=row)
    notices.tell_visitor_place(row, at)
    return row


@transaction.atomic
def give_back_visit(*, visitor: Visitor, at: datetime) -> Visitor:
    """They do not come; the place goes to whoever waits."""
    row = _locked(visitor)
    if row.state not in (State.ASKED, State.COMING):
        return row
    _refuse_marked(row)
    return _end(row, State.LEFT, None, at, "seminars.give_back_visit")


@transaction.atomic
def remove_visitor(*, visitor: Visitor, by: User, at: datetime) -> Visitor:
    """Staff take somebody out; they are told."""
    row = _locked(visitor)
    if row.state not in (State.ASKED, State.COMING):
        return row
    _refuse_marked(row)
    notices.tell_visitor_removed(row, at)
    return _end(row, State.REMOVED, by, at, "seminars.remove_visitor")


@transaction.atomic
def mark_visitors(*, meeting: Meeting, there: Iterable[UUID], by: User, at: datetime) -> int:
    """Who of the visitors was there, all at once; how many rows changed."""
    row = Meeting.objects.select_for_update(of=("self",)).select_related("seminar").get(pk=meeting.pk)
    if at < row.starts_at or row.cancelled_at is not None:
        raise ValidationError(_("This date is still to come, or does not take place."), code="ahead")
    wanted, changed = set(there), 0
    for visitor in Visitor.objects.filter(seminar=row.seminar, state=State.COMING, erased_at=None):
        known = VisitorDay.objects.filter(visitor=visitor, meeting=row)
        if visitor.uuid in wanted and not known.exists():
            VisitorDay.objects.create(school_id=row.school_id, visitor=visitor, meeting=row, by=by, at=at)
            changed += 1
        elif visitor.uuid not in wanted:
            changed += known.delete()[0]
    if changed:
        record("seminars.mark_visitors", by=by, at=at, subject=row, facts={"count": changed})
    return changed


@transaction.atomic
def lapse_visits(*, seminar: Seminar, at: datetime) -> int:
    """Places of those who did not answer go to whoever waits; how many these were."""
    row = locked(seminar)
    over = list(Visitor.objects.filter(seminar=row, state=State.ASKED, answer_by__lt=at))
    for visitor in over:
        visitor.seminar = row
        _end(visitor, State.LAPSED, None, at, "seminars.lapse_visit")
    return len(over)


@transaction.atomic
def forget_visitor(*, visitor: Visitor, at: datetime) -> bool:
    """Empty name and address, here and in what was mailed, once the time is over. That somebody came stays."""
    row = _locked(visitor)
    if row.erased_at is not None or erased_at(row) > at:
        return False
    row.name, row.email, row.erased_at = "", "", at
    row.save(update_fields=["name", "email", "erased_at"])
    notices.forget_visitor(row)
    record("seminars.forget_visitor", by=None, at=at, subject=row)
    return True


def _locked(visitor: Visitor) -> Visitor:
    seminar = locked(visitor.seminar)
    row: Visitor = Visitor.objects.select_for_update(of=("self",)).select_related("school").get(pk=visitor.pk)
    row.seminar = seminar
    return row


def _end(row: Visitor, state: str, by: User | None, at: datetime, code: str) -> Visitor:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])
    record(code, by=by, at=at, subject=row)
    fill(row.seminar, at)
    return row


def _refuse_marked(row: Visitor) -> None:
    if row.days.exists():
        raise ValidationError(_("This person is marked already, so the place stays."), code="marked")

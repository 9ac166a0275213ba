"""A student's place: what may happen to it, from which state.

    active ── defer ──▸ deferred ── resume ──▸ active
    active | deferred ── withdraw ──▸ withdrawn        active ── complete ──▸ completed

Both ends are final. Everything that happens is an `EnrolmentEvent`, which the database never lets change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.actions import end_role, grant_role
from feltwork.apps.accounts.models import Role, User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions.places import OPEN, add_event, need_reason, taken
from feltwork.apps.schools.actions.transfers import recognise
from feltwork.apps.schools.events import enrolment_changed
from feltwork.apps.schools.models import Cohort, Enrolment, EnrolmentEvent
from feltwork.apps.schools.queries import date_at, has_begun, holds, taken_places

State = Enrolment.State
Kind = EnrolmentEvent.Kind
VERBS = {
    Kind.DEFERRED: "defer",
    Kind.RESUMED: "resume",
    Kind.WITHDRAWN: "withdraw",
    Kind.COMPLETED: "complete",
}


@transaction.atomic
def enrol(
    *,
    school: Any,
    student: User,
    cohort: Cohort,
    by: User,
    at: datetime,
    on: date | None = None,
    recognised: Iterable[dict[str, Any]] = (),
    is_told: bool = True,
) -> Enrolment:
    """Give *student* a place in *cohort*; the rules of the cohort's edition hold from then on.

    *recognised* is what they bring from another school: the arguments of `recognise` without enrolment, by and at.
    Without *is_told* the caller tells the student.
    Raises ValidationError if the cohort is full or they already have a place in this programme.
    """
    cohort = _locked(cohort)
    _check_place(cohort)
    _check_new(student, cohort)
    enrolment = Enrolment.objects.create(
        school=school,
        student=student,
        cohort=cohort,
        edition=cohort.edition,
        anchor_on=cohort.starts_on,
        enrolled_at=at,
    )
    grant_role(school=school, user=student, role=Role.STUDENT, by=by, at=at)
    add_event(enrolment, Kind.ENROLLED, by=by, at=at, on=on, data={"cohort": str(cohort.uuid)}, is_told=is_told)
    facts = {"cohort": str(cohort.uuid), "edition": cohort.edition.code}
    record("schools.enrol", by=by, at=at, subject=enrolment, facts=facts)
    for credit in recognised:
        recognise(enrolment=enrolment, by=by, at=at, **credit)
    enrolment_changed.send(Enrolment, enrolment=enrolment, at=at)
    return enrolment


@transaction.atomic
def defer(*, enrolment: Enrolment, until: date | None, reason: str, by: User, at: datetime) -> Enrolment:
    """Pause the training until a day, or for an open time with None. The place in the cohort is kept."""
    enrolment = taken(enrolment, State.ACTIVE)
    if until is not None and until <= date_at(enrolment.school, at):
        raise ValidationError({"until": _("Please choose a day that is still to come.")}, code="past")
    need_reason(reason)
    return _move(enrolment, State.DEFERRED, Kind.DEFERRED, by=by, at=at, until=until, reason=reason)


@transaction.atomic
def resume(*, enrolment: Enrolment, by: User, at: datetime, reason: str = "") -> Enrolment:
    """End a pause."""
    enrolment = taken(enrolment, State.DEFERRED)
    return _move(enrolment, State.ACTIVE, Kind.RESUMED, by=by, at=at, reason=reason)


@transaction.atomic
def change_cohort(*, enrolment: Enrolment, cohort: Cohort, reason: str, by: User, at: datetime) -> Enrolment:
    """Move to another cohort of the same programme. The rules stay as they were once any of the training has begun."""
    cohort = _locked(cohort)  # cohorts before enrolments, as in enrol: two writers never wait for each other
    enrolment = taken(enrolment, *OPEN)
    _check_move(enrolment, cohort)
    need_reason(reason)
    before = {"cohort": str(enrolment.cohort.uuid), "edition": enrolment.edition.code}
    if not has_begun(enrolment, date_at(enrolment.school, at)):
        enrolment.edition, enrolment.anchor_on = cohort.edition, cohort.starts_on
    enrolment.cohort = cohort
    enrolment.save(update_fields=["cohort", "edition", "anchor_on"])
    after = {"cohort": str(cohort.uuid), "edition": enrolment.edition.code}
    add_event(enrolment, Kind.COHORT_CHANGED, by=by, at=at, reason=reason, data={"before": before, "after": after})
    record("schools.change_cohort", by=by, at=at, subject=enrolment, facts={"before": before, "after": after})
    enrolment_changed.send(Enrolment, enrolment=enrolment, at=at)
    return enrolment


@transaction.atomic
def withdraw(*, enrolment: Enrolment, reason: str, by: User, at: datetime) -> Enrolment:
    """End a place for good. The role of student ends with the last place in the school."""
    enrolment = taken(enrolment, *OPEN)
    need_reason(reason)
    enrolment.ended_on = date_at(enrolment.school, at)
    enrolment = _move(enrolment, State.WITHDRAWN, Kind.WITHDRAWN, by=by, at=at, reason=reason)
    others = Enrolment.objects.filter(school=enrolment.school, student=enrolment.student)
    if not others.exclude(state=State.WITHDRAWN).exists():
        end_role(school=enrolment.school, user=enrolment.student, role=Role.STUDENT, by=by, at=at)
    return enrolment


@transaction.atomic
def complete(*, enrolment: Enrolment, by: User, at: datetime) -> Enrolment:
    """The certificate is issued. Refused while it is held."""
    enrolment = taken(enrolment, State.ACTIVE)
    if holds(enrolment):
        raise ValidationError(_("The certificate is held. Lift the hold first."), code="held")
    enrolment.ended_on = date_at(enrolment.school, at)
    return _move(enrolment, State.COMPLETED, Kind.COMPLETED, by=by, at=at)


def _move(
    enrolment: Enrolment,
    state: str,
    kind: Kind,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    until: date | None = None,
) -> Enrolment:
    facts = {"before": enrolment.state, "after": str(state), "until": until.isoformat() if until else None}
    enrolment.state = state
    enrolment.save(update_fields=["state", "ended_on"])
    add_event(enrolment, kind, by=by, at=at, reason=reason, until=until)
    record(f"schools.{VERBS[kind]}", by=by, at=at, subject=enrolment, facts=facts)
    enrolment_changed.send(Enrolment, enrolment=enrolment, at=at)
    return enrolment


def _locked(cohort: Cohort) -> Cohort:
    return Cohort.objects.select_for_update(of=("self",)).select_related("edition", "school").get(pk=cohort.pk)


def _check_place(cohort: Cohort) -> None:
    if taken_places(cohort) >= cohort.places:
        raise ValidationError({"cohort": _("This cohort has no free place.")}, code="full")


def _check_new(student: User, cohort: Cohort) -> None:
    mine = Enrolment.objects.filter(school=cohort.school, student=student)
    if mine.filter(cohort__programme=cohort.programme_id, state__in=OPEN).exists():
        raise ValidationError(_("This person already has a place in this programme."), code="enrolled")
    if mine.filter(cohort=cohort).exists():
        raise ValidationError({"cohort": _("They were in this cohort before. Choose another one.")}, code="once")


def _check_move(enrolment: Enrolment, cohort: Cohort) -> None:
    if cohort.pk == enrolment.cohort_id:
        raise ValidationError({"cohort": _("This is the cohort they are in.")}, code="same")
    if cohort.programme_id != enrolment.cohort.programme_id:
        raise ValidationError({"cohort": _("This cohort belongs to another programme.")}, code="other_programme")
    _check_place(cohort)
    if Enrolment.objects.filter(student=enrolment.student_id, cohort=cohort).exists():
        raise ValidationError({"cohort": _("They were in this cohort before. Choose another one.")}, code="once")

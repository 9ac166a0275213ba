"""Planning a seminar, opening it, and calling it off.

draft ── open_seminar ──▸ open        draft | open ── call_off ──▸ cancelled, and nothing comes back
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import Approval, ModuleDate, Provider, School
from feltwork.apps.schools.queries import approvals_of
from feltwork.apps.seminars import notices
from feltwork.apps.seminars.actions import meetings, seats
from feltwork.apps.seminars.models import Mark, Seat, Seminar, SeminarStaff
from feltwork.apps.seminars.queries.rules import rules_of
from feltwork.apps.seminars.queries.seminars import meetings_of

Kind, State = Seminar.Kind, Seminar.State
FIELDS = (
    "title", "about", "programme", "cohort", "host", "capacity", "sign_up_until", "leave_days", "needs_assistants",
    "needed_meetings", "evidence_code", "asks_feedback", "own_questions",
)  # fmt: skip


@transaction.atomic
def plan_seminar(
    *, school: School, kind: str, by: User, at: datetime, module_date: ModuleDate | None = None, **facts: Any
) -> Seminar:
    """Plan a seminar as a draft; *facts* are those of `FIELDS`. A module gets its meetings from the training days.

    The consultant of a group is its trainer, too. Raises ValidationError for what cannot be.
    """
    seminar = Seminar(
        school=school, kind=kind, module_date=module_date, zone=school.time_zone, made_by=by, made_at=at, changed_at=at
    )
    if module_date is not None:
        seminar.cohort, seminar.programme = module_date.cohort, module_date.cohort.programme
    _fill(seminar, facts)
    _check(seminar)
    seminar.save(force_insert=True)
    record("seminars.plan", by=by, at=at, subject=seminar, facts=_facts(seminar))
    _host_leads(seminar, by, at)
    if module_date is not None:
        meetings.follow_days(seminar=seminar, at=at)
    return seminar


@transaction.atomic
def change_seminar(*, seminar: Seminar, by: User, at: datetime, **facts: Any) -> Seminar:
    """Change what was planned; more places are offered to whoever waits at once."""
    seminar = seats.locked(seminar)
    if seminar.state == State.CANCELLED:
        raise ValidationError(_("This was called off. Plan it anew instead."), code="cancelled")
    before = _facts(seminar)
    had = (seminar.evidence_code, seminar.needed_meetings)
    _fill(seminar, facts)
    _check(seminar)
    if had != (seminar.evidence_code, seminar.needed_meetings) and _is_proved(seminar):
        raise ValidationError(
            {"needed_meetings": _("Somebody has completed this already; what it takes and what it proves stay.")},
            code="proved",
        )
    if seminar.host_id != before["host"] and Mark.objects.filter(meeting__seminar=seminar).exists():
        raise ValidationError({"host": _("Somebody is marked already; the consultant stays.")}, code="marked")
    seminar.changed_at = at
    seminar.save()
    record("seminars.change", by=by, at=at, subject=seminar, facts={"before": before, "after": _facts(seminar)})
    _host_leads(seminar, by, at)
    seats.fill(seminar, at)
    return seminar


@transaction.atomic
def open_seminar(*, seminar: Seminar, by: User, at: datetime) -> Seminar:
    """Show it to those it is for; they may sign up from now on."""
    seminar = seats.locked(seminar)
    if seminar.state != State.DRAFT:
        raise ValidationError(_("This is not being planned any more."), code="state")
    if not meetings_of(seminar):
        raise ValidationError(_("Please say first when it meets."), code="dates")
    if seminar.is_consultation and seminar.host_id is None:
        raise ValidationError(_("Please say first who the consultant is."), code="host")
    seminar.state, seminar.changed_at = State.OPEN, at
    seminar.save(update_fields=["state", "changed_at"])
    record("seminars.open", by=by, at=at, subject=seminar)
    return seminar


@transaction.atomic
def call_off(*, seminar: Seminar, reason: str, by: User, at: datetime) -> Seminar:
    """Call all of it off; whoever had a place or waited is told. Refused once somebody was marked."""
    seminar = seats.locked(seminar)
    if seminar.state == State.CANCELLED:
        return seminar
    if any(meetings.is_marked(one) for one in meetings_of(seminar)):
        raise ValidationError(_("Somebody was there already. Single dates can still be called off."), code="marked")
    was_open = seminar.state == State.OPEN
    people = seats.people_to_tell(seminar) if was_open else []
    seminar.state, seminar.state_reason, seminar.changed_at = State.CANCELLED, reason.strip()[:300], at
    seminar.save(update_fields=["state", "state_reason", "changed_at"])
    for meeting in meetings_of(seminar):
        meeting.cancelled_at, meeting.changed_at, meeting.sequence = at, at, meeting.sequence + 1
        meeting.save(update_fields=["cancelled_at", "changed_at", "sequence"])
    record("seminars.call_off", by=by, at=at, subject=seminar)
    for place in people:
        notices.tell_called_off(place, seminar, at)
    notices.tell_visitors_called_off(seminar, at)
    return seminar


def _fill(seminar: Seminar, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if name not in FIELDS:
            raise TypeError(name)
        if seminar.module_date_id and name in {"programme", "cohort"}:
            continue  # those of the module's cohort
        setattr(seminar, name, value)
    seminar.title = seminar.title.strip()
    if seminar.is_module and seminar.capacity is None:
        seminar.capacity = 0  # no guests unless it is said how many


def _check(seminar: Seminar) -> None:
    if not seminar.title:
        raise ValidationError({"title": _("Please give it a title.")}, code="missing")
    if seminar.is_module and seminar.module_date_id is None and seminar._state.adding:
        raise ValidationError({"module_date": _("Please choose the module and its cohort.")}, code="missing")
    if seminar.is_module and seminar.evidence_code:
        words = _("The training days of a module count by themselves; it proves nothing else.")
        raise ValidationError({"evidence_code": words}, code="module")
    if seminar.cohort and seminar.programme and seminar.cohort.programme_id != seminar.programme_id:
        raise ValidationError({"cohort": _("This cohort belongs to another programme.")}, code="other_programme")
    if seminar.capacity is not None and seminar.capacity < 1 and not seminar.is_module:
        raise ValidationError({"capacity": _("Please give at least one place, or leave it empty.")}, code="none")
    if seminar.is_consultation:
        _check_group(seminar)
    if not seminar.is_consultation and seminar.host_id:
        raise ValidationError({"host": _("Only a consultation group has a consultant.")}, code="host")
    if seminar.module_date_id and seminar._state.adding:
        twin = Seminar.objects.filter(module_date=seminar.module_date).exclude(state=State.CANCELLED)
        if twin.exists():
            raise ValidationError({"module_date": _("This module is planned here already.")}, code="twice")


def _check_group(seminar: Seminar) -> None:
    """A group that would be larger than what counts is refused when it is planned, not when it has met."""
    rules = rules_of(seminar.school)
    if seminar.capacity is None or not rules.group_min <= seminar.capacity <= rules.group_max:
        words = _("Consultation groups of this school have %(least)s to %(most)s people.")
        params = {"least": rules.group_min, "most": rules.group_max}
        raise ValidationError({"capacity": ValidationError(words, code="size", params=params)})
    if seminar.host is not None and not _may_consult(seminar.host):
        words = _("This provider is not approved for consultations in a group.")
        raise ValidationError({"host": words}, code="not_approved")


def _may_consult(provider: Provider) -> bool:
    rows = approvals_of([provider.pk])[provider.pk]
    return any(row.kind == Approval.Kind.GROUP for row in rows)


def _host_leads(seminar: Seminar, by: User, at: datetime) -> None:
    """The consultant keeps the list of their group."""
    if seminar.host is None or SeminarStaff.objects.filter(seminar=seminar, provider=seminar.host).exists():
        return
    user = seminar.host.user
    if user is not None and SeminarStaff.objects.filter(seminar=seminar, user=user).exists():
        return
    SeminarStaff.objects.create(
        school_id=seminar.school_id,
        seminar=seminar,
        role=SeminarStaff.Role.TRAINER,
        user=user,
        provider=seminar.host,
        added_by=by,
        added_at=at,
    )


def _is_proved(seminar: Seminar) -> bool:
    return Seat.objects.filter(seminar=seminar, completed_on__isnull=False).exists()


def _facts(seminar: Seminar) -> dict[str, Any]:
    return {
        "kind": seminar.kind,
        "capacity": seminar.capacity,
        "programme": seminar.programme_id,
        "cohort": seminar.cohort_id,
        "host": seminar.host_id,
        "evidence_code": seminar.evidence_code,
        "needed_meetings": seminar.needed_meetings,
        "needs_assistants": seminar.needs_assistants,
    }

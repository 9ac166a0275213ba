"""What is arranged before anybody sits: what is agreed with a candidate, leave for one more attempt, who is let in, who
marks, who trains whom."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.marking import assign_markers
from feltwork.apps.exams.models import Admittance, Allowance, Attempt, Examination, Leave, Marker, Trains
from feltwork.apps.exams.notices.sittings import tell_entry
from feltwork.apps.exams.permissions.sittings import Roles, can_rule_entry
from feltwork.apps.exams.queries.entering import entry_of
from feltwork.apps.schools.models import Cohort, Enrolment


@transaction.atomic
def agree_allowance(
    *,
    enrolment: Enrolment,
    extra_percent: int,
    extra_pause_minutes: int,
    is_plain: bool,
    words: str,
    by: User,
    at: datetime,
) -> Allowance:
    """What holds for this candidate from now on, in every examination that begins later."""
    row = Allowance.objects.create(
        school=enrolment.school, enrolment=enrolment, extra_percent=extra_percent,
        extra_pause_minutes=extra_pause_minutes, is_plain=is_plain, words=words.strip(), by=by, at=at,
    )  # fmt: skip
    record("exams.agree_allowance", by=by, at=at, subject=row)
    return row


@transaction.atomic
def give_leave(*, enrolment: Enrolment, examination: Examination, reason: str, by: User, at: datetime) -> Leave:
    """One more attempt, also during a lock-out. It is used up by the next one that begins."""
    row = Leave.objects.create(
        school=enrolment.school, enrolment=enrolment, examination=examination, reason=reason.strip(), by=by, at=at
    )
    record("exams.give_leave", by=by, at=at, subject=row)
    return row


@transaction.atomic
def rule_entry(
    *,
    enrolment: Enrolment,
    examination: Examination,
    is_let_in: bool,
    reason: str,
    by: User,
    roles: Roles,
    at: datetime,
) -> Admittance:
    """Let somebody sit it although something that its level asks for is missing, or take that back. It holds until the
    next ruling. Raises PermissionDenied, and ValidationError without a reason."""
    if not can_rule_entry(by, roles, enrolment):
        raise PermissionDenied
    words = reason.strip()
    if not words:
        raise ValidationError({"reason": _("Please say why; the candidate reads it.")}, code="reason")
    missing = entry_of(examination, enrolment, at).missing
    row = Admittance.objects.create(
        school=enrolment.school, enrolment=enrolment, examination=examination, is_let_in=is_let_in, reason=words,
        missing=[{"code": one.code, "level": one.level} for one in missing], by=by, at=at,
    )  # fmt: skip
    record("exams.rule_entry", by=by, at=at, subject=row, facts={"is_let_in": is_let_in})
    transaction.on_commit(partial(tell_entry, row))
    return row


@transaction.atomic
def appoint_marker(*, examination: Examination, user: User, by: User, at: datetime) -> Marker:
    """Again is once. What waits for a marker gets one."""
    row, is_new = Marker.objects.get_or_create(
        school=examination.school, examination=examination, user=user, until=None, defaults={"by": by, "since": at}
    )
    if is_new:
        record("exams.appoint_marker", by=by, at=at, subject=row)
        waiting = Attempt.objects.filter(examination=examination, state=Attempt.State.MARKING)
        for attempt in waiting.select_related("school", "examination", "enrolment__cohort"):
            assign_markers(attempt=attempt, at=at)
    return row


@transaction.atomic
def end_marker(*, marker: Marker, by: User, at: datetime) -> None:
    """No new attempts for them; what they have begun they may finish."""
    Marker.objects.filter(pk=marker.pk, until=None).update(until=at)
    record("exams.end_marker", by=by, at=at, subject=marker)


@transaction.atomic
def note_trainer(*, user: User, cohort: Cohort, by: User, at: datetime) -> Trains:
    row, is_new = Trains.objects.get_or_create(
        school=cohort.school, user=user, cohort=cohort, until=None, defaults={"by": by, "since": at}
    )
    if is_new:
        record("exams.note_trainer", by=by, at=at, subject=row)
    return row


@transaction.atomic
def end_trainer(*, trains: Trains, by: User, at: datetime) -> None:
    """They have trained the group all the same, and still do not decide alone about it."""
    Trains.objects.filter(pk=trains.pk, until=None).update(until=at)
    record("exams.end_trainer", by=by, at=at, subject=trains)

"""Letting a requirement go, wholly or in part: for a reason, within a scope, until a day, by a named person."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.certification import notices_staff as notices
from feltwork.apps.certification.actions._checks import open_place
from feltwork.apps.certification.actions._decisions import need_reason, refuse_own_matter, seal
from feltwork.apps.certification.models import Waiver
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import RuleSet


@transaction.atomic
def waive(
    *,
    enrolment: Enrolment,
    requirement: str,
    level: str,
    amount: Fraction | None,
    reason: str,
    on: date,
    until: date | None,
    by: User,
    at: datetime,
    tell: bool = True,
) -> Waiver:
    """Waive *requirement* (of *level*, "" for all) from *on*; without *amount* the whole of it."""
    enrolment = open_place(enrolment)
    refuse_own_matter(enrolment, by)
    words = need_reason(reason)
    _check_scope(rules_of(enrolment.edition), requirement, level, amount)
    if until is not None and until < on:
        raise ValidationError({"until": _("The last day lies before the first.")}, code="order")
    waiver = Waiver.objects.create(
        school=enrolment.school,
        enrolment=enrolment,
        requirement=requirement,
        level=level,
        amount=amount,  # type: ignore[misc]  # FractionField takes fractions; its stub says text
        reason=words,
        on=on,
        until=until,
        author=by,
        entered_at=at,
    )
    seal(enrolment, "waived", waiver.uuid, _statement(waiver), by=by, at=at, key="given")
    record("certification.waive", by=by, at=at, subject=waiver, facts={"requirement": requirement, "level": level})
    if tell:
        notices.tell_waived(waiver)
    return waiver


@transaction.atomic
def end_waiver(*, waiver: Waiver, reason: str, by: User, at: datetime) -> Waiver:
    """End a waiver early. What was issued while it held stays as it is."""
    rows = Waiver.objects.select_for_update(of=("self",)).select_related("enrolment__student", "enrolment__school")
    waiver = rows.get(pk=waiver.pk)
    refuse_own_matter(waiver.enrolment, by)
    words = need_reason(reason)
    if waiver.ended_at is not None:
        raise ValidationError(_("This waiver has ended already."), code="state")
    waiver.ended_at, waiver.ended_reason = at, words
    waiver.save(update_fields=["ended_at", "ended_reason"])
    statement = {"requirement": waiver.requirement, "level": waiver.level, "reason": words}
    seal(waiver.enrolment, "waiver_ended", waiver.uuid, statement, by=by, at=at, key="ended")
    record("certification.end_waiver", by=by, at=at, subject=waiver, facts={"requirement": waiver.requirement})
    notices.tell_waiver_ended(waiver)
    return waiver


def _check_scope(rules: RuleSet, requirement: str, level: str, amount: Fraction | None) -> None:
    try:
        asked = rules.requirement(requirement).asked.value
    except KeyError:
        raise ValidationError({"requirement": _("These rules have no such requirement.")}, code="unknown") from None
    if level and level not in {one.code for one in rules.levels}:
        raise ValidationError({"level": _("These rules have no such level.")}, code="unknown")
    if amount is not None and not 0 < amount <= asked:
        raise ValidationError({"amount": _("Please write an amount between nothing and what is asked.")}, code="amount")


def _statement(waiver: Waiver) -> dict[str, str | None]:
    return {
        "requirement": waiver.requirement,
        "level": waiver.level,
        "amount": str(waiver.amount) if waiver.amount is not None else None,
        "on": waiver.on.isoformat(),
        "until": waiver.until.isoformat() if waiver.until else None,
        "reason": waiver.reason,
    }

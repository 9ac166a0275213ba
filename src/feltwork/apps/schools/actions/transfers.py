"""What a student brings from another school and is recognised here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions.places import OPEN, add_event, need_reason, taken
from feltwork.apps.schools.events import enrolment_changed
from feltwork.apps.schools.models import Enrolment, EnrolmentEvent, Mode, RecognisedCredit
from feltwork.apps.schools.queries import standing_credits


@transaction.atomic
def recognise(
    *,
    enrolment: Enrolment,
    kind: str,
    level: str,
    amount: Fraction | int,
    source: str,
    reason: str,
    on: date,
    by: User,
    at: datetime,
    modes: Mapping[str, int] | None = None,
) -> RecognisedCredit:
    """Count *amount* units of *kind*, earned elsewhere, at *level* ("" for none).

    *source* names the school and its paper; *modes* says how many training days were taken in which way.
    """
    enrolment = taken(enrolment, *OPEN)
    _check(Fraction(amount), source, modes or {})
    credit = RecognisedCredit.objects.create(
        school=enrolment.school,
        enrolment=enrolment,
        kind=kind,
        level=level,
        amount=Fraction(amount),  # type: ignore[misc]  # FractionField takes exact fractions
        source=source.strip(),
        modes=dict(modes or {}),
        reason=reason.strip(),
        on=on,
        by=by,
        at=at,
    )
    facts = {"credit": str(credit.uuid), "kind": kind, "level": level, "amount": str(Fraction(amount))}
    add_event(enrolment, EnrolmentEvent.Kind.TRANSFERRED_IN, by=by, at=at, on=on, reason=reason, data=facts)
    record("schools.recognise", by=by, at=at, subject=enrolment, facts=facts)
    enrolment_changed.send(Enrolment, enrolment=enrolment, at=at)
    return credit


@transaction.atomic
def take_back_credit(*, credit: RecognisedCredit, reason: str, by: User, at: datetime) -> RecognisedCredit:
    """Take back a recognition that was wrong, with a row of its own: nothing is edited, and neither counts any more."""
    enrolment = taken(credit.enrolment, *OPEN)
    need_reason(reason)
    if not standing_credits().filter(pk=credit.pk).exists():
        raise ValidationError(_("This was already taken back."), code="taken_back")
    row = RecognisedCredit.objects.create(
        school=enrolment.school,
        enrolment=enrolment,
        kind=credit.kind,
        level=credit.level,
        amount=credit.amount,
        source=credit.source,
        modes=credit.modes,
        reason=reason.strip(),
        on=credit.on,
        by=by,
        at=at,
        takes_back=credit,
    )
    facts = {"credit": str(credit.uuid), "kind": credit.kind, "level": credit.level, "amount": str(credit.amount)}
    add_event(enrolment, EnrolmentEvent.Kind.CREDIT_UNDONE, by=by, at=at, reason=reason, data=facts)
    record("schools.take_back_credit", by=by, at=at, subject=enrolment, facts=facts)
    enrolment_changed.send(Enrolment, enrolment=enrolment, at=at)
    return row


def _check(amount: Fraction, source: str, modes: Mapping[str, int]) -> None:
    if amount <= 0:
        raise ValidationError({"amount": _("Please write an amount above zero.")}, code="amount")
    if not source.strip():
        raise ValidationError({"source": _("Please name the school and the paper it rests on.")}, code="missing")
    unknown = sorted(set(modes) - set(Mode.values))
    if unknown or any(days < 0 for days in modes.values()):
        raise ValidationError({"modes": _("Please write whole days for each way of taking them.")}, code="modes")
    if modes and sum(modes.values()) != amount:
        raise ValidationError({"modes": _("The days by mode do not add up to the amount.")}, code="sum")

"""Holding a certificate back, and lifting that again. Neither changes anything about what is met."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions.places import OPEN, add_event, need_reason, taken
from feltwork.apps.schools.events import enrolment_changed
from feltwork.apps.schools.models import Enrolment, EnrolmentEvent
from feltwork.apps.schools.queries import holds

Kind = EnrolmentEvent.Kind


@transaction.atomic
def hold(*, enrolment: Enrolment, code: str, reason: str, by: User, at: datetime) -> Enrolment:
    """Hold the certificate back, for example while an invoice is open. Changes nothing about what is met."""
    enrolment = taken(enrolment, *OPEN)
    if not code.strip():
        raise ValidationError({"code": _("Please give it a short name, such as invoice.")}, code="missing")
    if any(one.code == code for one in holds(enrolment)):
        raise ValidationError({"code": _("The certificate is already held for this.")}, code="held")
    need_reason(reason)
    return _note(enrolment, Kind.HELD, code, reason, by=by, at=at)


@transaction.atomic
def release(*, enrolment: Enrolment, code: str, by: User, at: datetime, reason: str = "") -> Enrolment:
    """Lift the hold of that code."""
    enrolment = taken(enrolment, *OPEN)
    if not any(one.code == code for one in holds(enrolment)):
        raise ValidationError(_("The certificate is not held for this."), code="not_held")
    return _note(enrolment, Kind.RELEASED, code, reason, by=by, at=at)


def _note(enrolment: Enrolment, kind: Kind, code: str, reason: str, *, by: User, at: datetime) -> Enrolment:
    add_event(enrolment, kind, by=by, at=at, reason=reason, data={"code": code})
    verb = "schools.hold" if kind == Kind.HELD else "schools.release"
    record(verb, by=by, at=at, subject=enrolment, facts={"code": code})
    enrolment_changed.send(Enrolment, enrolment=enrolment, at=at)
    return enrolment

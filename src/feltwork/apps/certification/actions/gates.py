"""Documents and examinations that the rules ask for, with the days on which they are in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.certification import notices_staff as notices
from feltwork.apps.certification.actions._checks import open_place
from feltwork.apps.certification.actions._decisions import need_reason, refuse_own_matter
from feltwork.apps.certification.models import GateRecord
from feltwork.apps.certification.permissions import OPEN
from feltwork.apps.certification.standing import refresh_standing
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import GateRule, RuleSet


@transaction.atomic
def record_gate(
    *, enrolment: Enrolment, code: str, valid_from: date, valid_to: date | None, note: str, by: User, at: datetime
) -> GateRecord:
    """Note a document seen or an examination passed; *code* is one that the rules name."""
    enrolment = open_place(enrolment)
    refuse_own_matter(enrolment, by)
    if code not in dict(gate_codes(rules_of(enrolment.edition))):
        raise ValidationError({"code": _("These rules do not ask for that.")}, code="unknown")
    if valid_to is not None and valid_to < valid_from:
        raise ValidationError({"valid_to": _("The last day lies before the first.")}, code="order")
    return _kept(enrolment, code=code, valid_from=valid_from, valid_to=valid_to, note=note, by=by, at=at)


@transaction.atomic
def note_proof(*, enrolment: Enrolment, code: str, origin: str, on: date, by: User, at: datetime) -> GateRecord | None:
    """What was passed, done or attended in Feltwork itself (*origin* "examination", "course" or "seminar") is on record
    as well, where the rules of that place ask for *code*; None where they do not, and where it is there already."""
    enrolment = _place(enrolment)
    if enrolment.state not in OPEN or code not in dict(gate_codes(rules_of(enrolment.edition))):
        return None
    if _proofs(enrolment, code, origin).exists():
        return None
    return _kept(enrolment, code=code, origin=origin, valid_from=on, valid_to=None, note="", by=by, at=at)


@transaction.atomic
def undo_proof(*, enrolment: Enrolment, code: str, origin: str, by: User, at: datetime) -> GateRecord | None:
    """It turned out not to be so: an appeal, a correction. What staff have typed in stays."""
    enrolment = _place(enrolment)
    gate = _proofs(enrolment, code, origin).first()
    if gate is None:
        return None
    gate.retracted_at = at
    gate.save(update_fields=["retracted_at"])
    record("certification.retract_gate", by=by, at=at, subject=gate, facts={"code": code, "origin": origin})
    refresh_standing(enrolment=enrolment, at=at)
    notices.tell_gate_retracted(gate, _("what it rested on was corrected"))
    return gate


def _place(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("school", "student", "cohort", "edition")
    return rows.get(pk=enrolment.pk)


def _proofs(enrolment: Enrolment, code: str, origin: str) -> QuerySet[GateRecord]:
    rows = GateRecord.objects.select_for_update(of=("self",)).select_related("enrolment", "school")
    return rows.filter(enrolment=enrolment, code=code, origin=origin, retracted_at=None)


def _kept(
    enrolment: Enrolment,
    *,
    code: str,
    valid_from: date,
    valid_to: date | None,
    note: str,
    by: User,
    at: datetime,
    origin: str = "typed",
) -> GateRecord:
    gate = GateRecord.objects.create(
        school=enrolment.school,
        enrolment=enrolment,
        code=code,
        origin=origin,
        valid_from=valid_from,
        valid_to=valid_to,
        note=note.strip()[:200],
        entered_by=by,
        entered_at=at,
    )
    facts = {"code": code, "valid_from": valid_from.isoformat(), "valid_to": valid_to.isoformat() if valid_to else None}
    facts |= {"origin": origin}
    record("certification.record_gate", by=by, at=at, subject=gate, facts=facts)
    refresh_standing(enrolment=enrolment, at=at)
    notices.tell_gate(gate)
    return gate


@transaction.atomic
def retract_gate(*, gate: GateRecord, reason: str, by: User, at: datetime) -> GateRecord:
    """Take back a record that was entered wrongly; the row stays."""
    gate = GateRecord.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=gate.pk)
    enrolment = open_place(gate.enrolment)
    refuse_own_matter(enrolment, by)
    words = need_reason(reason)
    if gate.retracted_at is not None:
        raise ValidationError(_("This was taken back already."), code="state")
    gate.retracted_at = at
    gate.save(update_fields=["retracted_at"])
    record("certification.retract_gate", by=by, at=at, subject=gate, facts={"code": gate.code})
    refresh_standing(enrolment=enrolment, at=at)
    notices.tell_gate_retracted(gate, words)
    return gate


def gate_codes(rules: RuleSet, language: str = "en") -> Iterator[tuple[str, str]]:
    """Every document code that the rules name, with its title; alternatives of one item carry the code as well."""
    for requirement in rules.requirements:
        if isinstance(requirement.body, GateRule):
            for item in requirement.body.items:
                title = item.title.in_language(language)
                for code in item.any_of:
                    several = len(item.any_of) > 1
                    yield code, f"{title} ({code.replace('_', ' ')})" if several else title

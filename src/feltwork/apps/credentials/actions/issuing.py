"""Propose a certificate, and let a second person issue it or say no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.credentials import notices
from feltwork.apps.credentials.actions.common import (
    Kind,
    State,
    locked,
    need_reason,
    note,
    refuse_own_matter,
    refuse_same_person,
    seal,
)
from feltwork.apps.credentials.actions.renewing import end_of
from feltwork.apps.credentials.actions.second import ask_second, second_answered
from feltwork.apps.credentials.actions.signing import add_version
from feltwork.apps.credentials.actions.transparent import log_version
from feltwork.apps.credentials.codes import new_check_code, new_number
from feltwork.apps.credentials.models import Certificate, CredentialVersion
from feltwork.apps.schools.models import Enrolment, School
from feltwork.apps.schools.queries import date_at
from feltwork.core.certification import Period

LIVE = (State.PROPOSED, State.IN_FORCE, State.SUSPENDED)


@transaction.atomic
def propose(
    *,
    enrolment: Enrolment,
    holder_name: str,
    title: str,
    edition_code: str,
    levels: Sequence[str],
    by: User,
    at: datetime,
) -> Certificate:
    """Propose a certificate; *levels* are the names to print. Whether it is earned is the caller's to know."""
    name = " ".join(holder_name.split())
    if not name:
        raise ValidationError(_("Please write the name for the certificate."), code="name")
    if Certificate.objects.filter(enrolment=enrolment, state__in=LIVE).exists():
        raise ValidationError(_("There is already a certificate for this training."), code="state")
    certificate = Certificate(
        school=enrolment.school,
        enrolment=enrolment,
        number=_free_number(enrolment.school),
        check_code=new_check_code(),
        holder_name=name,
        title=title,
        edition_code=edition_code,
        levels=list(levels),
        signer=enrolment.school.signer,
        proposed_by=by,
        proposed_at=at,
    )
    refuse_own_matter(certificate, by)
    certificate.save(force_insert=True)
    note(certificate, Kind.PROPOSED, "credentials.propose", by=by, at=at)
    ask_second(certificate, "issue", by=by, at=at)
    return certificate


@transaction.atomic
def approve(*, certificate: Certificate, by: User, at: datetime) -> Certificate:
    """Issue what somebody else proposed."""
    row = locked(certificate, State.PROPOSED)
    refuse_own_matter(row, by)
    refuse_same_person(by, row.proposed_by_id)
    row.state, row.issued_on = State.IN_FORCE, date_at(row.school, at)
    months = row.enrolment.cohort.programme.certificate_months
    row.valid_until = Period(months=months).after(row.issued_on) if months else None
    row.save(update_fields=["state", "issued_on", "valid_until"])
    until = end_of(row.school, row.valid_until)
    log_version(row, add_version(row, CredentialVersion.Kind.ISSUE, at=at, valid_until=until), at=at)
    event = note(row, Kind.APPROVED, "credentials.approve", by=by, at=at)
    seal(
        row,
        "issued",
        event,
        title=row.title,
        edition=row.edition_code,
        issued_on=row.issued_on.isoformat(),
        proposed_by=row.proposed_by.name,
    )
    second_answered(row, by=by, at=at)
    notices.tell_issued(row, at)
    return row


@transaction.atomic
def reject(*, certificate: Certificate, reason: str, by: User, at: datetime) -> Certificate:
    """Do not issue it. Whoever proposed it may take it back the same way."""
    row = locked(certificate, State.PROPOSED)
    refuse_own_matter(row, by)
    words = need_reason(reason)
    row.state = State.REJECTED
    row.save(update_fields=["state"])
    note(row, Kind.REJECTED, "credentials.reject", by=by, at=at, reason=words)
    second_answered(row, by=by, at=at)
    notices.tell_proposer_no(row, by, words, at)
    return row


def _free_number(school: School) -> str:
    while True:  # four characters of thirty: 810,000 numbers a school, so a second turn is rare
        number = new_number(school.code)
        if not Certificate.objects.filter(school=school, number=number).exists():
            return number

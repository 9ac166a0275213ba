"""What every act on a certificate shares: locking, refusing, noting."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.credentials.models import Certificate, CertificateEvent
from feltwork.apps.signoffs.actions import append

State = Certificate.State
Kind = CertificateEvent.Kind


def locked(certificate: Certificate, *states: str) -> Certificate:
    """The row as it is now, held until the end of the transaction; ValidationError unless in one of *states*."""
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if row.state not in states:
        words = _("This is not possible now: the certificate is “%(state)s”.") % {"state": row.get_state_display()}
        raise ValidationError(words, code="state")
    return row


def refuse_own_matter(certificate: Certificate, by: User) -> None:
    if certificate.enrolment.student_id == by.pk:
        raise ValidationError(
            _("Nobody decides about their own certificate. Please pass it to a colleague."), code="own"
        )


def refuse_same_person(by: User, first: int) -> None:
    if by.pk == first:
        raise ValidationError(_("You proposed this. A second person has to decide."), code="same_person")


def need_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Please give a reason."), code="reason")
    return reason.strip()


def note(
    certificate: Certificate, kind: str, code: str, *, by: User, at: datetime, reason: str = ""
) -> CertificateEvent:
    """Add the event and the audit row of one act."""
    event = CertificateEvent.objects.create(
        school_id=certificate.school_id, certificate=certificate, kind=kind, reason=reason, by=by, at=at
    )
    record(code, by=by, at=at, subject=certificate, facts={"state": certificate.state})
    return event


def seal(certificate: Certificate, kind: str, event: CertificateEvent, **statement: str | None) -> None:
    """Write the act into the school's ledger."""
    append(
        school=certificate.school,
        kind=kind,
        subject_uuid=certificate.uuid,
        student=certificate.enrolment.student,
        by=event.by,
        by_name=event.by.name,
        statement={"number": certificate.number, "holder_name": certificate.holder_name, **statement},
        idempotency_key=f"certificate-{event.uuid}",
        at=event.at,
    )

"""Acts on many certificates of one school at once: the same as one by one, in few statements.

Locks are taken in one order: students' places, certificates, the issuer, the status list, the end of the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record_many
from feltwork.apps.credentials import notices
from feltwork.apps.credentials.actions.common import Kind, State
from feltwork.apps.credentials.actions.renewing import end_of
from feltwork.apps.credentials.actions.signing import add_versions, held_desk, set_bits
from feltwork.apps.credentials.actions.transparent import log_versions
from feltwork.apps.credentials.models import Certificate, CertificateEvent, CredentialVersion, StatusBit
from feltwork.apps.jobs.actions import start_run
from feltwork.apps.jobs.models import Run
from feltwork.apps.schools.models import Enrolment, School
from feltwork.apps.schools.queries import date_at
from feltwork.apps.signoffs.actions import Act, append_many
from feltwork.core.certification import Period

WITH = ("school", "enrolment__cohort__programme", "enrolment__student")


@transaction.atomic
def renew_all(*, pks: Sequence[int], before: date, by: User, at: datetime) -> int:
    """Renew those of *pks* that end before a day, by the months of their programmes until they do not; how many."""
    rows = []
    for row in _locked(pks, State.IN_FORCE):
        until = _next_end(row, before)
        if until is not None:
            row.valid_until = until
            rows.append(row)
    Certificate.objects.bulk_update(rows, ["valid_until"])
    _sign(rows, CredentialVersion.Kind.RENEWAL, at=at)
    words = {row.pk: row.valid_until.isoformat() if row.valid_until else "" for row in rows}
    events = _note(rows, Kind.RENEWED, "credentials.renew", words, by=by, at=at)
    _seal(rows, events, by=by, at=at)
    notices.tell_renewed(rows, at)
    return len(rows)


@transaction.atomic
def start_renewals(*, school: School, before: date, with_lapsed: bool, by: User, at: datetime) -> Run:
    """Have the worker renew all that end before a day; what has ended already only *with_lapsed*."""
    params = {"before": before.isoformat()}
    if not with_lapsed:
        params["from"] = date_at(school, at).isoformat()
    title = _("Certificates are renewed")
    return start_run(kind="credentials.renew_many", title=title, school=school, params=params, by=by, at=at)


@transaction.atomic
def sign_all(*, pks: Sequence[int], at: datetime) -> int:
    """The first version of those that were issued before the school could sign; how many."""
    rows = _locked(pks, State.IN_FORCE, State.SUSPENDED, State.REVOKED)
    signed = set(CredentialVersion.objects.filter(certificate__in=rows).values_list("certificate", flat=True))
    rows = [row for row in rows if row.pk not in signed]
    versions = _sign(rows, CredentialVersion.Kind.ISSUE, at=at)
    gone = [version for version in versions if version.certificate.state == State.REVOKED]
    set_bits(gone, StatusBit.Why.REVOKED, at=at)
    return len(rows)


@transaction.atomic
def sign_all_again(*, pks: Sequence[int], by: User, at: datetime) -> int:
    """A new version of each that is not withdrawn; how many."""
    rows = _locked(pks, State.IN_FORCE, State.SUSPENDED)
    _sign(rows, CredentialVersion.Kind.REISSUE, at=at)
    _note(rows, Kind.REISSUED, "credentials.sign_again", {}, by=by, at=at)
    return len(rows)


def _locked(pks: Sequence[int], *states: str) -> list[Certificate]:
    # asked for first: a join is planned by the school, and reads all of it for each batch
    places = set(Certificate.objects.filter(pk__in=pks).values_list("enrolment", flat=True))
    list(Enrolment.objects.select_for_update().filter(pk__in=places).order_by("pk").values_list("pk", flat=True))
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(*WITH)
    return list(rows.filter(pk__in=pks, state__in=states).order_by("pk"))


def _next_end(certificate: Certificate, before: date) -> date | None:
    """None where it is not due, or its programme has no months."""
    months, until = certificate.enrolment.cohort.programme.certificate_months, certificate.valid_until
    if not months or until is None or until >= before:
        return None
    while until < before:
        until = Period(months=months).after(until)
    return until


def _sign(rows: Sequence[Certificate], kind: CredentialVersion.Kind, *, at: datetime) -> list[CredentialVersion]:
    """With the keys of this moment, so that long work does not go on with one that was stolen meanwhile."""
    desk = held_desk(rows[0].school_id) if rows else None
    if desk is None:
        return []
    versions = add_versions([(row, end_of(row.school, row.valid_until)) for row in rows], kind, desk, at=at)
    log_versions(versions, at=at)
    return versions


def _note(
    rows: Sequence[Certificate], kind: str, code: str, reasons: dict[int, str], *, by: User, at: datetime
) -> list[CertificateEvent]:
    events = [
        CertificateEvent(
            school_id=row.school_id, certificate=row, kind=kind, reason=reasons.get(row.pk, ""), by=by, at=at
        )
        for row in rows
    ]
    CertificateEvent.objects.bulk_create(events)
    record_many(code, by=by, at=at, subjects=[(row, {"state": row.state}) for row in rows])
    return events


def _seal(rows: Sequence[Certificate], events: Sequence[CertificateEvent], *, by: User, at: datetime) -> None:
    acts = [
        Act(
            subject_uuid=row.uuid,
            student=row.enrolment.student,
            statement={"number": row.number, "holder_name": row.holder_name, "valid_until": event.reason},
            idempotency_key=f"certificate-{event.uuid}",
        )
        for row, event in zip(rows, events, strict=True)
    ]
    if rows:
        append_many(school=rows[0].school, kind="renewed", acts=acts, by=by, at=at)

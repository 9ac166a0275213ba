"""Suspend and reinstate; propose to withdraw, and let a second person withdraw it or say no."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.credentials import notices, queries
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
from feltwork.apps.credentials.actions.second import ask_second, second_answered
from feltwork.apps.credentials.actions.signing import revoke_version
from feltwork.apps.credentials.actions.transparent import log_revocation
from feltwork.apps.credentials.models import Certificate, CertificateEvent

ISSUED = (State.IN_FORCE, State.SUSPENDED)


@transaction.atomic
def suspend(*, certificate: Certificate, reason: str, by: User, at: datetime) -> Certificate:
    """Suspend it at once. The holder reads *reason*; the public page does not show it."""
    return _turn(certificate, State.IN_FORCE, State.SUSPENDED, Kind.SUSPENDED, reason=reason, by=by, at=at)


@transaction.atomic
def reinstate(*, certificate: Certificate, reason: str, by: User, at: datetime) -> Certificate:
    """Put a suspended one in force again."""
    return _turn(certificate, State.SUSPENDED, State.IN_FORCE, Kind.REINSTATED, reason=reason, by=by, at=at)


@transaction.atomic
def propose_revocation(*, certificate: Certificate, reason: str, by: User, at: datetime) -> Certificate:
    """Ask a second person to withdraw it for good. Nothing changes yet, and the holder is not told yet."""
    row = locked(certificate, *ISSUED)
    refuse_own_matter(row, by)
    if queries.open_revocation(row):
        raise ValidationError(_("Withdrawal was already proposed and waits for a second person."), code="state")
    note(row, Kind.REVOCATION_PROPOSED, "credentials.propose_revocation", by=by, at=at, reason=need_reason(reason))
    ask_second(row, "revoke", by=by, at=at)
    return row


@transaction.atomic
def approve_revocation(*, certificate: Certificate, by: User, at: datetime) -> Certificate:
    """Withdraw it, for the reason that was proposed by somebody else."""
    row = locked(certificate, *ISSUED)
    refuse_own_matter(row, by)
    proposal = _proposal(row)
    refuse_same_person(by, proposal.by_id)
    row.state = State.REVOKED
    row.save(update_fields=["state"])
    log_revocation(row, revoke_version(row, at=at), at=at)
    event = note(row, Kind.REVOKED, "credentials.revoke", by=by, at=at, reason=proposal.reason)
    seal(row, "revoked", event, reason=proposal.reason, proposed_by=proposal.by.name)
    second_answered(row, by=by, at=at)
    notices.tell_revoked(row, event)
    return row


@transaction.atomic
def drop_revocation(*, certificate: Certificate, reason: str, by: User, at: datetime) -> Certificate:
    """Do not withdraw it. Whoever proposed it may take the proposal back the same way."""
    row = locked(certificate, *ISSUED)
    refuse_own_matter(row, by)
    _proposal(row)
    note(row, Kind.REVOCATION_DROPPED, "credentials.drop_revocation", by=by, at=at, reason=need_reason(reason))
    second_answered(row, by=by, at=at)
    return row


def _turn(
    certificate: Certificate,
    source: str,
    target: str,
    kind: CertificateEvent.Kind,
    *,
    reason: str,
    by: User,
    at: datetime,
) -> Certificate:
    row = locked(certificate, source)
    refuse_own_matter(row, by)
    words = need_reason(reason)
    row.state = target
    row.save(update_fields=["state"])
    code = "credentials.suspend" if target == State.SUSPENDED else "credentials.reinstate"
    event = note(row, kind, code, by=by, at=at, reason=words)
    seal(row, kind.value, event, reason=words)
    notices.tell_turned(row, event)
    return row


def _proposal(certificate: Certificate) -> CertificateEvent:
    found = queries.open_revocation(certificate)
    if found is None:
        raise ValidationError(_("Nobody has proposed to withdraw this certificate."), code="state")
    return found

"""Taking an answer back."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.signoffs import notices
from feltwork.apps.signoffs.actions.answering import Asked, lock
from feltwork.apps.signoffs.actions.ledger import append
from feltwork.apps.signoffs.models import LedgerEntry, SignOffRequest
from feltwork.apps.signoffs.permissions import can_take_back
from feltwork.apps.signoffs.queries.entries import SealedEntry, standing_answer

Outcome = SignOffRequest.Outcome


@transaction.atomic
def take_back(*, request: Asked, by: User, reason: str, at: datetime) -> SealedEntry:
    """Seal that the last answer to *request* no longer holds.

    The signer may do so until midnight where they live, and can then answer again; later only staff, with a *reason*.
    Raises PermissionDenied, or ValidationError with code "nothing" where no answer stands.
    """
    asked = lock([request])[0]
    answer = standing_answer(asked)
    if answer is None:
        raise ValidationError(_("There is no answer to take back."), code="nothing")
    if not can_take_back(by, asked, answer, at):
        raise PermissionDenied
    by_school = by.pk != answer.by_id
    if by_school and not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    _reopen(asked, by_school=by_school, by=by, at=at)  # first, so that who hears of the entry sees it open again
    entry = append(
        school=asked.school,
        kind=LedgerEntry.Kind.TAKEN_BACK,
        subject_uuid=asked.subject_uuid,
        student=asked.student,
        by=by,
        by_name=by.name or asked.provider.name,
        statement={
            "takes_back": answer.seq,
            "sealed_as": answer.seal,
            "reason": reason.strip(),
            "request": str(asked.uuid),
        },
        idempotency_key=f"take_back:{asked.uuid}:{answer.seq}",
        at=at,
    )
    notices.tell_taken_back(asked, key=f"signoffs.taken_back:{entry.seal}", by_school=by_school, at=at)
    return entry


def _reopen(asked: SignOffRequest, *, by_school: bool, by: User, at: datetime) -> None:
    """Open again for another answer, unless the school took it back or the student has asked anew meanwhile."""
    others = SignOffRequest.objects.filter(school=asked.school, subject_uuid=asked.subject_uuid, outcome=Outcome.OPEN)
    stays_closed = by_school or others.exclude(pk=asked.pk).exists()
    asked.outcome = Outcome.TAKEN_BACK if stays_closed else Outcome.OPEN
    asked.closed_at = at if stays_closed else None
    asked.reply = ""
    asked.save(update_fields=["outcome", "closed_at", "reply"])
    record("signoffs.take_back", by=by, at=at, subject=asked, facts={"outcome": str(asked.outcome)})

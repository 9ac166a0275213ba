"""What every decision of staff shares: who may not take it, that it has a reason, how it is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.signoffs.actions import append
from feltwork.apps.signoffs.queries import SealedEntry

REASON_LENGTH = 2000


def refuse_own_matter(enrolment: Enrolment, by: User) -> None:
    """Staff who are students themselves decide nothing about themselves."""
    if enrolment.student_id == by.pk:
        raise ValidationError(_("Nobody decides about themselves. Please pass it to a colleague."), code="own")


def need_reason(reason: str) -> str:
    """The reason without spaces around it; the student will read it."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason; the student reads it.")}, code="missing")
    return reason.strip()[:REASON_LENGTH]


def seal(
    enrolment: Enrolment,
    kind: str,
    subject: UUID,
    statement: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    key: object = "",
) -> SealedEntry:
    """Write a decision into the ledger; *key* makes the act unique where one subject may be decided about twice."""
    return append(
        school=enrolment.school,
        kind=kind,
        subject_uuid=subject,
        student=enrolment.student,
        by=by,
        by_name=by.name,
        statement=dict(statement),
        idempotency_key=f"{kind}:{subject}:{key or at.isoformat()}"[:80],
        at=at,
    )

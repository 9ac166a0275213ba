"""Adding to the audit trail. Called inside the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from feltwork.apps.audit.logs import current_request_id
from feltwork.apps.audit.models import AuditRecord


def record(
    code: str,
    *,
    by: Any,
    at: datetime,
    subject: models.Model | None = None,
    school: Any = None,
    facts: Mapping[str, Any] | None = None,
    kind: str = AuditRecord.Kind.DID,
) -> AuditRecord:
    """Note that *by* did *code* to *subject*. *school* defaults to the subject's own."""
    row = _row(code, by=by, at=at, subject=subject, school=school, facts=facts, kind=kind)
    row.save(force_insert=True)
    return row


def record_many(
    code: str,
    *,
    by: Any,
    at: datetime,
    subjects: Iterable[tuple[models.Model, Mapping[str, Any]]],
    kind: str = AuditRecord.Kind.DID,
) -> None:
    """Note that *by* did, or saw, *code* of many, each with its facts, in one statement."""
    rows = (_row(code, by=by, at=at, subject=one, facts=facts, kind=kind) for one, facts in subjects)
    AuditRecord.objects.bulk_create(rows)


def _row(
    code: str,
    *,
    by: Any,
    at: datetime,
    subject: models.Model | None,
    school: Any = None,
    facts: Mapping[str, Any] | None = None,
    kind: str = AuditRecord.Kind.DID,
) -> AuditRecord:
    return AuditRecord(
        at=at,
        kind=kind,
        code=code,
        by=by if by is not None and by.pk else None,
        school_id=school.pk if school is not None else getattr(subject, "school_id", None),
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_uuid=getattr(subject, "uuid", None),
        facts=dict(facts or {}),
        request_id=current_request_id(),
    )


def record_view(code: str, *, by: Any, at: datetime, subject: models.Model, **facts: Any) -> AuditRecord:
    """Note that *by* saw *subject*'s record."""
    return record(code, by=by, at=at, subject=subject, facts=facts, kind=AuditRecord.Kind.SAW)

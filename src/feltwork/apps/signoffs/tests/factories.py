"""What a student asks to have confirmed, with plain defaults."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from feltwork.apps.schools.models import Provider
from feltwork.apps.signoffs import actions
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.signoffs.queries import SealedEntry


def presented_for(student: Any, **changes: Any) -> dict[str, Any]:
    """A personal session of one hour on 19 November 2026, in person."""
    return {
        "kind": "personal_session",
        "on": "2026-11-19",
        "hours": "1",
        "starts_at": "2026-11-19T10:00:00+00:00",
        "ends_at": "2026-11-19T11:00:00+00:00",
        "zone": "Europe/London",
        "is_time_known": "1",
        "mode": "in_person",
        "group_size": "",
        "level": "intermediate",
        "level_title": "Intermediate",
        "approved": "1",
        "worth": "1",
        "student_name": student.name,
        **changes,
    }


def ask(student: Any, provider: Provider, *, at: Any, subject: UUID | None = None, **changes: Any) -> SignOffRequest:
    """*student* asks *provider* to confirm a session."""
    return actions.request_sign_off(
        school=provider.school,
        subject_uuid=subject or uuid4(),
        student=student,
        provider=provider,
        presented=presented_for(student, **changes),
        by=student,
        at=at,
    )


def seal_one(school: Any, student: Any, by: Any, *, at: Any, key: str = "", **changes: Any) -> SealedEntry:
    """One entry straight into the ledger."""
    facts = {
        "school": school,
        "kind": "ruled",
        "subject_uuid": uuid4(),
        "student": student,
        "by": by,
        "by_name": by.name,
        "statement": {"outcome": "counts", "amount": "2/3"},
        "idempotency_key": key or uuid4().hex,
        "at": at,
    }
    return actions.append(**{**facts, **changes})

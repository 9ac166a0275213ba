"""Small reads about a log: whom one met before, and what looks like an entry twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Max

from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.standing import Known
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.ui import words

RECENT = 4


def recent_providers(enrolment: Enrolment) -> list[str]:
    """uuids of the people in the latest entries, the last one first."""
    rows = LogEntry.objects.filter(enrolment=enrolment).exclude(state=LogEntry.State.REMOVED)
    latest = rows.values("provider__uuid").annotate(latest=Max("created_at")).order_by("-latest")
    return [str(row["provider__uuid"]) for row in latest[:RECENT]]


def recent_in(known: Known) -> list[str]:
    """The same from what was read already."""
    rows = sorted(known.log, key=lambda row: row.created_at, reverse=True)
    return list(dict.fromkeys(str(row.provider_uuid) for row in rows))[:RECENT]


def twins_of(known: Known, *, kind: str, provider: UUID, on: date, without: UUID | None) -> Sequence[str]:
    """Entries of the same kind, with the same person, on the same day, in words."""
    found = [
        row
        for row in known.log
        if row.uuid != without and row.provider_uuid == provider and known.entries[str(row.uuid)].kind == kind
    ]
    same = [known.entries[str(row.uuid)] for row in found if known.entries[str(row.uuid)].on == on]
    return [f"{words.date_words(one.on)}, {words.hours(one.hours)}" for one in same]

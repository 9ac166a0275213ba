"""Who opened a file, when, and what of it: for the client, and for whoever treats them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.practice.models import Client, GlassBroken

MOST = 500


@dataclass(frozen=True, slots=True)
class Read:
    """`what` and `sight` are codes, for sentences at the edge."""

    at: datetime
    name: str
    what: str
    sight: str


def reads_of(client: Client, *, limit: int = MOST) -> list[Read]:
    """The newest first. The client's own looks are left out: they know of them."""
    rows = AuditRecord.objects.filter(subject_uuid=client.uuid, code="practice.read", kind=AuditRecord.Kind.SAW)
    rows = rows.exclude(by=client.user_id).select_related("by").order_by("-at", "-pk")[:limit]
    return [
        Read(row.at, row.by.name if row.by else "", str(row.facts.get("what", "")), str(row.facts.get("sight", "")))
        for row in rows
    ]


def openings_of(client: Client) -> list[GlassBroken]:
    """Every time the glass was broken, the newest first."""
    return list(GlassBroken.objects.filter(client=client).select_related("by").order_by("-at"))

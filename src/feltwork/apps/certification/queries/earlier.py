"""How the same question was decided for others, so that like cases are treated alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from feltwork.apps.schools.models import WorkItem
from feltwork.apps.signoffs import queries as ledger
from feltwork.apps.signoffs.queries import SealedEntry
from feltwork.core.certification import Outcome

MOST = 30


@dataclass(frozen=True, slots=True)
class Earlier:
    """One decision. `asked` is the question as it stood on the list."""

    at: datetime
    who: str
    asked: str
    counts: bool
    by: str
    reason: str
    is_once: bool


def earlier_decisions(item: WorkItem) -> list[Earlier]:
    """Decisions on questions of the same code at this school, the newest first; two queries, however many."""
    done = WorkItem.objects.filter(kind=item.kind, data__code=item.data.get("code"), person__isnull=False)
    rows = list(done.exclude(pk=item.pk).exclude(closed_at=None).order_by("-closed_at", "-pk")[:MOST])
    sealed = ledger.entries_of_many({row.person_id for row in rows if row.person_id}, item.school)
    found = [_decision(row, sealed.get(row.person_id or 0, [])) for row in rows]
    return [one for one in found if one is not None]


def _decision(row: WorkItem, sealed: Iterable[SealedEntry]) -> Earlier | None:
    question, entry = row.data.get("question"), row.data.get("entry")
    about = [one for one in sealed if one.kind == "ruled" and _is_about(one, question, entry)]
    if not about:
        return None  # it settled itself, for example because an approval was entered
    last = about[-1]
    return Earlier(
        at=last.at,
        who=row.who,
        asked=row.title,
        counts=last.statement.get("outcome") == Outcome.COUNT,
        by=last.by_name,
        reason=str(last.statement.get("reason") or ""),
        is_once=last.statement.get("once") == "1",
    )


def _is_about(one: SealedEntry, question: object, entry: object) -> bool:
    asked = one.statement.get("question")
    return asked == question if asked else str(one.subject_uuid) == entry

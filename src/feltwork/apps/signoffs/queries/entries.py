"""What stands in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import School
from feltwork.apps.signoffs.models import LedgerEntry, SignOffRequest

ANSWERS = (LedgerEntry.Kind.CONFIRMED, LedgerEntry.Kind.CORRECTED, LedgerEntry.Kind.DECLINED)
Statement = dict[str, Any]  # text, whole numbers, None and lists of these; fractions and dates as text
COLUMNS = (
    "seq",
    "kind",
    "subject_uuid",
    "student_id",
    "by_id",
    "by_name",
    "at",
    "statement",
    "seal",
    "uuid",
)


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """One entry of the ledger. For one subject the latest (highest `seq`) says what holds."""

    seq: int
    kind: str  # LedgerEntry.Kind
    subject_uuid: UUID
    student_id: int
    by_id: int
    by_name: str  # as signed
    at: datetime
    statement: Statement
    seal: str
    uuid: UUID | None = None


def sealed(entry: LedgerEntry) -> SealedEntry:
    """*entry* as others see it."""
    return SealedEntry(*(getattr(entry, column) for column in COLUMNS))


def entries_of(student: User, school: School) -> list[SealedEntry]:
    """Everything sealed about *student* at *school*, in the order of the ledger; one query."""
    return list(_rows(LedgerEntry.objects.filter(school=school, student=student)))


def entries_of_many(student_ids: Iterable[int], school: School) -> dict[int, list[SealedEntry]]:
    """As `entries_of` for several students, by their id; one query."""
    found: dict[int, list[SealedEntry]] = {pk: [] for pk in student_ids}
    for entry in _rows(LedgerEntry.objects.filter(school=school, student_id__in=list(found))):
        found[entry.student_id].append(entry)
    return found


def entries_about(subject_uuid: UUID, school: School) -> list[SealedEntry]:
    """Everything sealed about one log entry, waiver or certificate, in the order of the ledger; one query."""
    return list(_rows(LedgerEntry.objects.filter(school=school, subject_uuid=subject_uuid)))


def standing_answer(request: SignOffRequest) -> LedgerEntry | None:
    """The answer to *request* that holds now; None before one is given and after it was taken back."""
    entries = LedgerEntry.objects.filter(school_id=request.school_id, subject_uuid=request.subject_uuid)
    last = entries.select_related("by", "student", "school").order_by("-seq").first()
    is_answer = last is not None and last.kind in ANSWERS and last.statement.get("request") == str(request.uuid)
    return last if is_answer else None


def _rows(entries: QuerySet[LedgerEntry]) -> Iterator[SealedEntry]:
    return (SealedEntry(*values) for values in entries.order_by("seq").values_list(*COLUMNS))

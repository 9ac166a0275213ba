"""What a client sees of their own, what a guardian is shown, and entries that were shown to whoever treats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Client, Guardian, Item, Journal, JournalEntry, SessionRecord
from feltwork.apps.practice.permissions import in_force, visible_items
from feltwork.apps.practice.queries.file import COLUMNS, Opened, opened
from feltwork.apps.practice.queries.opening import OpenFile


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a journal, opened."""

    row: JournalEntry
    body: dict[str, Any]

    @property
    def is_shown(self) -> bool:
        return self.row.shown_in_id is not None


@dataclass(frozen=True, slots=True)
class Shared:
    """A session with what of it is shared."""

    record: SessionRecord
    items: list[Opened]


def own_clients(user: User, at: datetime) -> QuerySet[Client]:
    """The files of which *user* is the client, or a guardian now."""
    guards = in_force(Guardian.objects.filter(client=OuterRef("pk"), user=user), at)
    files = Client.objects.filter(Q(user=user) | Exists(guards)).exclude(state=Client.State.ERASED)
    return files.select_related("school", "clinician").order_by("opened_on", "pk")


def shared_of_file(file: OpenFile) -> dict[str, list[Opened]]:
    """What of the file itself is shared, by kind."""
    rows = visible_items(file.user, file.sight, file.client, file.at).filter(record=None, beside=None)
    found: dict[str, list[Opened]] = {}
    for one in opened(file, rows.order_by("position", "made_at", "pk").values_list(*COLUMNS)):
        found.setdefault(one.kind, []).append(one)
    return found


def shared_sessions(file: OpenFile, *, number: int = 20) -> list[Shared]:
    """The newest sessions of which something is shared: three statements."""
    items = visible_items(file.user, file.sight, file.client, file.at).filter(record__removed_at=None, beside=None)
    with_items = Item.objects.filter(pk__in=items.values("pk"), record=OuterRef("pk"))
    records = list(
        SessionRecord.objects.filter(Exists(with_items), client=file.client)
        .select_related("clinician")
        .order_by("-starts_at")[:number]
    )
    rows = opened(
        file,
        items.filter(record__in=records).order_by("position", "made_at", "pk").values_list(*COLUMNS),
    )
    return [Shared(record, [one for one in rows if one.record_id == record.pk]) for record in records]


def journal_of(user: User) -> Journal | None:
    return Journal.objects.filter(owner=user, erased_at=None).first()


def entries_of(user: User, *, number: int = 100) -> list[Entry]:
    """One's own entries, the newest first."""
    journal = journal_of(user)
    if journal is None:
        return []
    cabinet = cabinet_of(journal)
    rows = JournalEntry.objects.filter(journal=journal, removed_at=None).select_related("shown_in__clinician")
    return [Entry(row, cabinet.open(row, "body")) for row in rows.order_by("-made_at", "-pk")[:number]]


def entry_of(user: User, uuid: UUID) -> Entry | None:
    """One of one's own."""
    rows = JournalEntry.objects.select_related("journal", "shown_in__clinician")
    row = rows.filter(journal__owner=user, journal__erased_at=None, uuid=uuid, removed_at=None).first()
    return None if row is None else Entry(row, cabinet_of(row.journal).open(row, "body"))


def shown_entries(file: OpenFile) -> list[Entry]:
    """What the client shows to whoever treats them, the newest first."""
    rows = JournalEntry.objects.filter(shown_in=file.client, removed_at=None, journal__erased_at=None)
    return [
        Entry(row, cabinet_of(row.journal).open(row, "body"))
        for row in rows.select_related("journal").order_by("-made_at", "-pk")[:100]
    ]


def export_of(owner: User) -> list[dict[str, Any]]:
    """Every entry of one's own journal, the oldest first."""
    return [
        {
            "uuid": str(entry.row.uuid),
            "made_at": entry.row.made_at.isoformat(),
            "changed_at": entry.row.changed_at.isoformat(),
            "shown": entry.is_shown,
            **entry.body,
        }
        for entry in reversed(entries_of(owner, number=100_000))
    ]

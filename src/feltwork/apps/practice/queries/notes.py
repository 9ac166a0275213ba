"""Private notes, for their author. No other module reads them but taking out, when the author asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from feltwork.apps.accounts.models import User
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Client, Notebook, PrivateNote


@dataclass(frozen=True, slots=True)
class Private:
    uuid: UUID
    words: str
    version: int
    made_at: datetime
    changed_at: datetime


def notes_of(author: User, client: Client) -> list[Private]:
    """The author's own notes about this client, the newest first."""
    notebook = Notebook.objects.filter(client=client, author=author, erased_at=None).first()
    if notebook is None:
        return []
    cabinet = cabinet_of(notebook)
    rows = PrivateNote.objects.filter(notebook=notebook, removed_at=None).order_by("-made_at", "-pk")
    return [
        Private(row.uuid, cabinet.open(row, "body")["words"], row.version, row.made_at, row.changed_at) for row in rows
    ]

"""Private process notes: their author's alone, under a key of their own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.practice.actions.clients import ChangedMeanwhile
from feltwork.apps.practice.cabinet import cabinet_of, new_key
from feltwork.apps.practice.models import Client, Notebook, PrivateNote
from feltwork.apps.practice.permissions import can_write
from feltwork.apps.practice.queries.opening import OpenFile

MOST = 50_000


@transaction.atomic
def save_note(*, file: OpenFile, note_uuid: UUID, seen: int, words: str, by: User, at: datetime) -> PrivateNote:
    """Make or change one. Raises `ChangedMeanwhile` where *seen* is not the version that stands."""
    if not can_write(file.sight):
        raise PermissionDenied
    text = words.strip()
    if not text:
        raise ValidationError({"words": _("Please write something, or leave it out.")})
    if len(text) > MOST:
        raise ValidationError({"words": _("That is longer than one note can be; please make two of it.")})
    notebook = _notebook(file.client, by)
    cabinet = cabinet_of(notebook)
    row = PrivateNote.objects.select_for_update().filter(uuid=note_uuid).first()
    if row is None:
        row = PrivateNote(school_id=notebook.school_id, uuid=note_uuid, notebook=notebook, version=0, made_at=at)
    elif row.notebook_id != notebook.pk:
        raise PermissionDenied
    elif cabinet.open(row, "body") == {"words": text}:
        return row
    if row.version != seen:
        raise ChangedMeanwhile(cabinet.open(row, "body"))
    row.body, row.version, row.changed_at, row.removed_at = (
        cabinet.seal(row, "body", {"words": text}),
        seen + 1,
        at,
        None,
    )
    row.save()
    note("practice.save_note", by=by, at=at, subject=file.client)
    return row


@transaction.atomic
def remove_note(*, file: OpenFile, note_uuid: UUID, by: User, at: datetime) -> None:
    """Empty it for good: nothing obliges anybody to keep private notes."""
    Client.objects.select_for_update().get(pk=file.client.pk)  # a new key waits meanwhile
    row = PrivateNote.objects.select_for_update().get(uuid=note_uuid, notebook__client=file.client, notebook__author=by)
    row.body, row.removed_at, row.changed_at = cabinet_of(row.notebook).seal(row, "body", {"words": ""}), at, at
    row.save(update_fields=["body", "removed_at", "changed_at"])
    note("practice.remove_note", by=by, at=at, subject=file.client)


def _notebook(client: Client, author: User) -> Notebook:
    Client.objects.select_for_update().get(pk=client.pk)  # two tabs make one notebook; a new key waits
    found = Notebook.objects.filter(client=client, author=author, erased_at=None).first()
    if found is not None:
        return found
    key_id = new_key("private notes")
    return Notebook.objects.create(school_id=client.school_id, client=client, author=author, key_id=key_id)

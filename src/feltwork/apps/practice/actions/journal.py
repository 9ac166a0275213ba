"""A client's own journal: written, shown, taken back and erased by its owner and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.practice.actions.clients import ChangedMeanwhile
from feltwork.apps.practice.cabinet import cabinet_of, destroy_key, new_key
from feltwork.apps.practice.models import Client, Journal, JournalEntry
from feltwork.apps.schools.models import School
from feltwork.core.practice import check_entry


@transaction.atomic
def write_entry(
    *, school: School, entry: UUID, seen: int, body: Mapping[str, Any], by: User, at: datetime
) -> JournalEntry:
    """Write or change one. Raises `core.practice.ItemError`, `ChangedMeanwhile`."""
    taken = check_entry(body)
    journal = _journal(school, by, at)
    cabinet = cabinet_of(journal)
    row = JournalEntry.objects.select_for_update().filter(uuid=entry).first()
    if row is None:
        row = JournalEntry(school=school, uuid=entry, journal=journal, version=0, made_at=at)
    elif row.journal_id != journal.pk:
        raise PermissionDenied
    elif cabinet.open(row, "body") == taken:
        return row
    if row.version != seen:
        raise ChangedMeanwhile(cabinet.open(row, "body"))
    row.body, row.version, row.changed_at = cabinet.seal(row, "body", taken), seen + 1, at
    row.save()
    return row


@transaction.atomic
def show_entry(*, entry: JournalEntry, client: Client, by: User, at: datetime) -> None:
    """Show it to whoever treats the owner. They read it as it is then and later, until it is taken back."""
    row = _own(entry, by)
    if client.user_id != by.pk or client.state == Client.State.ERASED:
        raise PermissionDenied
    row.shown_in, row.shown_at = client, at
    row.save(update_fields=["shown_in", "shown_at"])
    note("practice.show_entry", by=by, at=at, subject=client)


@transaction.atomic
def hide_entry(*, entry: JournalEntry, by: User, at: datetime) -> None:
    """Take it back: from now on it is the owner's alone."""
    row = _own(entry, by)
    if row.shown_in is not None:
        note("practice.hide_entry", by=by, at=at, subject=row.shown_in)
        row.shown_in, row.shown_at = None, None
        row.save(update_fields=["shown_in", "shown_at"])


@transaction.atomic
def remove_entry(*, entry: JournalEntry, by: User, at: datetime) -> None:
    """Empty it for good; nothing obliges anybody to keep a journal."""
    row = _own(entry, by)
    row.body = cabinet_of(row.journal).seal(row, "body", {})
    row.removed_at, row.shown_in, row.shown_at, row.changed_at = at, None, None, at
    row.save(update_fields=["body", "removed_at", "shown_in", "shown_at", "changed_at"])


@transaction.atomic
def erase_journal(*, journal: Journal, by: User, at: datetime) -> None:
    """Destroy its key: nothing of it can be read any more, shown entries among it."""
    row = Journal.objects.select_for_update().get(pk=journal.pk)
    if row.owner_id != by.pk:
        raise PermissionDenied
    if row.erased_at is not None:
        raise ValidationError(_("It is gone already."), code="gone")
    JournalEntry.objects.filter(journal=row).update(body=b"", removed_at=at, shown_in=None, shown_at=None)
    key_id, row.erased_at = row.key_id, at
    row.save(update_fields=["erased_at"])
    note("practice.erase_journal", by=by, at=at, subject=row)
    transaction.on_commit(lambda: destroy_key(key_id))


def _own(entry: JournalEntry, by: User) -> JournalEntry:
    row = JournalEntry.objects.select_for_update().get(pk=entry.pk)
    if Journal.objects.get(pk=row.journal_id).owner_id != by.pk:
        raise PermissionDenied
    return row


def _journal(school: School, owner: User, at: datetime) -> Journal:
    User.objects.select_for_update().get(pk=owner.pk)  # so that two devices make one journal
    found = Journal.objects.filter(school=school, owner=owner).first()
    if found is not None and found.erased_at is None:
        return found
    key_id = new_key("a client's journal")
    if found is not None:  # erased, and begun again
        found.key_id, found.erased_at = key_id, None
        found.save(update_fields=["key_id", "erased_at"])
        return found
    return Journal.objects.create(school=school, owner=owner, key_id=key_id)

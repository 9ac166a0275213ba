"""Giving one file a new data key. What can be sealed anew is; what a signature keeps as it is stays under the earlier
key, which from then on lies only in the file's own ring, sealed under the new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from feltwork.apps.audit.actions import record as note
from feltwork.apps.keys import KeyStoreError, store
from feltwork.apps.practice.cabinet import Cabinet, cabinet_of, destroy_key, new_key, ring_of
from feltwork.apps.practice.models import (
    Appointment,
    AppointmentSeries,
    Client,
    Guardian,
    Hold,
    Item,
    Notebook,
    PrivateNote,
    Signature,
)
from feltwork.apps.practice.parts import parts

BATCH = 200


def rekey(*, client: Client, by: Any, at: datetime) -> int:
    """New keys for the file and for each book of private notes, and every row that may change sealed under them;
    returns how many were. See `reseal` for going on."""
    fresh = new_key("a client's file")
    try:
        _change_key(client, fresh, by, at)
    except BaseException:
        destroy_key(fresh)
        raise
    notes = sum(_new_notebook_key(one, by, at) for one in _notebooks(client))
    return notes + reseal(client=Client.objects.get(pk=client.pk))


def reseal(*, client: Client) -> int:
    """Seal under the present key what still lies under an earlier one, in batches, and destroy that one in the key
    store. After a kill: once more."""
    sealed = sum(_batch(client, rows, column) for rows, column in _changeable(client))
    _let_go(client)
    for notebook in _notebooks(client).exclude(spent_key=None):
        _let_notebook_go(notebook)
    return sealed


def _notebooks(client: Client) -> QuerySet[Notebook]:
    return Notebook.objects.filter(client=client, erased_at=None).order_by("pk")


def _new_notebook_key(notebook: Notebook, by: Any, at: datetime) -> int:
    """Private notes are few and none is signed: all of a book go under its new key at once, with nobody reading them.
    Whoever saves one waits behind the same lock."""
    fresh = new_key("private notes")
    try:
        sealed = _reseal_notes(notebook, fresh, by, at)
    except BaseException:
        destroy_key(fresh)
        raise
    _let_notebook_go(Notebook.objects.get(pk=notebook.pk))
    return sealed


@transaction.atomic
def _reseal_notes(notebook: Notebook, fresh: str, by: Any, at: datetime) -> int:
    Client.objects.select_for_update().get(pk=notebook.client_id)
    book = Notebook.objects.select_for_update().get(pk=notebook.pk)
    if book.spent_key:
        destroy_key(book.spent_key)  # of a change that was killed once all was sealed anew
    before, after = cabinet_of(book), Cabinet(store().data_key(fresh))
    rows = list(PrivateNote.objects.select_for_update().filter(notebook=book))
    for row in rows:
        row.body = after.seal(row, "body", before.open(row, "body"))
    PrivateNote.objects.bulk_update(rows, ["body"], batch_size=BATCH)
    book.key_id, book.spent_key = fresh, book.key_id
    book.save(update_fields=["key_id", "spent_key"])
    note("practice.rekey", by=by, at=at, subject=book)
    return len(rows)


def _let_notebook_go(notebook: Notebook) -> None:
    if notebook.spent_key:
        destroy_key(notebook.spent_key)
        Notebook.objects.filter(pk=notebook.pk, spent_key=notebook.spent_key).update(spent_key=None)


@transaction.atomic
def _let_go(client: Client) -> None:
    row = Client.objects.select_for_update().get(pk=client.pk)
    if row.ring is None:
        return
    cabinet = cabinet_of(row)
    ring = cabinet.open(row, "ring")
    for key_id in ring["spent"]:
        destroy_key(key_id)
    row.ring = cabinet.seal(row, "ring", ring | {"spent": []})
    row.save(update_fields=["ring"])


def is_current(client: Client) -> bool:
    """Whether every row that may change lies under the present key, and no former key of private notes is left."""
    cabinet = cabinet_of(client)
    if _notebooks(client).exclude(spent_key=None).exists():
        return False
    return all(
        cabinet.is_current(row, column)
        for rows, column in _changeable(client)
        for row in rows
        if getattr(row, column) is not None
    )


@transaction.atomic
def _change_key(client: Client, fresh: str, by: Any, at: datetime) -> None:
    """From this commit on everything new is sealed under the new key, and all that was is still read."""
    row = Client.objects.select_for_update().get(pk=client.pk)
    if row.state == Client.State.ERASED:
        raise KeyStoreError("this file was erased")
    before = cabinet_of(row)
    identity = before.open(row, "identity")
    older = [store().data_key(row.key_id), *before.older]
    after = Cabinet(store().data_key(fresh), older=tuple(older), binding=before.binding)
    row.ring = after.seal(row, "ring", ring_of(binding=before.binding, older=older, spent=[row.key_id]))
    row.identity = after.seal(row, "identity", identity)
    row.key_id = fresh
    row.save(update_fields=["ring", "identity", "key_id"])
    note("practice.rekey", by=by, at=at, subject=row)


def _changeable(client: Client) -> Iterator[tuple[QuerySet[Any], str]]:
    """The sealed columns of rows that may change; the rest is signed, or only ever added."""
    free = Item.objects.filter(client=client).exclude(record__in=Signature.objects.values("record"))
    yield free, "body"
    for model, columns in (
        (Guardian, ("about",)),
        (Hold, ("reason", "ended_reason")),
        (Appointment, ("detail",)),
        (AppointmentSeries, ("detail",)),
    ):
        for column in columns:
            manager: Any = model.objects
            yield manager.filter(client=client, **{f"{column}__isnull": False}), column
    for part in parts():
        yield from part.changeable(client)


def _batch(client: Client, rows: QuerySet[Any], column: str) -> int:
    cabinet, sealed, last = cabinet_of(client), 0, 0
    while pks := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            # looked up again: what was signed meanwhile is out, what somebody saved meanwhile is new already
            for row in rows.filter(pk__in=pks).select_for_update(of=("self",)).order_by("pk"):
                sealed += _anew(cabinet, row, column)
        last = pks[-1]
    return sealed


def _anew(cabinet: Cabinet, row: Model, column: str) -> int:
    if cabinet.is_current(row, column):
        return 0
    setattr(row, column, cabinet.seal(row, column, cabinet.open(row, column)))
    row.save(update_fields=[column])
    return 1

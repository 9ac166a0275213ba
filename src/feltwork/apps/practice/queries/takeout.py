"""Everything of one file as tables of JSON, as far as its reader may see it: what an archive is made from.

The names of tables and columns are published in docs/operate/archive.md; adding one is fine, changing one is a new
version of the format.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.practice.cabinet import Cabinet, cabinet_of
from feltwork.apps.practice.models import (
    Addendum,
    Appointment,
    AppointmentSeries,
    Carer,
    Consent,
    ConsentText,
    GlassBroken,
    Guardian,
    Hold,
    Item,
    ItemChange,
    ItemShare,
    JournalEntry,
    RecordLock,
    Signature,
    Supervision,
)
from feltwork.apps.practice.parts import parts
from feltwork.apps.practice.permissions import TREATING, visible_items, visible_records
from feltwork.apps.practice.queries.file import COLUMNS, opened
from feltwork.apps.practice.queries.notes import notes_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.reads import reads_of
from feltwork.apps.practice.queries.record import Check, check_of, rest_of

Tables = dict[str, Any]
Row = dict[str, Any]
ORDER = ("at", "pk")


def tables_of(file: OpenFile, *, with_notes: bool = False) -> Tables:
    """Rows in a fixed order, so that the same file gives the same tables. *with_notes*: the reader's own private ones.

    Whoever treats the client gets the whole file, and tables that make it again elsewhere; the client and guardians get
    what is shared with them.
    """
    tables = _shared(file)
    if file.sight in TREATING:
        tables |= _of_the_practice(file)
    for part in parts():
        tables |= part.tables(file)
    if with_notes and file.sight in TREATING:
        tables["private_notes"] = _notes(file)
    tables["people"] = _people(tables)
    return tables


def withheld(file: OpenFile) -> int:
    """How many items are left out because somebody else keeps them to themselves."""
    seen = visible_items(file.user, file.sight, file.client, file.at)
    return Item.objects.filter(client=file.client, removed_at=None).exclude(pk__in=seen.values("pk")).count()


def reads_table(file: OpenFile) -> list[Row]:
    """Who opened the file, the newest first; not part of the tables, for it grows by looking."""
    return [{"at": _text(r.at), "who": r.name, "what": r.what, "as": r.sight} for r in reads_of(file.client)]


def journal_table(file: OpenFile) -> list[Row]:
    """The client's own book in their own archive; in any other what they showed in this file."""
    entries = JournalEntry.objects.filter(removed_at=None, journal__erased_at=None).select_related("journal")
    own = file.client.user_id == file.user.pk
    entries = entries.filter(journal__owner=file.user) if own else entries.filter(shown_in=file.client)
    if not own and file.sight not in TREATING:
        return []
    return _opened_entries(entries.order_by("made_at", "pk"))


def _opened_entries(entries: QuerySet[JournalEntry]) -> list[Row]:
    cabinets: dict[int, Cabinet] = {}
    rows = []
    for entry in entries:
        cabinet = cabinets.setdefault(entry.journal_id, cabinet_of(entry.journal))
        rows.append({**_plain(entry, "uuid", "made_at", "changed_at", "shown_at"), "body": cabinet.open(entry, "body")})
    return rows


def _shared(file: OpenFile) -> Tables:
    """What every reader's archive has."""
    records = list(visible_records(file.sight, file.client).select_related("clinician").order_by("number"))
    names = {record.pk: record.uuid for record in records}
    consents = Consent.objects.filter(client=file.client).select_related("text", "by", "guardian", "record")
    consents = consents.order_by(*ORDER)
    times = Appointment.objects.filter(client=file.client).select_related("clinician", "series", "record", "by")
    return {
        "client": _client(file),
        "records": [_record(one) for one in records],
        "items": _items(file, names),
        "signatures": [_signature(file, one) for one in _of(Signature, names, "by")],
        "locks": [_row(one, "record", "by", "at") for one in _of(RecordLock, names, "by")],
        "addenda": _addenda(file, names),
        "consent_texts": _texts(consents),
        "consents": [_consent(file, one) for one in consents if one.record_id is None or one.record_id in names],
        "guardians": _guardians(file),
        "appointments": [_appointment(file, one) for one in times.order_by("starts_at", "pk")],
    }


def _of_the_practice(file: OpenFile) -> Tables:
    """What only those who treat the client have, and what makes the file again."""
    own = {"client": file.client}
    carers = Carer.objects.filter(**own).select_related("user", "by").order_by("since", "pk")
    supervisions = Supervision.objects.filter(**own).select_related("supervisor", "by").order_by("since", "pk")
    series = AppointmentSeries.objects.filter(**own).select_related("clinician", "by").order_by("made_at", "pk")
    holds = Hold.objects.filter(**own).select_related("by", "ended_by").order_by("since", "pk")
    openings = GlassBroken.objects.filter(**own).select_related("by").order_by("at", "pk")
    sealed = file.cabinet.open
    return {
        "carers": [_row(one, "user", "since", "until", "by") for one in carers],
        "supervisions": [_row(one, "supervisor", "since", "until", "by") for one in supervisions],
        "series": [{**_row(one, *SERIES), "detail": sealed(one, "detail")} for one in series],
        "holds": [
            {
                **_row(one, "since", "until", "by", "ended_by"),
                "reason": sealed(one, "reason"),
                "ended_reason": sealed(one, "ended_reason"),
            }
            for one in holds
        ],
        "openings": [{**_row(one, "by", "at", "until"), "reason": sealed(one, "reason")} for one in openings],
    }


SERIES = ("clinician", "begins", "zone", "minutes", "rule", "until", "made_until", "mode", "by", "made_at")
APPOINTMENT = (
    "clinician", "series", "place", "record", "starts_at", "ends_at", "zone", "mode", "state", "sequence", "remind_at",
    "reminded_at", "by", "made_at", "changed_at",
)  # fmt: skip


def _client(file: OpenFile) -> Row:
    client = file.client
    row = _plain(client, "uuid", "state", "opened_on", "ended_on")
    row |= {"clinician": str(client.clinician.uuid), "identity": dict(file.identity)}
    if file.sight in TREATING:
        row |= _plain(client, "restricted_at", "version", "is_portal_paused")
        row["binding"] = file.cabinet.binding.hex()
    return row


def _record(record: Any) -> Row:
    return _row(record, "clinician", "number", "starts_at", "ends_at", "zone", "mode", "made_at")


def _signature(file: OpenFile, one: Signature) -> Row:
    """With what can be checked where it is brought in, if not all of the record goes along."""
    row = _row(one, "record", "by", "part", "shown", "at")
    if file.sight not in TREATING:
        return row
    here, rest = rest_of(file, one.record)
    withheld = (one.withheld or 0) + here
    if not withheld or check_of(file, one) is Check.CHANGED:
        return {**row, "withheld": withheld or None, "rest": None}  # all goes along, or what stands is another thing
    return {**row, "withheld": withheld, "rest": rest}


def _items(file: OpenFile, records: dict[int, UUID]) -> list[Row]:
    seen = visible_items(file.user, file.sight, file.client, file.at).order_by("made_at", "uuid")
    rows = opened(file, seen.values_list(*COLUMNS))
    people = _uuids(User, {row.by_id for row in rows})
    whole = file.sight in TREATING
    changes, shares = (_changes(seen), _shares(seen)) if whole else ({}, {})
    made = []
    for row in rows:
        if row.record_id is not None and row.record_id not in records:
            continue  # of a draft that was thrown away
        item: Row = {
            "uuid": str(row.uuid),
            "record": str(records[row.record_id]) if row.record_id else None,
            "kind": row.kind,
            "position": row.position,
            "version": row.version,
            "audience": row.audience,
            "by": people[row.by_id],
            "made_at": _text(row.made_at),
            "changed_at": _text(row.changed_at),
            "beside": _text(row.beside),
            "body": row.body,
        }
        if whole:
            item |= {"changes": changes.get(row.uuid, []), "shares": shares.get(row.uuid, [])}
        made.append(item)
    return made


def _changes(items: QuerySet[Item]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    rows = ItemChange.objects.filter(item__in=items.order_by().values("pk")).order_by("at", "version", "change")
    for item, change, version, by, at in rows.values_list("item__uuid", "change", "version", "by__uuid", "at"):
        found[item].append({"change": str(change), "version": version, "by": str(by), "at": _text(at)})
    return found


def _shares(items: QuerySet[Item]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    rows = ItemShare.objects.filter(item__in=items.order_by().values("pk")).select_related("item", "user")
    for one in rows.order_by("since", "pk"):
        found[one.item.uuid].append(_row(one, "user", "since", "until"))
    return found


def _addenda(file: OpenFile, records: dict[int, UUID]) -> list[Row]:
    if file.sight not in TREATING:
        return []
    rows = _of(Addendum, records, "by")
    return [{**_row(one, "record", "by", "at"), "words": file.cabinet.open(one, "body")["words"]} for one in rows]


def _texts(consents: Iterable[Consent]) -> list[Row]:
    texts: dict[int, ConsentText] = {one.text_id: one.text for one in consents if one.text_id and one.text}
    rows = sorted(texts.values(), key=lambda one: (one.topic, one.version, one.language))
    return [_plain(one, "uuid", "topic", "version", "language", "text", "at") for one in rows]


def _consent(file: OpenFile, one: Consent) -> Row:
    row = _row(one, "topic", "decision", "text", "guardian", "record", "by", "at")
    return {**row, "detail": file.cabinet.open(one, "detail")}


def _guardians(file: OpenFile) -> list[Row]:
    rows = Guardian.objects.filter(client=file.client).order_by("since", "pk")
    if file.sight not in TREATING:
        rows = rows.filter(user=file.user)
    return [{**_row(one, "since", "until"), "about": file.cabinet.open(one, "about")} for one in rows]


def _appointment(file: OpenFile, one: Appointment) -> Row:
    row = _row(one, *APPOINTMENT)
    if file.sight not in TREATING:
        row = {name: row[name] for name in ("uuid", "clinician", "starts_at", "ends_at", "zone", "mode", "state")}
        row["made_at"] = _text(one.made_at)
    return {**row, "detail": file.cabinet.open(one, "detail")}


def _notes(file: OpenFile) -> list[Row]:
    rows = sorted(notes_of(file.user, file.client), key=lambda one: (one.made_at, str(one.uuid)))
    return [
        {
            "uuid": str(one.uuid),
            "author": str(file.user.uuid),
            "words": one.words,
            "version": one.version,
            "made_at": _text(one.made_at),
            "changed_at": _text(one.changed_at),
        }
        for one in rows
    ]


PERSON = ("clinician", "by", "user", "supervisor", "ended_by", "author", "responder", "to")


def _people(tables: Tables) -> list[Row]:
    """Whoever is named in any table, by name only."""
    wanted = set(_named(tables))
    return [
        {"uuid": str(uuid), "name": name}
        for uuid, name in User.objects.filter(uuid__in=wanted).order_by("uuid").values_list("uuid", "name")
    ]


def _named(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in PERSON and isinstance(inner, str):
                yield inner
            elif name not in {"body", "about", "identity", "detail"}:
                yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)


def _of(model: Any, records: dict[int, UUID], *related: str) -> Any:
    return model.objects.filter(record__in=records).select_related("record", *related).order_by(*ORDER)


def _uuids(model: type[Model], pks: Iterable[int]) -> dict[int, str]:
    return {pk: str(uuid) for pk, uuid in model._default_manager.filter(pk__in=pks).values_list("pk", "uuid")}


def _row(row: Any, *names: str) -> Row:
    return _plain(row, "uuid", *names)


def _plain(row: Any, *names: str) -> Row:
    return {name: _text(getattr(row, name)) for name in names}


def _text(value: Any) -> Any:
    """Instants and days as ISO 8601 in UTC, rows and ids as their uuid; the rest as it is."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Model):
        return str(value.uuid)  # type: ignore[attr-defined]  # every row that is named here has one
    return value

"""One session: what is still missing, what is shown, and the list of sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.practice.models import Addendum, Client, Consent, Item, RecordLock, SessionRecord, Signature
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import consent_in_force, visible_items, visible_records
from feltwork.apps.practice.queries.file import COLUMNS, Opened, opened
from feltwork.apps.practice.queries.opening import OpenFile

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in a list. `arrival`, `departure`: activation from 0 to 10, or None where nobody said."""

    record: SessionRecord
    arrival: int | None
    departure: int | None
    settled: str
    signed_at: datetime | None
    is_locked: bool

    @property
    def is_draft(self) -> bool:
        return self.signed_at is None


@dataclass(frozen=True, slots=True)
class Added:
    """An addition to a signed record, with its own date and name."""

    words: str
    by: User
    at: datetime


def records_of(file: OpenFile) -> QuerySet[SessionRecord]:
    """The sessions of this file, the newest first, each with `signed_at` and `is_locked`."""
    signed = Max("signatures__at", filter=Q(signatures__part=Signature.Part.AUTHOR))
    locked = Exists(RecordLock.objects.filter(record=OuterRef("pk")))
    records = visible_records(file.sight, file.client).select_related("clinician")
    return records.annotate(signed_at=signed, is_locked=locked).order_by("-starts_at", "-number")


def sessions_of(file: OpenFile, *, page: int = 1) -> list[SessionRow]:
    """One page of them with how the client came and left: two statements, however many there are."""
    return rows_of(file, list(records_of(file)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]))


def rows_of(file: OpenFile, records: list[Any]) -> list[SessionRow]:
    """*records* of `records_of` with their states on coming and leaving, as far as this person may read them."""
    items = visible_items(file.user, file.sight, file.client, file.at).filter(_coming_and_leaving(records))
    return _rows(records, opened(file, items.values_list(*COLUMNS)))


def glance_of(file: OpenFile, records: list[Any]) -> tuple[list[SessionRow], list[Opened]]:
    """The same rows, and what the file itself holds: one statement for both."""
    items = visible_items(file.user, file.sight, file.client, file.at)
    items = items.filter(Q(record=None) | _coming_and_leaving(records)).order_by("position", "made_at", "pk")
    found = opened(file, items.values_list(*COLUMNS))
    return _rows(records, found), [one for one in found if one.record_id is None]


def _coming_and_leaving(records: list[Any]) -> Q:
    return Q(record__in=[one.pk for one in records], kind__in=("arrival", "departure"), beside=None)


def _rows(records: list[Any], items: list[Opened]) -> list[SessionRow]:
    states = {(one.record_id, one.kind): one.body for one in items}
    rows = []
    for record in records:
        come, left = states.get((record.pk, "arrival"), {}), states.get((record.pk, "departure"), {})
        rows.append(
            SessionRow(
                record,
                come.get("activation"),
                left.get("activation"),
                left.get("settled", ""),
                record.signed_at,
                record.is_locked,
            )
        )
    return rows


def missing_for_signing(file: OpenFile, record: SessionRecord) -> list[str]:
    """Codes of what has to be there before signing: departure_settled, risk, touch_consent, conflict_open."""
    items = _all_items(file, record)
    by_kind = {item.kind: item.body for item in items if item.beside is None}
    missing = []
    if not by_kind.get("departure", {}).get("settled"):
        missing.append("departure_settled")
    if not by_kind.get("risk", {}).get("found"):
        missing.append("risk")
    if by_kind.get("touch", {}).get("used") and not touch_was_agreed(file.client, record):
        missing.append("touch_consent")
    if any(item.beside is not None for item in items):
        missing.append("conflict_open")
    return missing


def touch_agreed(client: Client, record: SessionRecord) -> bool:
    """In general, and once more in this session."""
    if not consent_in_force(client, Topic.TOUCH):
        return False
    asked = Consent.objects.filter(client=client, topic=Topic.TOUCH, record=record)
    latest = asked.order_by("at", "pk").last()
    return latest is not None and latest.decision == Consent.Decision.GIVEN


def touch_was_agreed(client: Client, record: SessionRecord) -> bool:
    """Whether there was a yes to touch in this session, over a general yes. Taking it back later leaves that true."""
    answers = Consent.objects.filter(client=client, topic=Topic.TOUCH).filter(Q(record=None) | Q(record=record))
    in_general = False
    for answer in answers.order_by("at", "pk"):
        given = answer.decision == Consent.Decision.GIVEN
        if answer.record_id is None:
            in_general = given
        elif given and in_general:
            return True
    return False


class Check(StrEnum):
    """What is to be said of a signature."""

    SAME = "same"  # what was signed is what stands there
    PART = "part"  # the same, of what came along: what others keep to themselves stayed where the file came from
    CHANGED = "changed"  # something else stands there


def shown_of(file: OpenFile, record: SessionRecord) -> str:
    """64 hexadecimal digits over all that the record holds, whoever reads it; without the key they say nothing."""
    return _bound(file, record, _all_items(file, record))


def rest_of(file: OpenFile, record: SessionRecord) -> tuple[int, str]:
    """How many items of the record *file*'s reader does not see, and what `shown_of` is over the others."""
    whole = _all_items(file, record)
    seen = set(visible_items(file.user, file.sight, file.client, file.at).filter(record=record).values_list("uuid"))
    left = [item for item in whole if (item.uuid,) in seen]
    return len(whole) - len(left), _bound(file, record, left)


def _bound(file: OpenFile, record: SessionRecord, whole: Iterable[Opened]) -> str:
    items = [[str(item.uuid), item.kind, item.position, item.version, item.body] for item in whole]
    times = [moment and moment.astimezone(UTC).isoformat() for moment in (record.starts_at, record.ends_at)]
    head = [record.number, *times, record.mode]
    return file.cabinet.bind(["record", str(record.uuid), head, items])


def check_of(file: OpenFile, signature: Signature) -> Check:
    """Whether what was signed is what stands there now, as far as that can be told here."""
    return _checked(signature, shown_of(file, signature.record))


def checks_of(file: OpenFile, record: SessionRecord, signatures: Iterable[Signature]) -> list[tuple[Signature, Check]]:
    """The same for all signatures of one record: it is read once."""
    shown = shown_of(file, record) if signatures else ""
    return [(one, _checked(one, shown)) for one in signatures]


def _checked(signature: Signature, shown: str) -> Check:
    if signature.shown == shown:
        return Check.SAME
    return Check.PART if signature.withheld and signature.rest == shown else Check.CHANGED


def is_genuine(file: OpenFile, signature: Signature) -> bool:
    """Whether what was signed is, all of it, what stands there now."""
    return check_of(file, signature) is Check.SAME


def signatures_of(record: SessionRecord) -> list[Signature]:
    return list(record.signatures.select_related("by").order_by("at", "pk"))


def addenda_of(file: OpenFile, record: SessionRecord) -> list[Added]:
    rows = Addendum.objects.filter(record=record).select_related("by").order_by("at", "pk")
    return [Added(file.cabinet.open(row, "body")["words"], row.by, row.at) for row in rows]


def unsigned_of(user: User) -> QuerySet[SessionRecord]:
    """The worklist: this person's drafts, the oldest first."""
    drafts = SessionRecord.objects.filter(clinician=user, removed_at=None, signatures=None)
    drafts = drafts.exclude(client__state=Client.State.ERASED)
    return drafts.select_related("client").order_by("starts_at", "pk")


def earlier_phases(file: OpenFile, record: SessionRecord) -> frozenset[str]:
    """The phases that earlier sessions of this treatment came to."""
    rows = Item.objects.filter(client=file.client, kind="segment", removed_at=None, record__removed_at=None)
    rows = rows.filter(record__number__lt=record.number)
    return frozenset(body["phase"] for body in file.cabinet.open_many(Item, "body", rows.values_list("uuid", "body")))


def _all_items(file: OpenFile, record: SessionRecord) -> list[Opened]:
    """Also what others keep to themselves: a signature covers it."""
    rows = Item.objects.filter(client=file.client, record=record, removed_at=None)
    return opened(file, rows.order_by("uuid").values_list(*COLUMNS))

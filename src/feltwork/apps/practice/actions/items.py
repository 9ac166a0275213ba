"""Saving what a file and a session consist of. Sending a change twice saves it once; two people never overwrite
each other: the later text is kept beside the earlier one, and a person chooses."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.practice.models import Audience, Item, ItemChange, ItemShare, SessionRecord
from feltwork.apps.practice.permissions import can_share, can_write, can_write_record
from feltwork.apps.practice.queries.file import Opened
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.record import touch_agreed
from feltwork.core.practice import KINDS, ItemError, check

State = Literal["saved", "same", "conflict", "refused"]
ONCE_IN = timedelta(hours=1)  # the audit trail says once an hour that somebody works on it; each save is an ItemChange


class RecordSigned(ValidationError):
    """A signed record does not change any more; additions stand beside it."""

    def __init__(self) -> None:
        super().__init__(_("This record is signed. You can add to it, but not change it."), code="signed")


class FileSetAside(RecordSigned):
    """A file that is kept because a rule asks for it, and worked with no more."""

    def __init__(self) -> None:
        words = _("This file is set aside; nobody writes in it any more.")
        ValidationError.__init__(self, words, code="set_aside")


@dataclass(frozen=True, slots=True)
class Change:
    """One change as its page made it. `seen`: the version it was made from, 0 for a new item; `change`: its own id."""

    change: UUID
    item: UUID
    kind: str
    seen: int
    body: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    audience: str = ""
    position: int | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a change. At a conflict `theirs` is what stands, and `beside` the item that keeps this text."""

    change: UUID
    item: UUID
    version: int
    state: State
    code: str = ""
    field: str = ""
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    beside: UUID | None = None
    theirs: Opened | None = None


@transaction.atomic
def save_items(
    *, file: OpenFile, record: SessionRecord | None, changes: Sequence[Change], by: User, at: datetime
) -> list[Saved]:
    """Save *changes* in order; each comes out as saved, same, conflict or refused, and one does not stop another.

    Raises `RecordSigned`, `FileSetAside`; PermissionDenied for whoever does not write in this file or this session.
    """
    _may_write(file, record, by)
    desk = _Desk(file, record, changes, by, at)
    saved = [desk.take(change) for change in changes]
    if any(one.state in {"saved", "conflict"} for one in saved):
        _note_once(record or file.client, by=by, at=at)
    return saved


@transaction.atomic
def set_audience(*, file: OpenFile, item: UUID, audience: str, by: User, at: datetime) -> Item:
    """Who reads it; possible also after signing."""
    if not can_share(file.sight):
        raise PermissionDenied
    if audience not in Audience.values:
        raise ValidationError(_("Please choose who reads it."), code="audience")
    row = Item.objects.select_for_update().get(client=file.client, uuid=item, removed_at=None)
    if row.by_id != by.pk and row.audience == Audience.ME:
        raise PermissionDenied
    before, row.audience = row.audience, audience
    Item.objects.filter(pk=row.pk).update(audience=audience)
    facts = {"kind": row.kind, "from": before, "to": audience}
    note("practice.set_audience", by=by, at=at, subject=file.client, facts=facts)
    return row


@transaction.atomic
def share_item(*, file: OpenFile, item: UUID, user: User, by: User, at: datetime) -> ItemShare:
    """One named person more reads it."""
    if not can_share(file.sight):
        raise PermissionDenied
    row = Item.objects.get(client=file.client, uuid=item, removed_at=None)
    share, made = ItemShare.objects.get_or_create(
        school=file.client.school, item=row, user=user, until=None, defaults={"since": at}
    )
    if made:
        note("practice.share_item", by=by, at=at, subject=file.client, facts={"kind": row.kind, "with": user.pk})
    return share


@transaction.atomic
def unshare_item(*, file: OpenFile, share: ItemShare, by: User, at: datetime) -> None:
    """They read it no more, from this moment."""
    if not can_share(file.sight):
        raise PermissionDenied
    row = ItemShare.objects.select_for_update().get(pk=share.pk, item__client=file.client)
    if row.until is None:
        row.until = at
        row.save(update_fields=["until"])
        facts = {"kind": row.item.kind, "with": row.user_id}
        note("practice.unshare_item", by=by, at=at, subject=file.client, facts=facts)


@transaction.atomic
def settle_conflict(*, file: OpenFile, item: UUID, keep: UUID, by: User, at: datetime) -> None:
    """Of an item and those kept beside it, *keep* stays; the others are put aside, not deleted.

    Raises `RecordSigned`, `FileSetAside`; PermissionDenied for whoever does not write in this file or this session.
    """
    if not can_write(file.sight):
        raise PermissionDenied
    rows = list(Item.objects.select_for_update(of=("self",)).filter(client=file.client).filter(_family(item)))
    first = next((row for row in rows if row.uuid == item), None)
    kept = next((row for row in rows if row.uuid == keep), None)
    if first is None or kept is None:
        raise ValidationError(_("This was settled already."), code="settled")
    _may_write(file, first.record, by)
    _not_signed(first.record)
    body = file.cabinet.open(kept, "body")
    first.body, first.version, first.changed_at = file.cabinet.seal(first, "body", body), first.version + 1, at
    first.save(update_fields=["body", "version", "changed_at"])
    Item.objects.filter(beside=first, removed_at=None).update(removed_at=at)
    note("practice.settle_conflict", by=by, at=at, subject=file.client, facts={"kind": first.kind})


def _family(item: UUID) -> Q:
    return Q(uuid=item) | Q(beside__uuid=item, removed_at=None)


class _Desk:
    """The changes of one request on the rows that they touch, each read once."""

    def __init__(
        self, file: OpenFile, record: SessionRecord | None, changes: Sequence[Change], by: User, at: datetime
    ) -> None:
        self.file, self.record, self.by, self.at = file, record, by, at
        _not_signed(record)
        ids = [change.item for change in changes]
        self.rows = {row.uuid: row for row in Item.objects.select_for_update().filter(uuid__in=ids)}
        known = ItemChange.objects.filter(change__in=[change.change for change in changes]).select_related("item")
        self.known = {row.change: row for row in known}

    def take(self, change: Change) -> Saved:
        before = self.known.get(change.change)
        if before is not None:
            return self._again(change, before)
        row = self.rows.get(change.item)
        if row is not None and not self._is_ours(row, change):
            return _refused(change, None, "not_here")
        try:
            body = check(change.kind, change.body) if not change.removed else {}
        except ItemError as wrong:
            return _refused(change, row, wrong.code, wrong.field, wrong.data)
        if change.kind == "touch" and body.get("used") and not self._is_touch_agreed():
            return _refused(change, row, "touch_without_consent", "used")
        return self._save(change, row, body)

    def _save(self, change: Change, row: Item | None, body: dict[str, Any]) -> Saved:
        if row is None:
            return self._first(change, body)
        same = not change.removed and self.file.cabinet.open(row, "body") == body
        if change.seen < row.version and row.removed_at is None:
            if same:
                return Saved(change.change, row.uuid, row.version, "same")
            return self._beside(change, row, body)
        if same and row.removed_at is None and change.position in (None, row.position):
            return Saved(change.change, row.uuid, row.version, "same")
        return self._over(change, row, body)

    def _first(self, change: Change, body: dict[str, Any]) -> Saved:
        if change.removed:
            return Saved(change.change, change.item, 0, "same")  # never was, and shall not be
        if KINDS[change.kind].single:
            other = self._standing(change.kind)
            if other is not None:
                return self._beside(change, other, body)
        row = self._made(change, body)
        return Saved(change.change, row.uuid, row.version, "saved")

    def _over(self, change: Change, row: Item, body: dict[str, Any]) -> Saved:
        row.version, row.changed_at = row.version + 1, self.at
        row.removed_at = self.at if change.removed else None
        if not change.removed:
            row.body = self.file.cabinet.seal(row, "body", body)
        if change.position is not None:
            row.position = change.position
        row.save(update_fields=["version", "changed_at", "removed_at", "body", "position"])
        self._keep(change, row)
        return Saved(change.change, row.uuid, row.version, "saved")

    def _beside(self, change: Change, row: Item, body: dict[str, Any]) -> Saved:
        """Both stand; what somebody else removed or wrote meanwhile is shown with it."""
        theirs = _opened(self.file, row)
        if change.removed:
            return Saved(change.change, row.uuid, row.version, "conflict", "changed_meanwhile", theirs=theirs)
        if theirs.body == body:
            return Saved(change.change, row.uuid, row.version, "same")
        made = self._made(change, body, beside=row)
        return Saved(
            change.change, row.uuid, row.version, "conflict", "changed_meanwhile", beside=made.uuid, theirs=theirs
        )

    def _made(self, change: Change, body: dict[str, Any], beside: Item | None = None) -> Item:
        client = self.file.client
        audience = change.audience if change.audience in Audience.values else KINDS[change.kind].audience
        row = Item(
            school_id=client.school_id,
            client=client,
            record=self.record,
            kind=change.kind,
            position=change.position or 0,
            audience=beside.audience if beside else audience,
            by=self.by,
            made_at=self.at,
            changed_at=self.at,
            beside=beside,
        )
        if beside is None:
            row.uuid = change.item
            self.rows[row.uuid] = row
        row.body = self.file.cabinet.seal(row, "body", body)
        row.save(force_insert=True)
        self._keep(change, row)
        return row

    def _keep(self, change: Change, row: Item) -> None:
        self.known[change.change] = ItemChange.objects.create(
            school_id=row.school_id, item=row, change=change.change, version=row.version, by=self.by, at=self.at
        )

    def _again(self, change: Change, before: ItemChange) -> Saved:
        """What was answered the first time may never have arrived."""
        kept = before.item
        if not self._is_ours(kept, change):
            return _refused(change, None, "not_here")
        if kept.beside_id is None or kept.uuid == change.item:
            return Saved(change.change, kept.uuid, kept.version, "same")
        first = Item.objects.get(pk=kept.beside_id)
        if kept.removed_at is not None:
            return Saved(change.change, first.uuid, first.version, "same")
        theirs = _opened(self.file, first)
        return Saved(
            change.change, first.uuid, first.version, "conflict", "changed_meanwhile", beside=kept.uuid, theirs=theirs
        )

    def _is_ours(self, row: Item, change: Change) -> bool:
        here = row.client_id == self.file.client.pk and row.record_id == (self.record.pk if self.record else None)
        return here and row.kind == change.kind and (row.audience != Audience.ME or row.by_id == self.by.pk)

    def _is_touch_agreed(self) -> bool:
        return self.record is not None and touch_agreed(self.file.client, self.record)

    def _standing(self, kind: str) -> Item | None:
        rows = Item.objects.filter(client=self.file.client, record=self.record, kind=kind, removed_at=None, beside=None)
        return rows.first()


def _refused(
    change: Change, row: Item | None, code: str, field: str = "", data: Mapping[str, Any] | None = None
) -> Saved:
    return Saved(change.change, change.item, row.version if row else 0, "refused", code, field, data or {})


def _may_write(file: OpenFile, record: SessionRecord | None, by: User) -> None:
    allowed = can_write(file.sight) if record is None else can_write_record(by, file.sight, record)
    if not allowed:
        raise PermissionDenied
    if file.client.restricted_at is not None:
        raise FileSetAside


def _not_signed(record: SessionRecord | None) -> None:
    """Holds the record, so that nobody signs between this look and the end of the transaction."""
    if record is None:
        return
    held = SessionRecord.objects.select_for_update().get(pk=record.pk)
    if held.removed_at is not None or held.signatures.exists():
        raise RecordSigned


def _opened(file: OpenFile, row: Item) -> Opened:
    body = file.cabinet.open(row, "body")
    return Opened(
        row.uuid, row.kind, row.position, row.version, row.audience, row.by_id, row.made_at, row.changed_at,
        row.record_id, None, body,
    )  # fmt: skip


def _note_once(subject: Any, *, by: User, at: datetime) -> None:
    lately = AuditRecord.objects.filter(subject_uuid=subject.uuid, code="practice.write", by=by, at__gt=at - ONCE_IN)
    if not lately.exists():
        note("practice.write", by=by, at=at, subject=subject)

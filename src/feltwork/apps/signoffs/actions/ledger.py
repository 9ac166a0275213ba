"""The one door into the ledger.

A transaction that answers requests locks them before it appends: request rows first, the end of the chain last. Whoever
keeps to that order cannot block another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record, record_many
from feltwork.apps.schools.models import School
from feltwork.apps.signoffs.events import about_to_seal, entry_sealed
from feltwork.apps.signoffs.models import LedgerEntry, LedgerHead
from feltwork.apps.signoffs.queries.entries import SealedEntry, sealed
from feltwork.core.signoffs import GENESIS, seal

SAME_ACT = ("kind", "subject_uuid", "student_id", "by_id", "by_name", "statement", "shown_hash")


@transaction.atomic
def append(
    *,
    school: School,
    kind: str,
    subject_uuid: UUID,
    student: User,
    by: User,
    by_name: str,
    statement: Mapping[str, Any],
    idempotency_key: str,
    at: datetime,
    shown_hash: str = "",
) -> SealedEntry:
    """Seal one entry onto the end of the ledger of *school*.

    The same *idempotency_key* with the same content gives the entry that is there already; with other content
    ValidationError with code "conflict" (409 at the edge). *statement* holds text, whole numbers, None and lists;
    ValueError for anything that could come back differently from the database.
    """
    if kind not in LedgerEntry.Kind.values or not 0 < len(idempotency_key) <= 80:
        raise ValueError(f"{kind!r} under the key {idempotency_key!r} cannot be sealed")
    about_to_seal.send("signoffs", student_ids=[student.pk], school_id=school.pk)
    head = _locked_head(school)
    entry = LedgerEntry(
        school=school,
        kind=kind,
        subject_uuid=subject_uuid,
        student=student,
        by=by,
        by_name=by_name.strip()[:120],
        at=at,
        statement=dict(statement),
        shown_hash=shown_hash,
        idempotency_key=idempotency_key,
    )
    known = LedgerEntry.objects.filter(school=school, idempotency_key=idempotency_key).first()
    if known is not None:
        return _same_act(known, entry)
    _seal_onto(head, entry)
    facts = {"seq": entry.seq, "kind": kind, "subject": str(subject_uuid)}
    record("signoffs.append", by=by, at=at, subject=entry, facts=facts)
    entry_sealed.send("signoffs", entry=sealed(entry), school=school)
    return sealed(entry)


@dataclass(frozen=True, slots=True)
class Act:
    """One of many acts that are sealed together."""

    subject_uuid: UUID
    student: User
    statement: Mapping[str, Any]
    idempotency_key: str


@transaction.atomic
def append_many(*, school: School, kind: str, acts: Sequence[Act], by: User, at: datetime) -> None:
    """Seal acts of one person that change nobody's standing, such as renewals: nothing is judged afterwards.

    Whoever calls it has locked the students' places, which come before the end of the chain. None may be sealed yet.
    """
    head, entries = _locked_head(school), []
    for act in acts:
        entry = LedgerEntry(
            school=school,
            kind=kind,
            subject_uuid=act.subject_uuid,
            student=act.student,
            by=by,
            by_name=by.name.strip()[:120],
            at=at,
            statement=dict(act.statement),
            idempotency_key=act.idempotency_key,
        )
        _chain(head, entry)
        entries.append(entry)
    LedgerEntry.objects.bulk_create(entries)
    head.save(update_fields=["seq", "seal"])
    facts = ((one, {"seq": one.seq, "kind": kind, "subject": str(one.subject_uuid)}) for one in entries)
    record_many("signoffs.append", by=by, at=at, subjects=facts)


def _locked_head(school: School) -> LedgerHead:
    """The end of the chain, ours until the transaction ends: one writer at a time."""
    heads = LedgerHead.objects.select_for_update()
    head = heads.filter(school=school).first()
    if head is None:
        LedgerHead.objects.get_or_create(school=school, defaults={"seq": 0, "seal": GENESIS})
        head = heads.get(school=school)
    return head


def _seal_onto(head: LedgerHead, entry: LedgerEntry) -> None:
    _chain(head, entry)
    entry.save(force_insert=True)
    head.save(update_fields=["seq", "seal"])


def _chain(head: LedgerHead, entry: LedgerEntry) -> None:
    entry.seq, entry.previous = head.seq + 1, head.seal
    entry.seal = seal(entry.facts(), previous=entry.previous)
    head.seq, head.seal = entry.seq, entry.seal


def _same_act(known: LedgerEntry, entry: LedgerEntry) -> SealedEntry:
    if any(getattr(known, name) != getattr(entry, name) for name in SAME_ACT):
        raise ValidationError(_("This was sent already, with other content. Please open the page again."), "conflict")
    return sealed(known)

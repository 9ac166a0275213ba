"""What a student does with the log: enter, change, send to be signed, take back, take out.

draft ── send_to_sign ──▸ sent ── (provider signs) ──▸ signed, and nobody changes it any more
sent ── take_back ──▸ draft                draft | sent ── remove_entry ──▸ removed (kept in the history)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.certification.actions._checks import check_entry, open_place
from feltwork.apps.certification.actions._presented import core_entry, presented
from feltwork.apps.certification.actions.papers import ask_exception, attach_evidence, close_evidence
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.standing import Foreseen, Known, foresee, known_of, proof_of, refresh_standing
from feltwork.apps.schools.models import Enrolment, Provider
from feltwork.apps.signoffs import actions as signoffs
from feltwork.apps.signoffs import queries as ledger
from feltwork.core.certification import Proof

__all__ = [
    "ask_exception",
    "attach_evidence",
    "change_entry",
    "log_entry",
    "remove_entry",
    "send_to_sign",
    "take_back",
]
SIGNED = ("confirmed", "corrected")
DECIDED = ("evidence_accepted", "ruled")


def log_entry(
    *,
    enrolment: Enrolment,
    kind: str,
    provider: Provider,
    starts_at: datetime,
    ends_at: datetime,
    zone: str,
    is_time_known: bool,
    mode: str,
    group_size: int | None,
    note: str,
    by: User,
    at: datetime,
    send: bool,
    origin: str = "typed",
    import_key: str = "",
    uuid: UUID | None = None,
) -> LogEntry:
    """Enter a session or consultation, and with *send* ask the provider to confirm it.

    The same *uuid* (the token of a form) a second time gives the entry that is there. Raises ValidationError for what
    cannot be true: a day to come, more than twelve hours a day, two known times that overlap.
    """
    before = _entered(uuid, enrolment)
    if before is not None:
        return before
    entry = LogEntry(
        school=enrolment.school,
        uuid=uuid or uuid4(),
        enrolment=enrolment,
        origin=origin,
        import_key=import_key,
        created_by=by,
        created_at=at,
    )
    facts = {"kind": kind, "provider": provider, "starts_at": starts_at, "ends_at": ends_at, "zone": zone}
    facts |= {"is_time_known": is_time_known, "mode": mode, "group_size": group_size, "note": note}
    _fill(entry, facts, at)
    return _enter(entry, _look_ahead(entry, at, send=send), by=by, at=at)


def _entered(uuid: UUID | None, enrolment: Enrolment) -> LogEntry | None:
    return LogEntry.objects.filter(uuid=uuid, enrolment=enrolment).first() if uuid else None


@dataclass(frozen=True)
class _Ahead:
    """What was worked out before the transaction that enters something; `presented` is None for a draft."""

    standing: Foreseen
    presented: dict[str, str] | None


def _look_ahead(entry: LogEntry, at: datetime, *, send: bool) -> _Ahead:
    check_entry(entry, at)
    proof = Proof.WAITING if send else Proof.DRAFT
    after = replace(core_entry(entry), proof=proof)
    standing = foresee(entry.enrolment, after, provider=entry.provider, at=at)
    return _Ahead(standing, presented(entry, standing.known, at) if send else None)


@transaction.atomic
def _enter(entry: LogEntry, ahead: _Ahead, *, by: User, at: datetime) -> LogEntry:
    entry.enrolment = open_place(entry.enrolment)
    before = _entered(entry.uuid, entry.enrolment)
    if before is not None:
        return before
    check_entry(entry, at)
    entry.save(force_insert=True)
    record("certification.log_entry", by=by, at=at, subject=entry, facts=_facts(entry))
    if ahead.presented is not None:
        _ask(entry, ahead.presented, by, at)
    refresh_standing(enrolment=entry.enrolment, at=at, foreseen=ahead.standing)
    return entry


@transaction.atomic
def change_entry(*, entry: LogEntry, by: User, at: datetime, send: bool = False, **facts: Any) -> LogEntry:
    """Change a draft; *facts* are those of `log_entry`. What was sent has to be taken back first."""
    entry = _taken(entry, LogEntry.State.DRAFT)
    _refuse_decided(entry)
    _refuse_with_school(entry)
    before = _facts(entry)
    _write(entry, facts, at)
    changes = {"before": before, "after": _facts(entry)}
    record("certification.change_entry", by=by, at=at, subject=entry, facts=changes)
    known = _send(entry, by, at) if send else None
    refresh_standing(enrolment=entry.enrolment, at=at, known=known)
    return entry


@transaction.atomic
def send_to_sign(*, entry: LogEntry, by: User, at: datetime) -> LogEntry:
    """Ask the provider to confirm; sending what is already with the provider changes nothing."""
    entry = _taken(entry, LogEntry.State.DRAFT, LogEntry.State.SENT)
    known = _send(entry, by, at)
    refresh_standing(enrolment=entry.enrolment, at=at, known=known)
    return entry


@transaction.atomic
def take_back(*, entry: LogEntry, by: User, at: datetime) -> LogEntry:
    """Take back what nobody has signed yet; it is a draft again."""
    entry = _taken(entry, LogEntry.State.SENT)
    _refuse_signed(entry)
    signoffs.cancel_request(school=entry.school, subject_uuid=entry.uuid, by=by, at=at)
    _move(entry, LogEntry.State.DRAFT, at)
    record("certification.take_back_entry", by=by, at=at, subject=entry)
    refresh_standing(enrolment=entry.enrolment, at=at)
    return entry


@transaction.atomic
def remove_entry(*, entry: LogEntry, by: User, at: datetime) -> LogEntry:
    """Take an entry out that nobody has signed. It counts for nothing and stays in the history."""
    entry = _taken(entry, LogEntry.State.DRAFT, LogEntry.State.SENT)
    _refuse_signed(entry)
    _refuse_decided(entry)
    signoffs.cancel_request(school=entry.school, subject_uuid=entry.uuid, by=by, at=at)
    close_evidence(entry, by=by, at=at)
    _move(entry, LogEntry.State.REMOVED, at)
    record("certification.remove_entry", by=by, at=at, subject=entry)
    refresh_standing(enrolment=entry.enrolment, at=at)
    return entry


def _write(entry: LogEntry, facts: dict[str, Any], at: datetime) -> None:
    _fill(entry, facts, at)
    check_entry(entry, at)
    entry.save()


def _fill(entry: LogEntry, facts: dict[str, Any], at: datetime) -> None:
    for name, value in facts.items():
        setattr(entry, name, value)
    if entry.kind != LogEntry.Kind.GROUP:
        entry.group_size = None
    entry.note = entry.note.strip()
    entry.changed_at = at


def _send(entry: LogEntry, by: User, at: datetime) -> Known:
    """Ask the provider; returns what was known about the student's place when they were asked."""
    known = known_of([entry.enrolment])[entry.enrolment_id]
    _ask(entry, presented(entry, known, at), by, at)
    return known


def _ask(entry: LogEntry, facts: dict[str, str], by: User, at: datetime) -> None:
    signoffs.request_sign_off(
        school=entry.school,
        subject_uuid=entry.uuid,
        student=entry.enrolment.student,
        provider=entry.provider,
        presented=facts,
        by=by,
        at=at,
    )
    if entry.state != LogEntry.State.SENT:
        _move(entry, LogEntry.State.SENT, at)
        record("certification.send_entry", by=by, at=at, subject=entry)


def _move(entry: LogEntry, state: str, at: datetime) -> None:
    entry.state, entry.changed_at = state, at
    entry.save(update_fields=["state", "changed_at"])


def _taken(entry: LogEntry, *states: str) -> LogEntry:
    enrolment = open_place(entry.enrolment)
    fresh = LogEntry.objects.select_for_update(of=("self",)).select_related("provider", "school").get(pk=entry.pk)
    fresh.enrolment = enrolment
    if fresh.state not in states:
        words = {
            LogEntry.State.DRAFT: _("This has not been sent."),
            LogEntry.State.SENT: _("This is with the provider. Take it back first."),
            LogEntry.State.REMOVED: _("This was taken out of the log."),
        }
        raise ValidationError(words[LogEntry.State(fresh.state)], code="state")
    return fresh


def _refuse_signed(entry: LogEntry) -> None:
    about = [one for one in ledger.entries_about(entry.uuid, entry.school) if one.kind in (*SIGNED, "taken_back")]
    if about and about[-1].kind in SIGNED:
        raise ValidationError(
            _("This is signed, so it stays as it is. If something is wrong with it, please tell your school."),
            code="signed",
        )


def _refuse_with_school(entry: LogEntry) -> None:
    """Nobody changes what a person is just comparing with a paper."""
    if proof_of(entry) is Proof.EVIDENCE:
        text = _("A paper for this is with the school. Take the entry out and log it anew, or wait for the answer.")
        raise ValidationError(text, code="evidence")


def _refuse_decided(entry: LogEntry) -> None:
    """What a person at the school accepted or decided must not become something else afterwards."""
    if any(one.kind in DECIDED for one in ledger.entries_about(entry.uuid, entry.school)):
        words = _("The school has decided about this, so it stays as it is. If something is wrong, please tell them.")
        raise ValidationError(words, code="decided")


def _facts(entry: LogEntry) -> dict[str, Any]:
    """What the audit trail keeps of an entry; the private note is not part of it."""
    return {
        "kind": entry.kind,
        "provider": str(entry.provider.uuid),
        "starts_at": entry.starts_at.isoformat(),
        "ends_at": entry.ends_at.isoformat(),
        "zone": entry.zone,
        "is_time_known": entry.is_time_known,
        "mode": entry.mode,
        "group_size": entry.group_size,
        "origin": entry.origin,
    }

"""One stored row → one fact for the core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

from feltwork.apps.certification.intervals import day_of
from feltwork.apps.certification.standing._proofs import Sealings, local_day
from feltwork.apps.certification.standing._rows import DayRow, ExceptionRow, LogRow, SmallRow
from feltwork.apps.schools.queries import ApprovalRow
from feltwork.apps.schools.queries.enrolments import Hold
from feltwork.core import certification as core


def entry(row: LogRow, sealings: Sealings, body_zone: str) -> core.Entry:
    """A log entry; where a provider confirmed something else, that holds."""
    said = sealings.statement(row.uuid)
    proof = sealings.proof(row)
    signature = sealings.signature(row.uuid) if proof is core.Proof.SIGNED else None
    own_day = day_of(row.starts_at, zone=row.zone, is_time_known=row.is_time_known, body_zone=body_zone)
    size = said.get("group_size") or row.group_size
    return core.Entry(
        id=str(row.uuid),
        kind=str(said.get("kind") or row.kind),
        on=date.fromisoformat(str(said["on"])) if said.get("on") else own_day,
        hours=Fraction(str(said["hours"])) if said.get("hours") else row.hours,
        provider=str(row.provider_uuid),
        mode=str(said.get("mode") or row.mode),
        group_size=int(str(size)) if size else None,
        proof=proof,
        signed_on=local_day(signature.at, body_zone) if signature else None,
        ruling=sealings.ruling(row.uuid, body_zone),
    )


def approval(row: ApprovalRow, cohorts: Mapping[int, UUID]) -> core.Approval:
    """*cohorts* gives the uuid of the cohorts that matter here; another one is named so that it matches nobody."""
    return core.Approval(
        provider=str(row.provider_uuid),
        kind=row.kind,
        issuer=row.issuer,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        levels=frozenset(row.levels),
        cohort=str(cohorts.get(row.cohort_id, f"other-{row.cohort_id}")) if row.cohort_id else None,
    )


def training_day(row: DayRow) -> core.TrainingDay:
    """A day made up stands on the day on which that was."""
    return core.TrainingDay(
        id=str(row.uuid),
        level=row.level,
        module=row.module,
        module_position=row.position,
        on=row.made_up_on or row.on,
        hours=Fraction(row.seconds, 3600),
        mode=row.own_mode or row.mode,
        attended=core.Attended(row.state) if row.state else core.Attended.PLANNED,
    )


def level_starts(days: Sequence[DayRow]) -> Iterable[core.LevelStart]:
    """A level begins with the first day of its modules, taken or planned."""
    first: dict[str, date] = {}
    for row in days:
        first[row.level] = min(first.get(row.level, row.on), row.on)
    return (core.LevelStart(level=level, on=on) for level, on in first.items())


def gate(row: SmallRow) -> core.Gate:
    return core.Gate(code=row.code, valid_from=_day(row.on), valid_to=row.until, note=row.words)


def waiver(row: SmallRow, zone: str) -> core.Waiver:
    """One that was ended early holds until that day."""
    until, ended = row.until, _instant(row.data.get("ended_at"))
    if ended is not None:
        until = min(until, local_day(ended, zone)) if until else local_day(ended, zone)
    return core.Waiver(
        requirement=row.code,
        reason=row.words,
        by=row.who,
        on=_day(row.on),
        level=row.level or None,
        amount=Fraction(row.amount) if row.amount else None,
        until=until,
    )


def recognised(row: SmallRow) -> core.Recognised:
    return core.Recognised(
        kind=row.code,
        amount=Fraction(row.amount),
        source=row.words,
        on=_day(row.on),
        level=row.level or None,
        days_by_mode=row.data or {},
    )


def hold(one: Hold) -> core.Hold:
    return core.Hold(code=one.code, reason=one.reason, since=one.on)


def exception(row: SmallRow) -> ExceptionRow:
    entry_uuid = row.data.get("entry")
    return ExceptionRow(
        entry_uuid=UUID(entry_uuid) if entry_uuid else None,
        question=row.level,
        state=row.code,
        words=row.words,
        answer=row.who,
    )


def _day(value: date | None) -> date:
    if value is None:
        raise ValueError("a row without its day")  # the column forbids it
    return value


def _instant(text: str | None) -> datetime | None:
    """SQLite gives the text without a zone, which is UTC."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)

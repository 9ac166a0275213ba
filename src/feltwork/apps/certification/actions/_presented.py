"""What a provider is shown and asked to confirm."""

from __future__ import annotations

from datetime import datetime

from feltwork.apps.certification.actions._checks import entry_day
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.standing import Known, rules_of
from feltwork.apps.schools.queries import date_at
from feltwork.core.certification import Entry, EntryResult, preview


def presented(entry: LogEntry, known: Known, at: datetime) -> dict[str, str]:
    """The facts of an entry in text, exact, with its level and what it would be worth once signed. Never the note."""
    result = _previewed(entry, known, at)
    rules = rules_of(entry.enrolment.edition)
    # what is signed must not depend on the language of whoever asks
    title = rules.level(result.level).title.in_language("en") if result.level else ""
    return {
        "kind": entry.kind,
        "on": entry_day(entry).isoformat(),
        "hours": str(entry.hours),
        "starts_at": entry.starts_at.isoformat(),
        "ends_at": entry.ends_at.isoformat(),
        "zone": entry.zone,
        "is_time_known": "1" if entry.is_time_known else "0",
        "mode": entry.mode,
        "group_size": str(entry.group_size) if entry.group_size else "",
        "level": result.level or "",
        "level_title": title,
        "approved": "1" if any(one.code == "approved" for one in result.reasons) else "0",
        "worth": str(result.amount),
        "student_name": entry.enrolment.student.name,
    }


def core_entry(entry: LogEntry) -> Entry:
    """An entry that nobody has signed, as the core takes it."""
    return Entry(
        id=str(entry.uuid),
        kind=entry.kind,
        on=entry_day(entry),
        hours=entry.hours,
        provider=str(entry.provider.uuid),
        mode=entry.mode,
        group_size=entry.group_size,
    )


def _previewed(entry: LogEntry, known: Known, at: datetime) -> EntryResult:
    rules = rules_of(entry.enrolment.edition)
    as_of = date_at(entry.school, at)
    return preview(rules, known.record, core_entry(entry), as_of=as_of)[0]

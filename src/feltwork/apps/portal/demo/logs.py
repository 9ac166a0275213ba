"""Filling a student's log: what was logged, and what the providers answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from feltwork.apps.accounts.models import User
from feltwork.apps.certification.actions.log import log_entry
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.portal.demo.timeline import ZONE, Timeline
from feltwork.apps.schools.models import Enrolment, Provider
from feltwork.apps.signoffs.actions import confirm
from feltwork.apps.signoffs.queries import requests_of, shown_in
from feltwork.core.signoffs import digest

PERSONAL, INDIVIDUAL, GROUP = "personal_session", "consultation_individual", "consultation_group"


@dataclass(frozen=True)
class Logged:
    """One line of a log, in days from today. `signed_after` None leaves it waiting."""

    offset: int
    kind: str
    provider: str
    hours: Fraction = Fraction(1)
    group: int | None = None
    mode: str = "in_person"
    signed_after: int | None = 1


def sessions(level_offsets: tuple[int, ...], provider: str) -> list[Logged]:
    return [Logged(offset, PERSONAL, provider) for offset in level_offsets]


def fill(enrolment: Enrolment, lines: list[Logged], providers: dict[str, Provider], line: Timeline) -> list[LogEntry]:
    """Log *lines* as the student, and have each provider answer."""
    return [_one(enrolment, logged, providers[logged.provider], line) for logged in lines]


def _one(enrolment: Enrolment, logged: Logged, provider: Provider, line: Timeline) -> LogEntry:
    starts = line.at(logged.offset, 14)
    entry = log_entry(
        enrolment=enrolment,
        kind=logged.kind,
        provider=provider,
        starts_at=starts,
        ends_at=starts + timedelta(seconds=int(logged.hours * 3600)),
        zone=ZONE,
        is_time_known=True,
        mode=logged.mode,
        group_size=logged.group,
        note="",
        by=enrolment.student,
        at=line.at(logged.offset, 18),
        send=True,
    )
    if logged.signed_after is not None:
        _sign(entry, provider.user, line, logged.offset + logged.signed_after)
    return entry


def _sign(entry: LogEntry, by: User | None, line: Timeline, offset: int) -> None:
    asked = next(r for r in requests_of(entry.enrolment.student, entry.school) if r.subject_uuid == entry.uuid)
    if by is None:
        raise ValueError("the provider has no account")
    confirm(
        request=asked.uuid,
        by=by,
        by_name=by.name,
        shown_hash=digest(shown_in(asked.uuid)),
        at=line.at(offset, 9, 30),
        idempotency_key=f"demo:{entry.uuid}",
    )

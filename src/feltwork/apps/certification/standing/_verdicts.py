"""Judging what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.standing._known import known_of
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import Proof, Record, Verdict, judge


def record_of(enrolment: Enrolment) -> Record:
    """Everything known about one enrolment, as the core takes it."""
    return known_of([enrolment])[enrolment.pk].record


def records_of(enrolments: Iterable[Enrolment]) -> dict[int, Record]:
    """The same for many of one school, by primary key; the number of queries does not grow."""
    return {pk: known.record for pk, known in known_of(enrolments).items()}


def proof_of(entry: LogEntry) -> Proof:
    """How far one stored entry is vouched for, whether or not it was taken out."""
    known = known_of([entry.enrolment])[entry.enrolment_id]
    row = next((one for one in known.log if one.uuid == entry.uuid), None)
    return known.sealings.proof(row) if row else Proof.NONE


def verdict_of(enrolment: Enrolment, as_of: date) -> Verdict:
    """The verdict under the enrolment's own edition on that day."""
    return judge(rules_of(enrolment.edition), record_of(enrolment), as_of=as_of)

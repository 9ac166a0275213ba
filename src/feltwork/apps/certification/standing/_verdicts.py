"""Judging what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from feltwork.apps.certification.standing._known import known_of
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import Record, Verdict, judge


def record_of(enrolment: Enrolment) -> Record:
    """Everything known about one enrolment, as the core takes it."""
    return known_of([enrolment])[enrolment.pk].record


def records_of(enrolments: Iterable[Enrolment]) -> dict[int, Record]:
    """The same for many of one school, by primary key; the number of queries does not grow."""
    return {pk: known.record for pk, known in known_of(enrolments).items()}


def verdict_of(enrolment: Enrolment, as_of: date) -> Verdict:
    """The verdict under the enrolment's own edition on that day."""
    return judge(rules_of(enrolment.edition), record_of(enrolment), as_of=as_of)

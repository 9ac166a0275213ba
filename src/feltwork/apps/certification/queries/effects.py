"""What a decision would change, before it is taken: two verdicts, compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _

from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.sentences import amount_words, level_word, requirement_word
from feltwork.apps.certification.standing import Known, known_of
from feltwork.apps.schools.models import Enrolment, Provider
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui.words import fraction
from feltwork.core.certification import (
    Approval,
    Change,
    Outcome,
    Proof,
    Record,
    Ruling,
    Subject,
    Verdict,
    Waiver,
    judge,
)
from feltwork.core.certification import compare as compare_verdicts

COUNTING = frozenset({"counts", "above", "would_count"})


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table “now, if counted”."""

    title: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What would change for one candidate. `is_issued`: the certificate is out already and stays as it is."""

    enrolment: Enrolment
    changes: tuple[Change, ...]
    is_issued: bool = False

    @property
    def gained(self) -> int:
        """Entries that would count and do not now."""
        return sum(_is_counting(one.state_after) and not _is_counting(one.state_before) for one in self._entries())

    @property
    def lost(self) -> int:
        """Entries that would stop counting."""
        return sum(_is_counting(one.state_before) and not _is_counting(one.state_after) for one in self._entries())

    def _entries(self) -> Iterable[Change]:
        return (one for one in self.changes if one.subject is Subject.ENTRY)


def accepted(record: Record, entry_id: str) -> Record:
    """*record* if the papers of the entry were accepted."""
    entries = tuple(replace(one, proof=Proof.ACCEPTED) if one.id == entry_id else one for one in record.entries)
    return replace(record, entries=entries)


def ruled(record: Record, *, entry_id: str, question: str, amount: Fraction | None, on: date) -> Record:
    """*record* if a person decided to count the entry, or answered the question that way."""
    ruling = Ruling(outcome=Outcome.COUNT, reason="", by="", on=on, amount=amount)
    if question:
        return replace(record, rulings={**record.rulings, question: ruling})
    entries = tuple(replace(one, ruling=ruling) if one.id == entry_id else one for one in record.entries)
    return replace(record, entries=entries)


def waived(record: Record, waiver: Waiver) -> Record:
    """*record* with one waiver more."""
    return replace(record, waivers=(*record.waivers, waiver))


def difference(known: Known, after: Record, as_of: date) -> tuple[Verdict, tuple[Change, ...]]:
    """The verdict now, and what differs once the record is *after*."""
    rules = rules_of(known.enrolment.edition)
    before = judge(rules, known.record, as_of=as_of)
    return before, compare_verdicts(before, judge(rules, after, as_of=as_of))


def lines(enrolment: Enrolment, changes: Iterable[Change]) -> list[Line]:
    """Requirements and their levels as rows for reading; entries are left to the page."""
    rules = rules_of(enrolment.edition)
    found = []
    for one in changes:
        if one.subject not in (Subject.REQUIREMENT, Subject.LEVEL):
            continue
        title = requirement_word(one.code, rules)
        if one.level:
            title = f"{title}, {level_word(one.level, rules)}"
        unit = next((requirement.unit for requirement in rules.requirements if requirement.code == one.code), "")
        now = _amount(one.counted_before, one.asked_before, unit)
        then = _amount(one.counted_after, one.asked_after, unit)
        found.append(Line(title, now, then))
    return found


def effects_of_approvals(
    provider: Provider, *, add: Iterable[Approval] = (), drop: Iterable[UUID] = (), as_of: date
) -> list[Effect]:
    """What would change for everybody who logged something with *provider* if approvals were added or dropped.

    *drop*: uuids of rows that would not hold any more. Only candidates for whom anything changes are returned.
    """
    logged = LogEntry.objects.filter(provider=provider).exclude(state=LogEntry.State.REMOVED)
    chosen = Enrolment.objects.filter(pk__in=logged.values("enrolment")).exclude(state=Enrolment.State.WITHDRAWN)
    wanted = chosen.select_related("student", "school", "cohort", "edition").order_by("student__name", "pk")
    gone, new, effects = set(drop), tuple(add), []
    for known in known_of(wanted).values():
        record = replace(known.record, approvals=(*_kept(known, gone), *new))
        changes = difference(known, record, as_of)[1]
        if changes:
            issued = known.enrolment.state == Enrolment.State.COMPLETED
            effects.append(Effect(known.enrolment, changes, issued))
    return effects


def _kept(known: Known, gone: set[UUID]) -> Iterable[Approval]:
    """The approvals of the record without those that go."""
    rows = [row for rows in known.approvals.values() for row in rows]
    return (fact for row, fact in zip(rows, known.record.approvals, strict=True) if row.uuid not in gone)


def _amount(counted: Fraction | None, asked: Fraction | None, unit: str) -> str:
    if counted is None:
        return "–"
    if not asked:
        return amount_words(counted, unit)
    return _("%(counted)s of %(asked)s") % {"counted": fraction(counted), "asked": fraction(asked)}


def _is_counting(state: str | None) -> bool:
    return state in COUNTING

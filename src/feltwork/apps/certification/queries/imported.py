"""The entries of a log that was brought in, as a person of the school judges them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from feltwork.apps.certification.models import ImportedLog
from feltwork.apps.certification.sentences import kind_word, sentence
from feltwork.apps.certification.standing import known_of
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui import words
from feltwork.core.certification import Counted, Proof, judge

BESIDE_THE_POINT = frozenset({"in_level", "evidence_waits", "converted"})


@dataclass(frozen=True, slots=True)
class ImportedRow:
    uuid: UUID
    waits: bool
    on: date
    title: str
    said: str  # what the file says, with its row
    worth: str  # what it is worth if it is accepted
    why: tuple[str, ...]
    state: str  # met, wait, not, person: the look of its badge


STATES = {Counted.COUNTS: "met", Counted.WOULD_COUNT: "wait", Counted.ABOVE: "met", Counted.HUMAN: "person"}


def imported_rows(imported: ImportedLog, *, as_of: date) -> list[ImportedRow]:
    """In the order of their days; *imported* carries its enrolment with school and edition."""
    enrolment = imported.enrolment
    known, rules = known_of([enrolment])[enrolment.pk], rules_of(enrolment.edition)
    said = dict(imported.evidence.values_list("entry__uuid", "words"))
    verdict = judge(rules, known.record, as_of=as_of)
    found = []
    for row in sorted(known.log, key=lambda row: (row.starts_at, row.pk)):
        if row.uuid not in said:
            continue
        entry, result = known.entries[str(row.uuid)], verdict.entry(str(row.uuid))
        parts = [kind_word(entry.kind, rules), words.hours(entry.hours), row.provider_name]
        found.append(
            ImportedRow(
                uuid=row.uuid,
                waits=entry.proof is Proof.EVIDENCE,
                on=entry.on,
                title=", ".join(parts),
                said=said[row.uuid],
                worth=words.fraction(result.amount),
                why=tuple(
                    sentence(one, known.names, rules) for one in result.reasons if one.code not in BESIDE_THE_POINT
                ),
                state=STATES.get(result.counted, "not"),
            )
        )
    return found

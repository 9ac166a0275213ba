"""A verdict for staff: each requirement with its stitches and why, and each entry with its fate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from feltwork.apps.certification.queries.entries import worth_words
from feltwork.apps.certification.queries.lines import Line, lines_of, whole_words
from feltwork.apps.certification.sentences import kind_word, requirement_word, sentence
from feltwork.apps.certification.standing import Known
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui import words
from feltwork.core.certification import Counted, RequirementResult, RuleSet, Verdict

LOOKS = {"met": "met", "waived": "met", "not_yet": "way", "cannot": "not", "human": "person"}
SAID_BY_THE_NUMBERS = frozenset({"missing", "missing_in_level", "undecided_entries"})
ENTRY_LOOKS = {
    Counted.COUNTS: ("is-in", "check"),
    Counted.WOULD_COUNT: ("is-wait", "clock"),
    Counted.ABOVE: ("is-in", "check"),
    Counted.HUMAN: ("is-person", "question"),
    Counted.DOES_NOT: ("is-out", "close"),
}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the log. Private notes of the student are never read here."""

    uuid: str
    look: str
    icon: str
    on: date
    title: str
    worth: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement; `entries` are those that feed it."""

    code: str
    title: str
    words: str
    state: str
    look: str  # a badge of ui.states
    why: tuple[str, ...]
    is_part: bool
    lines: Sequence[Line] = ()
    entries: Sequence[EntryRow] = field(default_factory=list)


def requirement_rows(verdict: Verdict, rules: RuleSet, names: Mapping[str, str]) -> list[Row]:
    """One row for each requirement, in the order of the rules, without entries."""
    return [_row(one, rules, names) for one in verdict.requirements]


def entry_rows(known: Known, verdict: Verdict) -> list[EntryRow]:
    """Every entry of the log with its fate, the newest first."""
    rules = rules_of(known.enrolment.edition)
    found = []
    for row in known.log:
        entry, result = known.entries[str(row.uuid)], verdict.entry(str(row.uuid))
        look, icon = ENTRY_LOOKS[result.counted]
        parts = [kind_word(entry.kind, rules), row.provider_name, words.hours(entry.hours)]
        why = tuple(sentence(one, known.names, rules) for one in result.reasons if one.code != "approved")
        found.append(EntryRow(str(row.uuid), look, icon, entry.on, ", ".join(parts), worth_words(result), why))
    return sorted(found, key=lambda one: one.on, reverse=True)


def _row(one: RequirementResult, rules: RuleSet, names: Mapping[str, str]) -> Row:
    return Row(
        code=one.code,
        title=requirement_word(one.code, rules),
        words=whole_words(one),
        state=one.state.value,
        look=LOOKS[one.state.value],
        why=tuple(
            sentence(reason, names, rules)
            for reason in (*one.reasons, *one.warnings)
            if reason.code not in SAID_BY_THE_NUMBERS
        ),
        is_part=bool(one.parent),
        lines=lines_of(one, rules),
    )

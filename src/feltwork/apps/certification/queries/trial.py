"""One candidate under two rule sets: both verdicts beside each other, and why they differ. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from feltwork.apps.certification.queries.summary import Row, requirement_rows
from feltwork.apps.certification.queries.under import Under
from feltwork.apps.certification.queries.what_if import Difference, Teller
from feltwork.apps.certification.sentences import sentence
from feltwork.apps.certification.standing import Known, known_then
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import Record, RuleSet, Subject, Verdict, compare, judge, transfer


@dataclass(frozen=True, slots=True)
class Side:
    """One verdict in words."""

    name: str
    as_of: date
    is_eligible: bool
    holds: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One requirement on both sides; a side is None where it is not asked."""

    title: str
    before: Row | None
    after: Row | None

    @property
    def differs(self) -> bool:
        if self.before is None or self.after is None:
            return True
        return (self.before.state, self.before.words) != (self.after.state, self.after.words)

    @property
    def why(self) -> tuple[str, ...]:
        """What is said about it on the right and not on the left."""
        said = self.before.why if self.before else ()
        return tuple(text for text in self.after.why if text not in said) if self.after else ()


@dataclass(frozen=True, slots=True)
class Trial:
    before: Side
    after: Side
    pairs: list[Pair]
    entries: list[Difference]
    certificate: Difference | None

    @property
    def differing(self) -> int:
        return sum(1 for one in self.pairs if one.differs)


def trial_of(
    known: Known,
    under: Under,
    *,
    today: date,
    on: date,
    known_at: datetime | None = None,
    as_transfer: bool = False,
    names: Mapping[str, str] | None = None,
) -> Trial:
    """The verdict as it stands today, and as it would be *under* other rules *on* a day with what was *known_at*."""
    rules = rules_of(known.enrolment.edition)
    before = judge(rules, known.record, as_of=today)
    then = known_then(known, known_at) if known_at else known
    stood = judge(rules, then.record, as_of=today) if known_at else before
    after = judge(under.rules, _brought(then.record, rules, stood, today, as_transfer), as_of=on)
    words = {**known.names, **(names or {})}
    teller = Teller(words, rules, under.rules, known)
    changes = compare(before, after)
    certificate = next((teller.tell(one) for one in changes if one.subject is Subject.CERTIFICATE), None)
    entries = [] if as_transfer else [teller.tell(one) for one in changes if one.subject is Subject.ENTRY]
    return Trial(
        before=_side(str(known.enrolment.edition.code), before, rules, words),
        after=_side(under.name, after, under.rules, words),
        pairs=list(_pairs(requirement_rows(before, rules, words), requirement_rows(after, under.rules, words))),
        entries=entries,
        certificate=certificate,
    )


def _brought(record: Record, rules: RuleSet, verdict: Verdict, on: date, as_transfer: bool) -> Record:
    if not as_transfer:
        return record
    brought = transfer(rules, record, verdict, on=on, source=rules.issuer)
    return replace(brought, rulings={})


def _side(name: str, verdict: Verdict, rules: RuleSet, names: Mapping[str, str]) -> Side:
    return Side(
        name=name,
        as_of=verdict.as_of,
        is_eligible=verdict.eligible,
        holds=tuple(sentence(one, names, rules) for one in verdict.holds),
        questions=tuple(sentence(one, names, rules) for one in verdict.questions),
    )


def _pairs(before: list[Row], after: list[Row]) -> Iterator[Pair]:
    """In the order of the new rules; what only the old ask comes last."""
    old, new = ({row.code: row for row in rows} for rows in (before, after))
    for code in dict.fromkeys((*new, *old)):
        was, becomes = old.get(code), new.get(code)
        shown = becomes or was
        if shown:
            yield Pair(shown.title, was, becomes)

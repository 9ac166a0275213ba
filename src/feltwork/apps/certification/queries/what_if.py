"""What would be if: differences between the verdict of today and one with something changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from feltwork.apps.certification.queries.lines import count_words
from feltwork.apps.certification.sentences import level_word, requirement_word, sentence
from feltwork.apps.certification.standing import Known
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui import words
from feltwork.core.certification import (
    Change,
    Counted,
    Entry,
    LevelStart,
    Proof,
    Record,
    RuleSet,
    State,
    Subject,
    Verdict,
    compare,
    judge,
)


@dataclass(frozen=True, slots=True)
class Idea:
    """What is supposed: other rules, another first day of a level, one more entry that is signed."""

    rules: RuleSet | None = None
    level: str = ""
    level_on: date | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would be otherwise."""

    what: str
    before: str
    after: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    differences: list[Difference]
    entry: list[str]  # why the supposed entry would count or not
    is_eligible: bool


def outcome_of(known: Known, idea: Idea, *, names: dict[str, str], as_of: date) -> Outcome:
    """What *idea* would change for one student."""
    rules = rules_of(known.enrolment.edition)
    after_rules = idea.rules or rules
    before = judge(rules, known.record, as_of=as_of)
    after = judge(after_rules, _supposed(known.record, idea, as_of), as_of=as_of)
    teller = Teller({**known.names, **names}, rules, after_rules, known)
    changes = [one for one in compare(before, after) if not (idea.entry and one.code == idea.entry.id)]
    return Outcome(
        differences=[teller.tell(one) for one in changes],
        entry=teller.entry(after, idea.entry.id) if idea.entry else [],
        is_eligible=after.eligible,
    )


def _supposed(record: Record, idea: Idea, as_of: date) -> Record:
    if idea.level and idea.level_on:
        others = tuple(one for one in record.level_starts if one.level != idea.level)
        record = replace(record, level_starts=(*others, LevelStart(level=idea.level, on=idea.level_on)))
    if idea.entry:
        signed = replace(idea.entry, proof=Proof.SIGNED, signed_on=as_of)
        record = replace(record, entries=(*record.entries, signed))
    return record


@dataclass(frozen=True, slots=True)
class Teller:
    names: dict[str, str]
    before: RuleSet
    after: RuleSet
    known: Known

    def tell(self, change: Change) -> Difference:
        if change.subject is Subject.CERTIFICATE:
            old, new = _states(change)
            return Difference(_("The certificate"), _certificate_word(old), _certificate_word(new))
        if change.subject is Subject.ENTRY:
            return self._entry(change)
        what = requirement_word(change.code, self.after if change.state_after else self.before)
        if change.subject is Subject.LEVEL:
            what = f"{what}, {level_word(change.level, self.after)}"
        old, new = _states(change)
        return Difference(
            what,
            standing_words(old, change.counted_before, change.asked_before),
            standing_words(new, change.counted_after, change.asked_after),
        )

    def entry(self, verdict: Verdict, entry_id: str) -> list[str]:
        return [
            sentence(one, self.names, self.after) for one in verdict.entry(entry_id).reasons if one.code != "signed"
        ]

    def _entry(self, change: Change) -> Difference:
        row = next(one for one in self.known.log if str(one.uuid) == change.code)
        on = self.known.entries[change.code].on
        old = {one.code for one in change.reasons_before}
        new = [one for one in change.reasons_after if one.code not in old]
        return Difference(
            what=f"{words.date_words(on)}, {row.provider_name}",
            before=_entry_word(change.state_before, change.counted_before),
            after=_entry_word(change.state_after, change.counted_after),
            why=tuple(sentence(one, self.names, self.after) for one in new),
        )


def _states(change: Change) -> tuple[str | None, str | None]:
    return change.state_before, change.state_after


def _certificate_word(state: str | None) -> str:
    known = {"eligible": _("everything met"), "held": _("everything met, held"), "open": _("not yet")}
    return known.get(state or "", _("not there"))


def standing_words(state: str | None, counted: Fraction | None, asked: Fraction | None) -> str:
    if state is None:
        return _("not asked")
    known = {
        State.MET.value: _("met"),
        State.NOT_YET.value: _("not yet"),
        State.CANNOT.value: _("can no longer be met"),
        State.WAIVED.value: _("waived"),
        State.HUMAN.value: _("needs a person"),
    }
    word = known[state]
    return f"{count_words(counted or Fraction(0), asked)}, {word}" if asked is not None else word


def _entry_word(state: str | None, amount: Fraction | None) -> str:
    if state is None:
        return _("not there")
    known = {
        Counted.COUNTS.value: _("counts as %(amount)s"),
        Counted.WOULD_COUNT.value: _("%(amount)s once signed"),
        Counted.ABOVE.value: _("%(amount)s, above what is asked"),
        Counted.DOES_NOT.value: _("does not count"),
        Counted.HUMAN.value: _("needs a person"),
    }
    return known[state] % {"amount": words.fraction(amount or Fraction(0))}

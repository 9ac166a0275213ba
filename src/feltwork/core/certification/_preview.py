"""What if: an entry before it is saved, and the difference between two verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from ._facts import Entry, Proof, Record
from ._judge import judge
from ._rules import RuleSet
from ._verdict import EntryResult, LevelResult, Reason, RequirementResult, Verdict


def preview(rules: RuleSet, record: Record, entry: Entry, *, as_of: date) -> tuple[EntryResult, Verdict]:
    """The entry's fate, and the whole verdict, if *entry* were added and signed on *as_of*.

    An entry already in the record under the same id is replaced, so a change can be previewed too.
    """
    signed = entry
    if entry.proof not in (Proof.SIGNED, Proof.ACCEPTED):
        signed = replace(entry, proof=Proof.SIGNED, signed_on=as_of)
    others = tuple(one for one in record.entries if one.id != entry.id)
    verdict = judge(rules, replace(record, entries=(*others, signed)), as_of=as_of)
    return verdict.entry(entry.id), verdict


class Subject(StrEnum):
    CERTIFICATE = "certificate"
    REQUIREMENT = "requirement"
    LEVEL = "level"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two verdicts. A side is None where the thing does not exist there.

    `state_*` holds the value of `State` or `Counted`; for the certificate `eligible`, `held` or `open`.
    """

    subject: Subject
    code: str  # requirement code or entry id; the rule set id for the certificate
    level: str | None = None
    state_before: str | None = None
    state_after: str | None = None
    counted_before: Fraction | None = None
    counted_after: Fraction | None = None
    asked_before: Fraction | None = None
    asked_after: Fraction | None = None
    reasons_before: tuple[Reason, ...] = ()
    reasons_after: tuple[Reason, ...] = ()


def compare(before: Verdict, after: Verdict) -> tuple[Change, ...]:
    """Everything that differs, the certificate first, then requirements with their levels, then entries."""
    changes = [_certificate(before, after)]
    old = {one.code: one for one in before.requirements}
    new = {one.code: one for one in after.requirements}
    for code in dict.fromkeys((*old, *new)):
        changes += _requirement(code, old.get(code), new.get(code))
    changes += _entries(before.entries, after.entries)
    return tuple(change for change in changes if _differs(change))


def _certificate(before: Verdict, after: Verdict) -> Change:
    return Change(
        subject=Subject.CERTIFICATE,
        code=after.rules,
        state_before=_standing(before),
        state_after=_standing(after),
        reasons_before=before.holds,
        reasons_after=after.holds,
    )


def _standing(verdict: Verdict) -> str:
    if not verdict.eligible:
        return "open"
    return "held" if verdict.held else "eligible"


def _requirement(code: str, old: RequirementResult | None, new: RequirementResult | None) -> Iterable[Change]:
    yield Change(
        subject=Subject.REQUIREMENT,
        code=code,
        state_before=old.state.value if old else None,
        state_after=new.state.value if new else None,
        counted_before=old.counted if old else None,
        counted_after=new.counted if new else None,
        asked_before=old.asked if old else None,
        asked_after=new.asked if new else None,
        reasons_before=old.reasons if old else (),
        reasons_after=new.reasons if new else (),
    )
    levels_old = {one.level: one for one in old.levels} if old else {}
    levels_new = {one.level: one for one in new.levels} if new else {}
    for level in dict.fromkeys((*levels_old, *levels_new)):
        yield _level(code, level, levels_old.get(level), levels_new.get(level))


def _level(code: str, level: str, old: LevelResult | None, new: LevelResult | None) -> Change:
    return Change(
        subject=Subject.LEVEL,
        code=code,
        level=level,
        state_before=old.state.value if old else None,
        state_after=new.state.value if new else None,
        counted_before=old.counted if old else None,
        counted_after=new.counted if new else None,
        asked_before=old.asked if old else None,
        asked_after=new.asked if new else None,
    )


def _entries(before: Iterable[EntryResult], after: Iterable[EntryResult]) -> Iterable[Change]:
    old = {one.entry: one for one in before}
    new = {one.entry: one for one in after}
    for code in dict.fromkeys((*old, *new)):
        was, becomes = old.get(code), new.get(code)
        yield Change(
            subject=Subject.ENTRY,
            code=code,
            level=becomes.level if becomes else None,
            state_before=was.counted.value if was else None,
            state_after=becomes.counted.value if becomes else None,
            counted_before=was.amount if was else None,
            counted_after=becomes.amount if becomes else None,
            reasons_before=was.reasons if was else (),
            reasons_after=becomes.reasons if becomes else (),
        )


def _differs(one: Change) -> bool:
    before = (one.state_before, one.counted_before, one.asked_before)
    return before != (one.state_after, one.counted_after, one.asked_after)

"""The fate of one entry, before any requirement looks at it: its level, its worth, and whether it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction

from ._approvals import Found
from ._context import ONE, ZERO, Context
from ._facts import Entry, Outcome, Proof, Ruling
from ._reasons import Data, reason
from ._rules import Kind
from ._verdict import Reason

JUST_BEFORE_DAYS = 7  # how close to the next level a session is worth a word


class Fate(IntEnum):
    """From best to worst; the worst of several findings holds."""

    STANDS = 0
    WAITS = 1  # for a signature, or for evidence to be accepted
    UNSENT = 2  # nobody has been asked yet
    HUMAN = 3
    FALLS = 4


@dataclass(slots=True)
class Weighed:
    """An entry with what was found. `amount` is in the unit of its kind, also for one that waits."""

    entry: Entry
    level: str | None
    kind: Kind | None = None
    amount: Fraction = ZERO
    fate: Fate = Fate.STANDS
    reasons: list[Reason] = field(default_factory=list)
    questions: list[Reason] = field(default_factory=list)
    ruled: bool = False

    def find(self, fate: Fate, found: Reason) -> None:
        """Note a finding; what a person must decide is also a question."""
        self.fate = max(self.fate, fate)
        self.reasons.append(found)
        if fate is Fate.HUMAN or found.code == "evidence_waits":
            self.questions.append(found)


def weigh(entry: Entry, context: Context, kinds: dict[str, Kind]) -> Weighed:
    """Level, worth and standing of *entry* on the day of judgement."""
    weighed = Weighed(entry=entry, level=context.levels.on(entry.on), kind=kinds.get(entry.kind))
    if entry.on > context.as_of:
        weighed.find(Fate.FALLS, reason("in_future", on=entry.on))
    elif weighed.kind is None:
        weighed.find(Fate.FALLS, reason("unknown_kind", kind=entry.kind))
    elif entry.ruling and entry.ruling.on <= context.as_of:
        _follow_ruling(weighed, weighed.kind, entry.ruling, context)
    else:
        _follow_rules(weighed, weighed.kind, context)
    return weighed


def _follow_ruling(weighed: Weighed, kind: Kind, ruling: Ruling, context: Context) -> None:
    weighed.ruled = True
    words: Data = {"by": ruling.by, "on": ruling.on, "why": ruling.reason}
    if ruling.outcome is Outcome.DO_NOT_COUNT:
        weighed.find(Fate.FALLS, reason("ruled_do_not_count", **words))
        return
    _say_level(weighed, context)
    worth = ruling.amount if ruling.amount is not None else _worth(weighed.entry, kind, context)
    weighed.amount = ONE * weighed.entry.hours if worth is None else worth
    weighed.reasons.append(reason("ruled_count", amount=ruling.amount, **words))


def _follow_rules(weighed: Weighed, kind: Kind, context: Context) -> None:
    entry = weighed.entry
    if weighed.level is None:
        weighed.find(Fate.FALLS, reason("before_training", starts_on=context.levels.first_day))
        return
    _say_level(weighed, context)
    _value(weighed, kind, context)
    if kind.modes and entry.mode not in kind.modes:
        weighed.find(Fate.FALLS, reason("mode_not_allowed", mode=entry.mode))
    found = _check_provider(weighed, kind, context)
    _check_size(weighed, kind, context)
    _check_proof(weighed, kind, found, context)


def _say_level(weighed: Weighed, context: Context) -> None:
    level = weighed.level
    if level is None:
        return
    weighed.reasons.append(reason("in_level", level=level, since=context.levels.starts_on(level)))
    later = context.levels.after(level)
    if later and 0 < (later[1] - weighed.entry.on).days <= JUST_BEFORE_DAYS:
        days = (later[1] - weighed.entry.on).days
        words: Data = {"level": level, "next_level": later[0], "starts_on": later[1], "days": days}
        weighed.reasons.append(reason("just_before_level", **words))


def _value(weighed: Weighed, kind: Kind, context: Context) -> None:
    entry = weighed.entry
    if entry.hours <= 0:
        weighed.find(Fate.FALLS, reason("no_hours", hours=entry.hours))
        return
    worth = _worth(entry, kind, context)
    if worth is None:
        weighed.amount = entry.hours
        question = f"conversion:{kind.code}"
        weighed.find(Fate.HUMAN, reason("conversion_unstated", question=question, kind=kind.code, hours=entry.hours))
        return
    weighed.amount = worth
    if kind.hours_per_unit and kind.hours_per_unit.value != 1:
        per_unit = kind.hours_per_unit.value
        said = reason("converted", hours=entry.hours, hours_per_unit=per_unit, amount=worth, unit=kind.unit)
        weighed.reasons.append(said)
    if kind.ask_below_hours and entry.hours < kind.ask_below_hours.value:
        words: Data = {"hours": entry.hours, "ask_below": kind.ask_below_hours.value}
        _ask(weighed, context, reason("short_entry", question=f"length:{entry.id}", **words))


def _worth(entry: Entry, kind: Kind, context: Context) -> Fraction | None:
    """Units, exact; None where the rules do not say and nobody has decided (`amount` of the ruling: hours per unit)."""
    if kind.per_entry:
        return kind.per_entry.value
    if kind.hours_per_unit:
        return entry.hours / kind.hours_per_unit.value
    ruling = context.ruling(f"conversion:{kind.code}")
    if ruling and ruling.outcome is Outcome.COUNT:
        return entry.hours / (ruling.amount or ONE)
    return ZERO if ruling else None


def _check_provider(weighed: Weighed, kind: Kind, context: Context) -> Found | None:
    entry = weighed.entry
    if not kind.approvals and not kind.also:
        return None
    if not entry.provider:
        weighed.find(Fate.FALLS, reason("no_provider"))
        return None
    found = context.approvals.find(entry.provider, kind.approvals, weighed.level, entry.on) if kind.approvals else None
    if found and found.why_not:
        weighed.find(Fate.FALLS, found.why_not)
    elif found and found.approval:
        one = found.approval
        words: Data = {"valid_from": one.valid_from, "valid_to": one.valid_to, "level": weighed.level}
        weighed.reasons.append(reason("approved", provider=entry.provider, kind=one.kind, **words))
        if found.ask:
            asked: Data = {"provider": entry.provider, "issuer": found.ask}
            _ask(weighed, context, reason("issuer_to_be_asked", question=f"issuer:{found.ask}", **asked))
    for also in kind.also:
        _check_also(weighed, also, entry.provider, context)
    return found


def _check_also(weighed: Weighed, also: str, provider: str, context: Context) -> None:
    cohort = context.record.cohort
    if cohort is None:
        question = f"cohort:{weighed.entry.id}"
        _ask(weighed, context, reason("cohort_unknown", question=question, provider=provider))
    elif not context.approvals.assists(provider, also, cohort, weighed.entry.on):
        weighed.find(Fate.FALLS, reason("not_assisting_on_training", provider=provider, cohort=cohort, kind=also))


def _check_size(weighed: Weighed, kind: Kind, context: Context) -> None:
    size, rule = weighed.entry.group_size, kind.group_size
    if size is None or rule is None:
        return
    if rule.max and size > rule.max.value:
        weighed.find(Fate.FALLS, reason("group_too_large", size=size, max=rule.max.value))
    elif rule.ask_above and size > rule.ask_above.value:
        question = f"group_size:{weighed.entry.id}"
        found = reason("group_size_unstated", question=question, size=size, ask_above=rule.ask_above.value)
        _ask(weighed, context, found)


def _check_proof(weighed: Weighed, kind: Kind, found: Found | None, context: Context) -> None:
    entry = weighed.entry
    proof = entry.proof
    if proof is Proof.SIGNED and entry.signed_on and entry.signed_on > context.as_of:
        proof = Proof.WAITING  # on that day the signature had not come yet
    evidence = context.ruling(f"evidence:{entry.id}")
    if proof is Proof.EVIDENCE and evidence:
        proof = Proof.ACCEPTED if evidence.outcome is Outcome.COUNT else Proof.NONE
    for fate, said in _findings_of(proof, entry):
        weighed.find(fate, said)
    if proof is Proof.SIGNED and entry.signed_on:
        _check_signature(weighed, kind, found, context)


def _findings_of(proof: Proof, entry: Entry) -> Iterator[tuple[Fate, Reason]]:
    if proof is Proof.SIGNED:
        yield Fate.STANDS, reason("signed", signed_on=entry.signed_on)
    elif proof is Proof.ACCEPTED:
        yield Fate.STANDS, reason("evidence_accepted")
    elif proof is Proof.WAITING:
        yield Fate.WAITS, reason("waits_for_signature", provider=entry.provider)
    elif proof is Proof.EVIDENCE:
        yield Fate.WAITS, reason("evidence_waits", question=f"evidence:{entry.id}")
    elif proof is Proof.DRAFT:
        yield Fate.UNSENT, reason("not_sent")
    elif proof is Proof.DECLINED:
        yield Fate.FALLS, reason("declined", provider=entry.provider)
    else:
        yield Fate.FALLS, reason("no_proof")


def _check_signature(weighed: Weighed, kind: Kind, found: Found | None, context: Context) -> None:
    """A signature from before the event, or from after the approval ended, is for a person to judge."""
    entry, signed_on = weighed.entry, weighed.entry.signed_on
    if signed_on is None:
        return
    question = f"signature:{entry.id}"
    if signed_on < entry.on:
        _ask(weighed, context, reason("signed_before_event", question=question, on=entry.on, signed_on=signed_on))
    elif found and found.approval:
        ended_on = context.approvals.ended_before(found.approval, kind.approvals, signed_on)
        if ended_on:
            words: Data = {"provider": entry.provider, "ended_on": ended_on, "signed_on": signed_on}
            _ask(weighed, context, reason("signed_after_approval_ended", question=question, **words))


def _ask(weighed: Weighed, context: Context, found: Reason) -> None:
    """Put *found* to a person, unless a person has answered it already."""
    question = str(found.data["question"])
    ruling = context.ruling(question)
    if ruling is None:
        weighed.find(Fate.HUMAN, found)
    elif ruling.outcome is Outcome.DO_NOT_COUNT:
        words: Data = {"by": ruling.by, "on": ruling.on, "why": ruling.reason}
        weighed.find(Fate.FALLS, reason("ruled_do_not_count", **words))
    else:
        said = reason("ruled_count", by=ruling.by, on=ruling.on, why=ruling.reason, amount=ruling.amount)
        weighed.reasons.append(said)

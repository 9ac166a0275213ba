"""Records made by chance out of the words of a rule set, with days near the edges at which rules change their mind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from feltwork.core.certification import (
    Approval,
    Attended,
    Condition,
    Entry,
    Gate,
    Hold,
    LevelStart,
    Outcome,
    Proof,
    Recognised,
    Record,
    RuleSet,
    Ruling,
    TrainingDay,
    Waiver,
)
from feltwork.core.certification._rules import Companion, Filter, From, GateItem, Kind, Moment, Part, SumRule, TotalRule

AS_OF = date(2025, 6, 15)
BEGUN = date(2022, 3, 1)
PEOPLE = ("ben", "carla", "dino", "erik")
HOURS = ("1", "1", "1", "3/2", "2", "5/6", "4/5", "1/3", "3", "6", "12", "0")
PROOFS = (*[Proof.SIGNED] * 12, *Proof)


def a_register(rules: RuleSet, chance: Random, size: int) -> dict[int, Record]:
    """So many candidates who share their providers."""
    words = Words(rules)
    approvals = tuple(_approvals(words, chance))
    return {number * 3 + 1: a_record(words, approvals, chance) for number in range(size)}


class Words:
    """The words that a rule set knows."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.levels = [level.code for level in rules.levels]
        self.kinds = [kind.code for kind in rules.kinds]
        self.gates: set[str] = set()
        self.facts: dict[str, set[str]] = {}
        self.attributes: dict[str, set[str]] = {"result": {"passed", "failed"}, "client": set("abcdef")}
        self.approvals: set[str] = set()
        self.cohorts = any(kind.also for kind in rules.kinds)
        for thing in _things(rules):
            self._look(thing)
        if rules.cycle:
            self.gates |= {rules.cycle.award, rules.cycle.renewal}
        self.requirements = [one.code for one in rules.requirements]
        self.requirements += [one.code for change in rules.amendments for one in change.requirements]
        for day in ("training_ended_on", "drawn_for_audit", "certificate"):
            self.facts.setdefault(day, {"2024-11-30", "2025-06-14"} if day == "training_ended_on" else {"yes", "PSEP"})

    def _look(self, thing: object) -> None:
        if isinstance(thing, GateItem):
            self.gates |= set(thing.any_of)
        elif isinstance(thing, Moment):
            self._look_at_moment(thing)
        elif isinstance(thing, Condition) and thing.fact:
            near = {str(int(thing.at_least.value) + more) for more in (-1, 0, 1)} if thing.at_least else set()
            self.facts.setdefault(thing.fact, set() if near else {"yes", "no"}).update(near or {thing.value or "yes"})
        elif isinstance(thing, Filter):
            for name, words in (*thing.attributes.items(), *thing.without.items()):
                self.attributes.setdefault(name, {"other"}).update(words)
            self.approvals |= set(thing.given_by)
        elif isinstance(thing, Kind):
            self.approvals |= {*thing.approvals, *thing.also}
        elif isinstance(thing, From):
            self.approvals |= set(thing.approvals)
        elif isinstance(thing, SumRule):
            self.approvals |= {thing.given_by} - {""}
        elif isinstance(thing, Part) and thing.attribute:
            self.attributes[thing.attribute] = {"0", "1/2", "1"}
        elif isinstance(thing, TotalRule):
            for name in {thing.once, thing.different} - {"", "provider", "level", "day", "week", "month", "year"}:
                self.attributes.setdefault(name, set("abcdefgh"))
        elif isinstance(thing, Companion):
            self.attributes.update({word: {"a", "b"} for word in thing.per if word not in ("week", "month", "level")})

    def _look_at_moment(self, thing: Moment) -> None:
        if thing.gate:
            self.gates.add(thing.gate)
        if thing.fact:
            self.facts[thing.fact] = {"2022-03-01", "2023-12-31", "2024-02-29", "2025-06-15", "2014-01-01"}


def _things(thing: object) -> Iterator[object]:
    yield thing
    if is_dataclass(thing):
        for one in fields(thing):
            yield from _things(getattr(thing, one.name))
    elif isinstance(thing, tuple):
        for one in thing:
            yield from _things(one)


def _approvals(words: Words, chance: Random) -> Iterator[Approval]:
    issuers = [*words.rules.accepts, *words.rules.accepts, *words.rules.ask_about, "Nobody"]
    for provider in PEOPLE[:3]:
        for kind in sorted(words.approvals):
            for _ in range(chance.choice((1, 1, 2))):
                begins = _near(chance, BEGUN, date(2015, 1, 1), date(2023, 6, 1))
                ends = chance.choice((None, None, _near(chance, date(2024, 6, 1), date(2025, 1, 1))))
                some = chance.sample(words.levels, 1) if words.levels and chance.random() < 0.3 else ()
                cohort = "cohort-7" if kind.startswith("assists") else None
                yield Approval(
                    provider=provider,
                    kind=kind,
                    issuer=chance.choice(issuers),
                    valid_from=begins,
                    valid_to=ends,
                    levels=frozenset(some),
                    cohort=cohort,
                )


def _near(chance: Random, *days: date) -> date:
    return chance.choice(days) + timedelta(days=chance.choice((-1, 0, 0, 1, 40)))


def a_record(words: Words, approvals: Sequence[Approval], chance: Random) -> Record:
    starts = _starts(words, chance)
    edges = [*(start.on for start in starts), AS_OF, date(2024, 11, 30), date(2025, 1, 1), BEGUN]
    entries = tuple(_entries(words, chance, edges))
    rulings = dict(_rulings(words, entries, chance)) if chance.random() < 0.4 else {}
    return Record(
        anchor_on=_near(chance, BEGUN, date(2022, 1, 1)),
        level_starts=starts,
        entries=entries,
        approvals=tuple(approvals),
        days=tuple(_days(words, chance, starts)),
        gates=tuple(_gates(words, chance)),
        waivers=tuple(_waivers(words, chance)) if chance.random() < 0.25 else (),
        recognised=tuple(_recognised(words, chance)) if chance.random() < 0.25 else (),
        holds=(Hold(code="invoice", reason="open", since=_near(chance, AS_OF)),) if chance.random() < 0.1 else (),
        rulings=rulings,
        cohort=chance.choice(("cohort-7", "cohort-7", "cohort-8", None)),
        facts={
            name: chance.choice(sorted(values)) for name, values in words.facts.items() if chance.random() < _rare(name)
        },
    )


def _rare(fact: str) -> float:
    return 0.15 if fact in ("training_ended_on", "drawn_for_audit", "certificate") else 0.7


def _starts(words: Words, chance: Random) -> tuple[LevelStart, ...]:
    starts = [date(2022 + place, 3, 1) for place in range(len(words.levels))]
    told = [LevelStart(level=level, on=on) for level, on in zip(words.levels, starts, strict=True)]
    if chance.random() < 0.3:
        told = told[: chance.randrange(len(told) + 1)]
    if told and chance.random() < 0.15:
        told[-1] = LevelStart(level=told[-1].level, on=told[0].on)
    return tuple(told)


def _entries(words: Words, chance: Random, edges: Sequence[date]) -> Iterator[Entry]:
    for kind in words.rules.kinds:
        for number in range(chance.choice((0, 2, 5, 9, 14))):
            on = _near(chance, *edges) if chance.random() < 0.4 else BEGUN + timedelta(days=chance.randrange(1200))
            proof = chance.choice(PROOFS)
            signed_on = on + timedelta(days=chance.choice((0, 0, 0, 3, -1, 200))) if chance.random() < 0.8 else None
            few = chance.random() < 0.06
            ruling = _ruling(chance, amount=chance.choice((None, Fraction(1, 2), Fraction(2)))) if few else None
            yield Entry(
                id=f"{kind.code}-{number}",
                kind=kind.code,
                on=on,
                hours=Fraction(chance.choice(HOURS)) * chance.choice((1, 1, 1, 10)),
                provider=chance.choice((*PEOPLE[:2], *PEOPLE[:2], *PEOPLE, None)),
                mode=chance.choice(("in_person", "in_person", "online", "phone")),
                group_size=chance.choice((None, 2, 4, 6, 8, 9, 10)) if kind.group or chance.random() < 0.1 else None,
                proof=proof,
                signed_on=signed_on if proof is Proof.SIGNED else None,
                ruling=ruling,
                attributes={
                    name: chance.choice(sorted(values))
                    for name, values in words.attributes.items()
                    if chance.random() < 0.8
                },
            )


def _ruling(chance: Random, amount: Fraction | None = None) -> Ruling:
    outcome = chance.choice((Outcome.COUNT, Outcome.COUNT, Outcome.DO_NOT_COUNT))
    return Ruling(outcome=outcome, reason="seen", by="ruth", on=_near(chance, AS_OF, BEGUN), amount=amount)


def _rulings(words: Words, entries: Sequence[Entry], chance: Random) -> Iterator[tuple[str, Ruling]]:
    questions = [f"{about}:{code}" for code in words.requirements for about in ("window", "recordings")]
    questions += [f"issuer:{one}" for one in words.rules.ask_about] + words.requirements
    questions += [f"conversion:{kind}" for kind in words.kinds]
    for question in chance.sample(questions, min(2, len(questions))):
        yield question, _ruling(chance)
    abouts = ("evidence", "signature", "length", "group_size", "grace", "cohort")
    for entry in entries:
        if chance.random() < 0.5:
            yield f"{chance.choice(abouts)}:{entry.id}", _ruling(chance)


def _days(words: Words, chance: Random, starts: Sequence[LevelStart]) -> Iterator[TrainingDay]:
    modes = ("in_person", "in_person", "online", "hybrid", "recording") if chance.random() < 0.4 else ("in_person",)
    kinds = tuple(Attended) if chance.random() < 0.4 else (Attended.ATTENDED,)
    for start in starts:
        number = chance.choice((12, 12, 12, 13, 6, 0))
        for place in range(number):
            attended = chance.choice(kinds) if chance.random() < 0.2 else Attended.ATTENDED
            yield TrainingDay(
                id=f"{start.level}-{place}",
                level=start.level,
                module=f"{start.level} {place // 6}",
                module_position=place // 6,
                on=start.on + timedelta(days=place % 6 + 200 * (place // 6)),
                mode=chance.choice(modes),
                attended=attended,
                trainer=chance.choice(PEOPLE),
            )


def _gates(words: Words, chance: Random) -> Iterator[Gate]:
    cycle = words.rules.cycle
    for code in sorted(words.gates):
        turns = cycle is not None and code in (cycle.award, cycle.renewal)
        early = (date(2014, 11, 2), date(2019, 8, 1), date(2021, 12, 15)) if turns else ()
        for _ in range(chance.choice((0, 1, 1, 2, *((3, 6) if early else ())))):
            ends = chance.choice((None, None, _near(chance, AS_OF), date(2024, 1, 1)))
            begins = _near(chance, BEGUN, date(2023, 1, 1), AS_OF, *early)
            yield Gate(code=code, valid_from=begins + timedelta(days=len(early) * chance.randrange(90)), valid_to=ends)


def _waivers(words: Words, chance: Random) -> Iterator[Waiver]:
    for code in chance.sample(words.requirements, min(2, len(words.requirements))):
        level = chance.choice((None, None, *words.levels)) if words.levels else None
        yield Waiver(
            requirement=code,
            reason="ill",
            by="ruth",
            on=_near(chance, AS_OF, BEGUN),
            level=level,
            amount=chance.choice((None, Fraction(1), Fraction(5, 2))),
            until=chance.choice((None, None, AS_OF, AS_OF - timedelta(days=1))),
        )


def _recognised(words: Words, chance: Random) -> Iterator[Recognised]:
    for kind in chance.sample([*words.kinds, *words.requirements, "training_day"], 2):
        yield Recognised(
            kind=kind,
            amount=Fraction(chance.choice(("1", "3/2", "4", "12"))),
            source="elsewhere",
            on=_near(chance, AS_OF, BEGUN),
            level=chance.choice((None, *words.levels)) if words.levels else None,
        )

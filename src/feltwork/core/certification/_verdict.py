"""What `judge` answers: facts with codes and numbers, never sentences. Sentences are made at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction


class State(StrEnum):
    """The five outcomes of a requirement."""

    MET = "met"
    NOT_YET = "not_yet"
    CANNOT = "cannot"  # can no longer be met
    WAIVED = "waived"
    HUMAN = "human"  # the rules refuse to be computed: a person decides


class Counted(StrEnum):
    """The fate of one entry."""

    COUNTS = "counts"
    WOULD_COUNT = "would_count"  # once it is signed or its evidence accepted
    ABOVE = "above"  # valid, but more than is asked or allowed
    DOES_NOT = "does_not"
    HUMAN = "human"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why. `code` is stable and documented in `docs/reason-codes.md`; `data` fills the sentence made from it.

    Dates in `data` are `date`, amounts `Fraction`, everything else `str` or `int`.
    """

    code: str
    data: Mapping[str, date | Fraction | str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of one entry goes to one requirement."""

    requirement: str
    amount: Fraction
    level: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryResult:
    entry: str
    counted: Counted
    level: str | None
    amount: Fraction  # in the unit of the first requirement it feeds, e.g. credits
    shares: tuple[Share, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelResult:
    """Progress of one requirement within one level."""

    level: str
    asked: Fraction | None
    counted: Fraction
    waiting: Fraction
    state: State
    repairable: bool = True
    recommended: bool = False  # asked as a recommendation only: never decides the state
    undecided: Fraction = Fraction(0)  # what a person still has to decide
    above: Fraction = Fraction(0)  # part of `counted` that is more than can be used here


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResult:
    """Progress of one requirement within one group: a topic, a week, a setting, a case."""

    group: str
    asked: Fraction
    counted: Fraction
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementResult:
    code: str
    kind: str  # the rule's kind: sum, days, gate, count, …
    unit: str  # session | credit | day | hour | document
    state: State
    asked: Fraction
    counted: Fraction
    waiting: Fraction
    missing: Fraction
    levels: tuple[LevelResult, ...]
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...] = ()  # recommendations not followed, deadlines near, level about to change
    deadline: date | None = None
    parent: str | None = None  # a sub-minimum names the requirement it lies inside
    undecided: Fraction = Fraction(0)  # what a person still has to decide
    above: Fraction = Fraction(0)  # part of `counted` that helps nothing: asked = counted - above + missing
    groups: tuple[GroupResult, ...] = ()
    decides: bool = True  # false: it only matters inside a way that somebody may choose


class Standing(StrEnum):
    """Where a credential stands in its cycle."""

    NOT_AWARDED = "not_awarded"
    IN_FORCE = "in_force"
    RENEWABLE = "renewable"  # in force, and its renewal has opened
    GRACE = "grace"  # the end has passed, and it can still be renewed
    HUMAN = "human"  # the end has passed; whether it can still be renewed is for a person
    EXPIRED = "expired"  # it can be reinstated
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleResult:
    """The cycle that was judged. Days are inclusive; `carried` is what entries of the cycle before left, in hours."""

    ordinal: int
    begins: date
    ends: date
    standing: Standing
    opens_on: date | None = None
    grace_until: date | None = None
    carried: Mapping[str, Fraction] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """Something to do, most urgent first."""

    code: str
    requirement: str | None
    due: date | None
    data: Mapping[str, date | Fraction | str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    rules: str  # rule set id
    as_of: date
    eligible: bool  # everything met or waived
    held: bool
    holds: tuple[Reason, ...]
    requirements: tuple[RequirementResult, ...]
    entries: tuple[EntryResult, ...]
    level_now: str | None
    questions: tuple[Reason, ...]  # what a person has to decide, with the code under which to record it
    next_steps: tuple[NextStep, ...]
    days: tuple[EntryResult, ...] = ()  # training days, each with its fate; `entry` is the day's id
    amendments: tuple[str, ...] = ()  # codes of the amendments that were in force
    cycle: CycleResult | None = None  # for rules that renew

    def requirement(self, code: str) -> RequirementResult:
        """The result of one requirement; `KeyError` if the rules have none of that code."""
        for result in self.requirements:
            if result.code == code:
                return result
        raise KeyError(code)

    def entry(self, entry_id: str) -> EntryResult:
        """The fate of one entry; `KeyError` if it was not in the record."""
        for result in self.entries:
            if result.entry == entry_id:
                return result
        raise KeyError(entry_id)

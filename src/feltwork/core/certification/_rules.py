"""A certification programme as data: what `load` returns and `judge` reads. All frozen, all exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from ._calendar import Period
from ._text import EMPTY, Text

_Coded = TypeVar("_Coded", "Requirement", "Kind", "Level", "Route")


class Mark(StrEnum):
    """Where a number comes from."""

    BODY = "B"  # read at the issuing body or in the law
    ELSEWHERE = "E"  # read elsewhere
    UNCONFIRMED = "U"  # incomplete text, general knowledge or inference
    DECIDED = "D"  # decided by whoever wrote this rule set


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page or document; `checked_on` empty means "not yet verified at the source"."""

    code: str
    title: Text
    mark: Mark
    url: str = ""
    collected_on: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a rule, with where it was read."""

    value: Fraction
    source: Source | None = None
    own_mark: Mark | None = None
    note: Text = EMPTY
    own_collected_on: str = ""
    own_checked_on: date | None = None

    @property
    def mark(self) -> Mark:
        return self.own_mark or (self.source.mark if self.source else Mark.UNCONFIRMED)

    @property
    def collected_on(self) -> str:
        return self.own_collected_on or (self.source.collected_on if self.source else "")

    @property
    def checked_on(self) -> date | None:
        return self.own_checked_on or (self.source.checked_on if self.source else None)

    @property
    def is_verified(self) -> bool:
        return self.checked_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    code: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSize:
    """How large a group may be: `max` refuses above it, `ask_above` hands over to a person."""

    max: Number | None = None
    ask_above: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of entry. An entry is worth `per_entry` units, or its hours divided by `hours_per_unit`.

    With neither the rules do not say what it is worth: `asks_conversion`, and a person decides.
    """

    code: str
    title: Text
    unit: str
    clause: str = ""
    help: Text = EMPTY
    per_entry: Number | None = None
    hours_per_unit: Number | None = None
    ask_below_hours: Number | None = None
    group: bool = False
    group_size: GroupSize | None = None
    modes: tuple[str, ...] = ()  # empty: any
    approvals: tuple[str, ...] = ()  # approvals of which any one is needed; empty: none is needed
    also: tuple[str, ...] = ()  # approvals needed besides, such as `assists_on_training`

    @property
    def asks_conversion(self) -> bool:
        return self.per_entry is None and self.hours_per_unit is None

    @property
    def needs_group_size(self) -> bool:
        return self.group

    @property
    def anchor(self) -> str:
        return f"kind-{self.code}"


class Strictness(StrEnum):
    HARD = "hard"
    RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PerLevel:
    """A minimum in each level. Hard ones cannot be repaired once the next level began, unless `repairable`."""

    asks: Mapping[str, Number]
    strictness: Strictness = Strictness.HARD
    repairable: bool = False


class Beyond(StrEnum):
    DOES_NOT_COUNT = "does_not_count"
    HUMAN = "human"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How long after the last training day something still counts. Without `at_most` the text is silent."""

    at_most: Period | None = None
    beyond: Beyond = Beyond.DOES_NOT_COUNT
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SumRule:
    """A quantity over entries."""

    of: tuple[str, ...]
    per_level: PerLevel | None = None
    given_by: str = ""  # an approval the provider must hold besides, such as `faculty`
    count: str = "units"  # units | hours
    window: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeCap:
    """At most so many days of these modes together."""

    modes: tuple[str, ...]
    at_most: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Adds:
    """Each day made up from a recording adds to another requirement."""

    requirement: str
    per_day: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What watching a recording is worth. All given limits hold together."""

    ask_above_days: Number | None = None
    at_most_days: Number | None = None
    at_most_modules: Number | None = None
    levels: tuple[str, ...] = ()  # empty: every level
    consecutive: bool = True  # whether two modules in a row may be by recording
    adds: Adds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysRule:
    """Training days."""

    per_level: Mapping[str, Number] = field(default_factory=dict)
    caps: tuple[ModeCap, ...] = ()
    recording: Recording | None = None  # None: recordings never count


@dataclass(frozen=True, slots=True, kw_only=True)
class GateItem:
    """One document or state; any one of `any_of` will do."""

    code: str
    title: Text
    any_of: tuple[str, ...]
    help: Text = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRule:
    """Documents or states in force on the day of judgement."""

    items: tuple[GateItem, ...]
    opens_in: str = ""  # the level from which it can be met
    allow_days: Number | None = None  # for the estimate: how long it takes after the last module
    warn_days: Number | None = None  # how long before a document ends to say so


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What is left when a time limit has passed; `valid_from` and `valid_to` say on which days it is offered."""

    code: str
    title: Text
    valid_from: date | None = None
    valid_to: date | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElapsedRule:
    """Not longer ago than: the last training day at a level, of some modes, counted to the day of judgement."""

    level: str
    at_most: Period
    modes: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()


RuleBody = SumRule | DaysRule | GateRule | ElapsedRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A requirement holds only for candidates of whom this fact is known."""

    fact: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    code: str
    kind: str
    title: Text
    unit: str
    asked: Number
    body: RuleBody
    clause: str = ""
    help: Text = EMPTY
    within: str = ""  # the requirement a sub-minimum lies inside
    when: Condition | None = None
    unclear: Text = EMPTY  # what the text leaves open and has to be asked
    amended_by: str = ""  # the amendment through which it reads like this
    amended_since: date | None = None
    source: Source | None = None

    @property
    def anchor(self) -> str:
        return f"clause-{self.clause.replace('.', '-')}" if self.clause else f"requirement-{self.code}"


class Applies(StrEnum):
    STRICTLY = "strictly"  # everybody judged on or after the day
    PERMISSIVELY = "permissively"  # whoever is better off with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Clauses changed or added from a day on, whatever edition the candidate is under."""

    code: str
    title: Text
    valid_from: date
    applies: Applies
    requirements: tuple[Requirement, ...]  # as they read after the change
    valid_to: date | None = None
    source: Source | None = None

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Question(StrEnum):
    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    DOCUMENT = "document"


class Met(StrEnum):
    """The fate of an admission criterion."""

    MET = "met"
    NOT_MET = "not_met"
    HUMAN = "human"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    code: str
    title: Text
    outcome: Met = Met.MET


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question of an admission route. `otherwise` is what an unsuitable answer means."""

    code: str
    title: Text
    question: Question
    help: Text = EMPTY
    options: tuple[Option, ...] = ()
    at_least: Number | None = None
    unit: str = ""
    in_force: bool = False  # for a date: must not lie before the day of judgement
    required: bool = True
    checked_by_person: bool = False  # a suitable answer still waits for a person
    otherwise: Met = Met.NOT_MET
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to be admitted. With `decided_by_person` even a full set of answers ends with a person."""

    code: str
    title: Text
    criteria: tuple[Criterion, ...]
    help: Text = EMPTY
    clause: str = ""
    decided_by_person: bool = False
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something a reader of the rules should know and no rule can hold."""

    code: str
    text: Text
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Which day chooses the edition for a candidate."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One edition of one programme's rules."""

    id: str
    title: Text
    issuer: str
    edition: str
    anchor: Anchor
    levels: tuple[Level, ...]
    kinds: tuple[Kind, ...]
    requirements: tuple[Requirement, ...]
    sources: Mapping[str, Source]
    valid_from: date | None = None
    valid_to: date | None = None
    help: Text = EMPTY
    collected_on: str = ""
    checked_on: date | None = None
    country: str = ""
    accepts: tuple[str, ...] = ()  # issuers whose approvals count; empty: any
    ask_about: tuple[str, ...] = ()  # issuers about whose approvals a person decides
    amendments: tuple[Amendment, ...] = ()
    routes: tuple[Route, ...] = ()
    notes: tuple[Note, ...] = ()
    review_days: Number | None = None
    base: str = ""

    def requirement(self, code: str) -> Requirement:
        """The requirement of that code, `KeyError` if there is none."""
        return _by_code(self.requirements, code)

    def kind(self, code: str) -> Kind:
        """The kind of entry of that code, `KeyError` if there is none."""
        return _by_code(self.kinds, code)

    def level(self, code: str) -> Level:
        """The level of that code, `KeyError` if there is none."""
        return _by_code(self.levels, code)

    def route(self, code: str) -> Route:
        """The admission route of that code, `KeyError` if there is none."""
        return _by_code(self.routes, code)

    def covers(self, anchor_on: date) -> bool:
        """Whether this edition is the one for a candidate whose anchor is that day."""
        return (self.valid_from is None or self.valid_from <= anchor_on) and (
            self.valid_to is None or anchor_on <= self.valid_to
        )

    @property
    def is_verified(self) -> bool:
        """Whether every number was looked up at its source."""
        return self.checked_on is not None


def _by_code(things: tuple[_Coded, ...], code: str) -> _Coded:
    for thing in things:
        if thing.code == code:
            return thing
    raise KeyError(code)

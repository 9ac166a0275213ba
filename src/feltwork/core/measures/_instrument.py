"""What an instrument is: plain frozen facts, read from `instruments/*.yaml`.

Marks say how well a number is known: B read in the publication or an official source, E read elsewhere, U not
confirmed, C computed by us, D decided by us.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Literal

Texts = Mapping[str, str]  # by language: "en", "de"


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


def in_language(texts: Texts, language: str) -> str:
    """In *language*, else in its base language, else in English."""
    return texts.get(language) or texts.get(language.split("-")[0]) or texts["en"]


@dataclass(frozen=True, slots=True)
class Condition:
    """An item counts only where *item* was answered with one of *values*; else it is worth *otherwise* (None: nothing,
    it is left out)."""

    item: str
    values: tuple[int, ...]
    otherwise: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question without its wording. `number` is its place in the default order, `topic` a neutral word of ours."""

    id: str
    number: int
    topic: Texts
    responses: tuple[int, ...]
    reversed: bool = False
    risk_from: int | None = None
    only_if: Condition | None = None
    loinc: str = ""
    optional: bool = False  # may be left out without making a scale incomplete: not everybody is asked

    def label(self, language: str = "en") -> str:
        return in_language(self.topic, language)

    def turned(self, value: int) -> int:
        """The value as it enters a scale: reversed items run from their highest response down."""
        return self.responses[0] + self.responses[-1] - value if self.reversed else value


@dataclass(frozen=True, slots=True)
class Statistic:
    """A published number. *kind*: "alpha", "retest", "icc", "sd", "mean" …; *to* is the end of a published range."""

    value: float
    kind: str
    sample: str
    citation: str
    mark: str
    to: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A published range of scores. A value between two bands belongs to the lower. *when*: the options it is for."""

    low: Fraction
    high: Fraction
    code: str
    labels: Texts
    source: str
    mark: str
    when: Mapping[str, str] = field(default_factory=_nothing)

    def label(self, language: str = "en") -> str:
        return in_language(self.labels, language)


@dataclass(frozen=True, slots=True)
class Missing:
    """What is done about unanswered items.

    *how*: "complete" (no score with one missing), "answered" (worked out from those answered), "zero" (blank is 0).
    *most* is how many may be missing under that rule, *prorate_most* how many where the organisation opts in to
    prorating: the mean of the answered items stands for the others.
    """

    how: Literal["complete", "answered", "zero"]
    most: int
    prorate_most: int
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Key:
    """Where it is from which items make a scale, and how well that is known."""

    source: str
    mark: str


How = Literal["sum", "mean", "mean_x10", "x4", "highest_of_sets", "tenth", "sum_less_one_each"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A score. *sets* groups its items where the highest of each set is taken; *when*: the options it is for."""

    id: str
    name: Texts
    items: tuple[str, ...]
    how: How
    low: Fraction
    high: Fraction
    missing: Missing
    higher_is: Literal["worse", "better", "neither"]
    sets: tuple[tuple[str, ...], ...] = ()
    loinc: str = ""
    bands: tuple[Band, ...] = ()
    reliability: tuple[Statistic, ...] = ()
    sd: tuple[Statistic, ...] = ()
    when: Mapping[str, str] = field(default_factory=_nothing)
    key: Key | None = None

    @property
    def is_unconfirmed(self) -> bool:
        """Which items make it was not confirmed by us."""
        return self.key is not None and self.key.mark == "U"

    def label(self, language: str = "en") -> str:
        return in_language(self.name, language)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A cut. *direction*: "at_least", "above", "at_most" or "below" the value means the cut is met."""

    id: str
    scale: str
    value: Fraction
    direction: Literal["at_least", "above", "at_most", "below"]
    method: str
    sample: str
    citation: str
    mark: str

    def met(self, value: Fraction) -> bool:
        match self.direction:
            case "at_least":
                return value >= self.value
            case "above":
                return value > self.value
            case "at_most":
                return value <= self.value
        return value < self.value


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """What counts as change on *scale*: a published *value*, or one from *sd*, *r* (of kind *r_kind*) and *z*.

    *kind*: "rci" (reliable), "mid" (smallest that matters), "csc" (clinically significant), "published" (other rules).
    *to* is the end of a published range; *value*, its lower end, is what is asked for.
    """

    id: str
    scale: str
    kind: Literal["rci", "mid", "csc", "published"]
    sample: str
    citation: str
    mark: str
    value: Fraction | None = None
    to: Fraction | None = None
    sd: float | None = None
    r: float | None = None
    r_kind: str = ""
    z: float = 1.96


@dataclass(frozen=True, slots=True)
class Licence:
    """*tier*: A with text, B with text and a condition, C scoring only, own: ours. *allows*: "clinical", "research",
    "educational", "commercial"."""

    tier: Literal["A", "B", "C", "own"]
    text: str
    allows: frozenset[str]
    notice: str
    may_ship_text: bool
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Loinc:
    panel: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that changes how a sheet is scored; it is kept with the result."""

    id: str
    values: tuple[str, ...]
    default: str
    name: Texts
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know. *is_conflict*: sources disagree, and both are told."""

    text: Texts
    source: str
    mark: str
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    code: str
    labels: Texts
    when: Mapping[str, object]  # an expression of _rules.py

    def label(self, language: str = "en") -> str:
        return in_language(self.labels, language)


@dataclass(frozen=True, slots=True)
class Rule:
    """An algorithm: the first outcome whose expression holds, else "none"."""

    id: str
    name: Texts
    outcomes: tuple[Outcome, ...]
    source: str
    mark: str

    def outcome(self, code: str) -> Outcome | None:
        return next((one for one in self.outcomes if one.code == code), None)


@dataclass(frozen=True)
class Instrument:
    """One version of an instrument. `main` is the scale that stands for the whole; MAIA-2, for one, has none."""

    id: str
    version: str
    name: str
    short: str
    kind: Literal["self", "caregiver", "clinician"]
    for_what: tuple[str, ...]
    ages: tuple[int, int | None]
    recall: str
    higher_is: Literal["worse", "better", "neither"]
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    rules: tuple[Rule, ...]
    thresholds: tuple[Threshold, ...]
    changes: tuple[ChangeRule, ...]
    missing: Missing
    licence: Licence
    languages: tuple[str, ...]
    orders: Mapping[str, tuple[str, ...]]
    loinc: Loinc
    validated: bool
    notes: tuple[Note, ...]
    sources: tuple[str, ...]
    options: tuple[Option, ...] = ()
    without_risk: str | None = None
    main_id: str = ""
    whole_only: Note | None = None  # why there is no form of it without the questions about risk

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        return MappingProxyType({item.id: item for item in self.items})

    @property
    def risk_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.risk_from is not None)

    @property
    def has_risk(self) -> bool:
        return bool(self.risk_items)

    @property
    def main(self) -> Scale | None:
        return self.scale(self.main_id) if self.main_id else None

    def item(self, item_id: str) -> Item:
        """Raises KeyError."""
        return self.by_id[item_id]

    def scale(self, scale_id: str) -> Scale:
        """Raises KeyError."""
        found = next((one for one in self.scales if one.id == scale_id), None)
        if found is None:
            raise KeyError(scale_id)
        return found

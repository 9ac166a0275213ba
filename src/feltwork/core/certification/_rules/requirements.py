"""A requirement, and the amendments that change it from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feltwork.core.certification._text import EMPTY, Text

from .days import DaysRule
from .gates import ElapsedRule, GateRule
from .moments import Condition
from .sources import Number, Source
from .sums import SumRule
from .totals import EvaluationRule, RatioRule, TimeRule, TotalRule, WaysRule

RuleBody = SumRule | DaysRule | GateRule | ElapsedRule | TotalRule | RatioRule | TimeRule | EvaluationRule | WaysRule


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
    depth: int = 0  # for ways: how many ways lie inside each other below it
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

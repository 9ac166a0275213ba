"""Who may be admitted: routes and their questions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from feltwork.core.certification._text import EMPTY, Text

from .sources import Number, Source


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

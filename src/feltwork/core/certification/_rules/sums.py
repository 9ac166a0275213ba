"""Sums over entries: a minimum in each level, parts inside a total, windows after the training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from feltwork.core.certification._calendar import Period

from .sources import Number, Source


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

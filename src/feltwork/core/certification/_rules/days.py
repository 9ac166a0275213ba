"""Training days: caps on modes, and what recordings are worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .sources import Number


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

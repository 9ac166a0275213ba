"""Where the numbers of a rule come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from feltwork.core.certification._calendar import Period
from feltwork.core.certification._text import EMPTY, Text


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


class Sourced:
    """Where a number was read: what it says of itself, else what its source says."""

    __slots__ = ()

    source: Source | None
    own_mark: Mark | None
    own_collected_on: str
    own_checked_on: date | None

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
class Number(Sourced):
    """A number of a rule, with where it was read."""

    value: Fraction
    source: Source | None = None
    own_mark: Mark | None = None
    note: Text = EMPTY
    own_collected_on: str = ""
    own_checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Length(Period, Sourced):
    """A length of time in a rule, with where it was read. It reckons like any other period."""

    source: Source | None = field(default=None, hash=False)
    own_mark: Mark | None = None
    note: Text = field(default=EMPTY, hash=False)
    own_collected_on: str = ""
    own_checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something a reader of the rules should know and no rule can hold."""

    code: str
    text: Text
    source: Source | None = None

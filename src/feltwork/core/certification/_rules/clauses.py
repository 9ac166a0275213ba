"""Clauses of a total: which entries, up to how much, in which span, and what else has to be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from feltwork.core.certification._calendar import Period
from feltwork.core.certification._text import EMPTY, Text

from .moments import Point
from .sources import Number, Source
from .sums import Beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which entries. Everything given must hold together; a filter without words takes all."""

    of: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # attribute → words of which it has one
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    modes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    given_by: tuple[str, ...] = ()  # approvals of which the provider holds one on the day
    group_at_most: Number | None = None
    group_at_least: Number | None = None
    since: Point | None = None  # inclusive
    until: Point | None = None  # inclusive
    not_given_by_those_of: tuple[str, ...] = ()  # kinds: whoever gave one of these is no independent provider
    by_main_trainer: bool = False  # given by the trainer with whom most training days were
    excepted: tuple[Filter, ...] = ()  # but not what any of these takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most so much of some entries. Without `per` and `in_any` in all.

    `per` is `week`, `month`, `year`, `level` or an attribute; `in_any` is any such span of consecutive days.
    """

    code: str
    at_most: Number
    only: Filter = field(default_factory=Filter)
    title: Text = EMPTY
    per: str = ""
    in_any: Period | None = None
    beyond: Beyond = Beyond.DOES_NOT_COUNT
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """Some entries weigh more: so many times, where stated for the first `for_at_most` only."""

    code: str
    only: Filter
    times: Number
    for_at_most: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """So much in each group. Of the groups named in `among` every one; without it in at least `groups` of them."""

    by: str  # week | month | year | level | an attribute
    at_least: Number
    among: tuple[str, ...] = ()
    groups: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """Entries that count although they lie outside the span of the total, up to an amount."""

    only: Filter
    at_most: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """A larger need: above so many hours of the accompanied kinds in a period, so much more."""

    above_hours: Number
    adds: Number
    levels: tuple[str, ...] = ()
    otherwise: Beyond = Beyond.HUMAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """An entry counts only in a period in which so many units of other kinds are there too.

    `per` lists what a period is cut by: `week`, `month`, `year`, `level` or attributes such as `setting`.
    """

    of: tuple[str, ...]
    at_least: Number
    per: tuple[str, ...]
    more: More | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of an entry that is counted as another kind: the hours of an attribute up to a limit, or the rest."""

    kind: str
    attribute: str = ""  # empty: the rest
    at_most_hours: Number | None = None
    group_at_most: Number | None = None  # larger groups give nothing to this part


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """From this day on the provider needs one of these approvals instead."""

    day: Point
    approvals: tuple[str, ...]

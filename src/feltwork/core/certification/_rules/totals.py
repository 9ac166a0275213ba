"""Requirements beyond plain sums: totals with clauses, ratios, time between days, evaluations, ways to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from feltwork.core.certification._calendar import Period
from feltwork.core.certification._text import EMPTY, Text

from .clauses import Cap, Each, Exempt, Filter, Weight
from .gates import Remedy
from .moments import Point
from .sources import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalRule:
    """So much, so many, or so many different ones.

    `count` is `units`, `hours`, `entries`, or `different` (then `different` names an attribute, `provider`, `week`,
    `month`, `year` or `day`). `since` and `until` are inclusive.
    """

    of: tuple[str, ...]
    only: Filter | None = None
    count: str = "units"
    different: str = ""
    since: Point | None = None
    until: Point | None = None
    caps: tuple[Cap, ...] = ()
    weights: tuple[Weight, ...] = ()
    each: Each | None = None
    exempt: tuple[Exempt, ...] = ()
    once: str = ""  # entries with the same word in this attribute count once: the first


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioRule:
    """One sum in proportion to another: at least `asked` units of `of` for each `for_each` hours of `to`."""

    of: tuple[str, ...]
    to: tuple[str, ...]
    for_each: Number
    per: str = ""  # empty: averaged over all; else in each week, month, level or attribute
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRule:
    """How long lies between two days. With `to` left out the day of judgement ends it."""

    since: Point
    to: Point
    at_least: Period | None = None
    at_most: Period | None = None
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LockOut:
    """After so many failures in a row, the next attempt has to wait."""

    after: Number
    wait: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRule:
    """Examinations and reviews: each attempt is an entry whose attribute `result` says `passed` or `failed`."""

    of: tuple[str, ...]
    only: Filter | None = None
    attempts: Number | None = None  # at most so many
    lock_outs: tuple[LockOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One alternative: all of these requirements."""

    code: str
    title: Text
    needs: tuple[str, ...]
    help: Text = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysRule:
    """At least `asked` of several ways. Requirements named in a way decide nothing outside it."""

    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Requirements that may not count the same entry twice. With `splits` an entry may be divided among them."""

    code: str
    requirements: tuple[str, ...]
    splits: bool = True

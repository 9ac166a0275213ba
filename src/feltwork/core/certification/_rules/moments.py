"""Days that a rule reckons from, and conditions on what is known of a candidate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feltwork.core.certification._calendar import Period
from feltwork.core.certification._text import EMPTY, Text

from .sources import Number, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A day: a moment, later by `plus` and earlier by `minus`.

    A moment is one of the programme's own, or `as_of`, `anchor`, `training_end`, `cycle_start`, `cycle_end`.
    """

    moment: str
    plus: Period | None = None
    minus: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What has to be known of a candidate. Everything given must hold together.

    `fact` and `value` compare a fact with a word; `at_least` compares it as a number. `moment` must be known, lie on or
    before `by` and on or after `not_before`. `cycle` is `first` or `later`.
    """

    fact: str = ""
    value: str = ""
    at_least: Number | None = None
    moment: str = ""
    by: Point | None = None
    not_before: Point | None = None
    cycle: str = ""
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    none_of: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A named day of a candidate. One of `fact`, `gate`, `first_of`, `last_of`, `level`, `day`, `earliest`, `latest`.

    With `when` it holds only under a condition. `otherwise` is another moment to take where this one is not known.
    """

    code: str
    title: Text = EMPTY
    fact: str = ""
    gate: str = ""
    first_of: tuple[str, ...] = ()
    last_of: tuple[str, ...] = ()
    level: str = ""
    day: date | None = None
    earliest: tuple[str, ...] = ()
    latest: tuple[str, ...] = ()
    plus: Period | None = None
    minus: Period | None = None
    when: Condition | None = None
    otherwise: str = ""
    source: Source | None = None


BUILT_IN = ("as_of", "anchor", "training_end", "cycle_start", "cycle_end")

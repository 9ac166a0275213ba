"""Renewal: how long a credential lasts, when it may be renewed, and what is carried into the next cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feltwork.core.certification._calendar import Period

from .gates import Remedy
from .moments import Condition
from .sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Renewal within the same months of certain years, `08-01` to `10-31` of odd years say."""

    opens: str
    ends: str
    years: str = "all"  # all | odd | even


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """Another length for cycles that began before a day."""

    began_before: date
    length: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """`award` and `renewal` name the gates whose first day is the award, and each renewal's approval."""

    length: Period
    award: str
    renewal: str
    ends: str = "anniversary"  # anniversary | end_of_month
    season: Season | None = None
    bridges: tuple[Bridge, ...] = ()
    opens: Period | None = None  # how long before the end a renewal may be approved
    restarts: bool = False  # credits of the next cycle count from the approval, not from the old end
    grace: Period | None = None  # after the end, still renewable
    grace_is_sure: bool = True  # false: the body "may" allow it, so a person decides
    reinstatement: Period | None = None  # after the grace, with conditions; afterwards it has lapsed
    late: tuple[Remedy, ...] = ()  # what a late renewal costs or needs
    carries: tuple[str, ...] = ()  # kinds whose surplus goes into the next cycle
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Who may choose this edition although the anchor lies outside its days, and until when."""

    when: Condition
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """An approval given by another body counts as one of ours."""

    issuer: str
    approval: str
    counts_as: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: Source | None = None

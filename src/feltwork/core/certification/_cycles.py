"""Renewal cycles: when each began and ends, where the credential stands, and what an earlier one leaves over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ._calendar import add_months
from ._facts import Record
from ._moments import shifted
from ._reasons import reason
from ._rules import Cycle, Remedy, Season
from ._verdict import CycleResult, Reason, Standing


@dataclass(frozen=True, slots=True)
class Turn:
    """One cycle, both days inclusive. `renewed_on` is the day on which its renewal was approved."""

    ordinal: int
    begins: date
    ends: date
    renewed_on: date | None = None

    @property
    def counts_until(self) -> date:
        """The last day whose credits belong to this cycle: a late renewal still takes what came before it."""
        if self.renewed_on is None:
            return self.ends
        return max(self.renewed_on, self.begins) if self.renewed_on > self.ends else self.ends


def turns(cycle: Cycle, record: Record, as_of: date) -> list[Turn]:
    """Every cycle that had begun by *as_of*, the present one last; empty before the award."""
    awards = [gate.valid_from for gate in record.gates if gate.code == cycle.award and gate.valid_from <= as_of]
    if not awards:
        return []
    renewals = sorted({g.valid_from for g in record.gates if g.code == cycle.renewal and g.valid_from <= as_of})
    begins = min(awards)
    ends = _end(cycle, begins, begins)
    found: list[Turn] = []
    for renewed_on in (day for day in renewals if day > begins):
        found.append(Turn(len(found) + 1, begins, ends, renewed_on))
        begins = renewed_on if cycle.restarts else max(ends, renewed_on) + timedelta(days=1)
        ends = _end(cycle, ends, begins)
    found.append(Turn(len(found) + 1, begins, ends))
    return [_shortened(one, following) for one, following in zip(found, [*found[1:], None], strict=True)]


def _shortened(one: Turn, following: Turn | None) -> Turn:
    """A cycle ends for credits where the next begins."""
    if following is None or following.begins > one.ends:
        return one
    return Turn(one.ordinal, one.begins, following.begins - timedelta(days=1), one.renewed_on)


def _end(cycle: Cycle, before: date, begins: date) -> date:
    """The last day of a cycle whose predecessor ended on *before*."""
    bridge = next((one for one in cycle.bridges if begins < one.began_before), None)
    length = bridge.length if bridge else cycle.length
    ends = length.after(before)
    if cycle.season:
        return _season_end(cycle.season, ends)
    if cycle.ends == "end_of_month":
        return add_months(ends.replace(day=1), 1) - timedelta(days=1)
    return ends


def _season_end(season: Season, day: date) -> date:
    """The end of the season of the first fitting year that is not before the year of *day*."""
    year = day.year
    odd = {"odd": 1, "even": 0}.get(season.years)
    while odd is not None and year % 2 != odd:
        year += 1
    month, number = (int(part) for part in season.ends.split("-"))
    return date(year, month, number)


def standing_of(cycle: Cycle, turn: Turn, as_of: date) -> CycleResult:
    """Where the credential stands in its present cycle on the day of judgement."""
    opens_on = _opens_on(cycle, turn)
    grace_until = cycle.grace.after(turn.ends) if cycle.grace else turn.ends
    last = cycle.reinstatement.after(turn.ends) if cycle.reinstatement else None
    standing = Standing.LAPSED
    if as_of <= turn.ends:
        standing = Standing.RENEWABLE if opens_on and opens_on <= as_of else Standing.IN_FORCE
    elif as_of <= grace_until:
        standing = Standing.GRACE if cycle.grace_is_sure else Standing.HUMAN
    elif last is None or as_of <= last:
        standing = Standing.EXPIRED
    reasons = _late(cycle.late, as_of) if standing in (Standing.EXPIRED, Standing.HUMAN) else ()
    return CycleResult(
        ordinal=turn.ordinal,
        begins=turn.begins,
        ends=turn.ends,
        standing=standing,
        opens_on=opens_on,
        grace_until=grace_until if cycle.grace else None,
        reasons=tuple(reasons),
    )


def _opens_on(cycle: Cycle, turn: Turn) -> date | None:
    if cycle.season:
        month, number = (int(part) for part in cycle.season.opens.split("-"))
        return date(turn.ends.year, month, number)
    return shifted(turn.ends, None, cycle.opens) if cycle.opens else None


def _late(remedies: Sequence[Remedy], as_of: date) -> list[Reason]:
    return [
        reason("remedy_late", remedy=one.code)
        for one in remedies
        if (one.valid_from is None or one.valid_from <= as_of) and (one.valid_to is None or as_of <= one.valid_to)
    ]

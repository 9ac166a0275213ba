"""Sums: so much in all, with hard minima of levels, windows and parts inside a total."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._rules import Beyond, Requirement, Strictness, SumRule, Window
from feltwork.core.certification.register._findings import FALLS, HUMAN, STANDS, UNSENT, WAITS, fate
from feltwork.core.certification.register._moments import after, training_end
from feltwork.core.certification.register._wants import NO, NO_DAY, ZERO, Get, day, is_word

from .common import (
    CANNOT,
    HUMAN_STATE,
    MET,
    NOT_YET,
    WAIVED,
    Finish,
    Outcome,
    Relief,
    Site,
    plus,
    recognised,
    relief,
    ruling,
    settled,
    state,
)

CLASSES = {"counted": (STANDS,), "waiting": (WAITS, UNSENT), "undecided": (HUMAN,)}


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window as columns of the frame that entries are weighed with: `limit` is null where none is open."""

    limit: str
    firm: str
    silent: bool

    def passed(self, row: ir.Table, as_of: ir.Value) -> ir.Value:
        return ibis.coalesce(row[self.limit] < as_of, False)


def compile_sum(requirement: Requirement, body: SumRule, site: Site) -> Finish:
    """The columns of a sum."""
    hard = body.per_level if body.per_level and body.per_level.strictness is Strictness.HARD else None
    levels = [code for code in site.wants.levels if hard and code in hard.asks]
    window = window_of(requirement, body, site)
    pots = _pots(requirement, body, levels, window, site)
    eased = relief(requirement, site, levels)
    raised = site.raises.get(requirement.code)

    def get(row: ir.Table) -> Outcome:
        return _Sum(requirement, body, site, levels, window, eased, raised, pots, row).outcome()

    return settled(requirement, site, eased, get)


def window_of(requirement: Requirement, body: SumRule, site: Site) -> OpenWindow | None:
    owner, window = _owner(requirement, body, site)
    if window is None:
        return None
    ended = training_end(site.wants, site.moments)
    answer = ruling(site.wants, "window", owner)
    limit, firm = f"window_{owner}", f"window_firm_{owner}"

    def until(row: ir.Table) -> ir.Value:
        last = after(ended(row), window.at_most) if window.at_most else ended(row)
        return ibis.ifelse(is_word(answer(row), "count"), NO_DAY, last)

    clear = window.at_most is not None and window.beyond is not Beyond.HUMAN
    site.wants.derive(limit, until, at_entries=True)
    site.wants.derive(
        firm,
        lambda row: ibis.literal(True) if clear else is_word(answer(row), "do_not_count"),
        at_entries=True,
    )
    return OpenWindow(limit, firm, window.at_most is None)


def _owner(requirement: Requirement, body: SumRule, site: Site) -> tuple[str, Window | None]:
    if body.window:
        return requirement.code, body.window
    for other in site.wants.rules.requirements:
        if other.code == requirement.within and isinstance(other.body, SumRule):
            return other.code, other.body.window
    return requirement.code, None


Pots = dict[str, dict[str, Get]]  # level, or empty for what has no hard minimum → class → amount


def _pots(requirement: Requirement, body: SumRule, levels: list[str], window: OpenWindow | None, site: Site) -> Pots:
    wants, code = site.wants, requirement.code
    flag = wants.flag(body.given_by) if body.given_by else None

    def own_kind(t: ir.Table) -> ir.Value:
        return t["kind"].isin(body.of) & t[flag] if flag else t["kind"].isin(body.of)

    takes = wants.each_entry(f"takes_{code}", own_kind)

    def taken(t: ir.Table, place: int | None) -> ir.Value:
        own = takes(t)
        if place is not None:
            return own & (t["level"] == place)
        others = [wants.levels.index(level) for level in levels]
        return own & ~t["level"].isin(others) if others else own

    def in_window(t: ir.Table) -> ir.Value:
        if window is None:
            return t["fate"]
        late = ~t["ruled"] & (t["on"] > t[window.limit])
        beyond = ibis.ifelse(t[window.firm], fate(FALLS), fate(HUMAN))
        return ibis.ifelse(ibis.coalesce(late, False), ibis.greatest(t["fate"], beyond), t["fate"])

    found = wants.each_entry(f"fate_{window.limit}", in_window) if window else in_window

    def amount(t: ir.Table) -> ir.Value:
        return ibis.ifelse(t["ruled"], t["amount"], t["hours_s"]) if body.count == "hours" else t["amount"]

    pots: Pots = {}
    for level in (*levels, ""):
        place = wants.levels.index(level) if level else None
        pots[level] = {}
        for name, fates in CLASSES.items():

            def make(t: ir.Table, place: int | None = place, fates: tuple[int, ...] = fates) -> ir.Value:
                return amount(t).sum(where=taken(t, place) & found(t).isin(fates))

            pots[level][name] = wants.over_entries(f"sum_{code}_{level}_{name}", make, ZERO)
        _bring(requirement, body, level, levels, pots, site)
    return pots


def _bring(requirement: Requirement, body: SumRule, level: str, levels: list[str], pots: Pots, site: Site) -> None:
    """Add the credit brought along, of a kind that is summed here or named after the requirement."""

    def fits(t: ir.Table) -> ir.Value:
        own = t["kind"] == requirement.code
        own = own if body.given_by else own | t["kind"].isin(body.of)
        if level or not levels:
            return own
        return own & (t["level"].isnull() | ~t["level"].isin(levels))

    brought = recognised(site, f"brought_{requirement.code}_{level}", fits, level or True)
    own = pots[level]["counted"]
    pots[level]["counted"] = lambda row: own(row) + brought(row)


@dataclass(frozen=True, slots=True)
class _Sum:
    """One sum on finished rows."""

    requirement: Requirement
    body: SumRule
    site: Site
    levels: list[str]
    window: OpenWindow | None
    eased: Relief
    raised: Get | None
    pots: Pots
    row: ir.Table

    def outcome(self) -> Outcome:
        asks = {level: self._asked(level) for level in self.levels}
        total = self._total(asks)
        free = ibis.greatest(total - plus(*asks.values()), ZERO) if asks else total
        counted = self._useful(asks, free, "counted")
        states = [self._level_state(level, asks[level]) for level in self.levels]
        found = self._state(asks, total, free, counted, states)
        everything = plus(*(pot["counted"](self.row) for pot in self.pots.values()))
        return Outcome(found, everything, total, ibis.greatest(total - counted, ZERO))

    def _pot(self, level: str, *classes: str) -> ir.Value:
        return plus(*(self.pots[level][name](self.row) for name in classes))

    def _number(self, level: str) -> ir.Value:
        return self.site.parts(self.body.per_level.asks[level].value) if self.body.per_level else ZERO

    def _asked(self, level: str) -> ir.Value:
        return self.eased.for_level(level, self._number(level), self._pot(level, "counted"), self.row)

    def _total(self, asks: dict[str, ir.Value]) -> ir.Value:
        """A total that is just the sum of its levels follows a waiver of one of them."""
        base = self.site.parts(self.requirement.asked.value)
        rule = self.body.per_level
        if asks and rule and sum(one.value for one in rule.asks.values()) == self.requirement.asked.value:
            base = plus(*asks.values())
        if self.raised:
            base = base + self.raised(self.row)
        return ibis.greatest(base - self.eased.amount(self.row), ZERO)

    def _useful(self, asks: dict[str, ir.Value], free: ir.Value, *classes: str) -> ir.Value:
        """How much of these classes brings the total nearer: a surplus in one level fills no gap in another."""
        spare = self._pot("", *classes)
        if not asks:
            return ibis.least(spare, free)
        filled: ir.Value = ZERO
        for level, asked in asks.items():
            own = self._pot(level, *classes)
            within = ibis.least(own, asked)
            filled, spare = filled + within, spare + own - within
        return filled + ibis.least(spare, free)

    def _level_state(self, level: str, asked: ir.Value) -> ir.Value:
        counted = self._pot(level, "counted")
        enough = ibis.ifelse(counted < self._number(level), state(WAIVED), state(MET))
        short = counted + self._pot(level, "undecided") < asked
        open_ = ibis.ifelse(short, state(NOT_YET), state(HUMAN_STATE))
        lost = self._closed(level) & (self._pot(level, *CLASSES) < asked)
        return ibis.cases((counted >= asked, enough), (lost, state(CANNOT)), else_=open_)

    def _closed(self, level: str) -> ir.Value:
        """Whether nothing new can count for the level."""
        shut = self._window_shut()
        if self.body.per_level and self.body.per_level.repairable:
            return shut
        place = self.site.wants.levels.index(level)
        later = [self.row[f"start_{other}"] for other in range(place + 1, len(self.site.wants.levels))]
        if not later:
            return shut
        return shut | ibis.coalesce(ibis.coalesce(*later) <= self._as_of, False)

    @property
    def _as_of(self) -> ir.Value:
        return day(self.site.wants.as_of)

    def _window_passed(self) -> ir.Value:
        return self.window.passed(self.row, self._as_of) if self.window else NO

    def _window_shut(self) -> ir.Value:
        return self._window_passed() & self.row[self.window.firm] if self.window else NO

    def _state(
        self,
        asks: dict[str, ir.Value],
        total: ir.Value,
        free: ir.Value,
        counted: ir.Value,
        states: list[ir.Value],
    ) -> ir.Value:
        met = counted >= total
        lost = self._window_shut() & (self._useful(asks, free, *CLASSES) < total)
        decided = self._useful(asks, free, "counted", "undecided") >= total
        for one in states:
            met = met & (one <= WAIVED)
            lost = lost | (one == CANNOT)
            decided = decided & (one != NOT_YET)
        silent: ir.Value = NO
        if self.window:
            unclear = self._window_passed() & ~self.row[self.window.firm]
            silent = unclear & (self._useful(asks, free, "counted", "waiting") < total)
        return ibis.cases(
            (met, state(MET)),
            (lost, state(CANNOT)),
            (decided, state(HUMAN_STATE)),
            (silent, state(HUMAN_STATE)),
            else_=state(NOT_YET),
        )


__all__ = ["compile_sum"]

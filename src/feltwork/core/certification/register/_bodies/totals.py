"""Totals: so much, so many or so many different ones, in a span, under caps.

Caps on kinds that do not overlap are cut off the sum. Under all others only those candidates are explained who exceed
one: who stays within every cap loses nothing by any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._rules import Beyond, Cap, Requirement, TotalRule
from feltwork.core.certification.register._findings import FALLS, HUMAN, STANDS, UNSENT, WAITS
from feltwork.core.certification.register._wants import NO, YES, ZERO, Get, day, number

from .common import (
    CANNOT,
    HUMAN_STATE,
    MET,
    NOT_YET,
    Finish,
    Outcome,
    Site,
    plus,
    recognised,
    relief,
    settled,
    state,
)
from .filters import Pass, passes

FATES = {"counted": (STANDS,), "undecided": (STANDS, HUMAN), "reachable": (STANDS, WAITS, UNSENT, HUMAN)}
CALENDAR = {"day": 10, "month": 7, "year": 4}  # so much of 2026-11-25


def compile_total(requirement: Requirement, body: TotalRule, site: Site) -> Finish:
    """The columns of a total."""
    total = _Total(requirement, body, site)
    sums = {name: total.amount(name) for name in FATES}
    total.doubts()
    eased = relief(requirement, site)
    raised = site.raises.get(requirement.code)
    until = site.moments.at(body.until)

    def fits(t: ir.Table) -> ir.Value:
        own = t["kind"] == requirement.code
        return own | t["kind"].isin(body.of) if body.only is None else own

    brought = recognised(site, f"brought_{requirement.code}", fits)

    def get(row: ir.Table) -> Outcome:
        needed = site.parts(requirement.asked.value)
        if raised:
            needed = needed + raised(row)
        needed = ibis.greatest(needed - eased.amount(row), ZERO)
        held = {name: sum_of(row) + brought(row) for name, sum_of in sums.items()}
        lost: ir.Value = NO
        if until:
            over = ibis.coalesce(until(row) < day(site.wants.as_of), False)
            lost = over & (held["reachable"] < needed)
        found = ibis.cases(
            (held["counted"] >= needed, state(MET)),
            (lost, state(CANNOT)),
            (held["undecided"] >= needed, state(HUMAN_STATE)),
            else_=state(NOT_YET),
        )
        return Outcome(found, held["counted"], needed, ibis.greatest(needed - held["counted"], ZERO))

    return settled(requirement, site, eased, get)


@dataclass(frozen=True, slots=True)
class _Total:
    requirement: Requirement
    body: TotalRule
    site: Site

    def _taken(self) -> Pass:
        """The entries that the total takes and that lie inside its span, or are ruled on."""
        only, inside = passes(self.body.only, self.site), self._span()
        of, name = self.body.of, f"takes_{self.requirement.code}"
        return self.site.wants.each_entry(name, lambda t: t["kind"].isin(of) & only(t) & (t["ruled"] | inside(t)))

    def _span(self) -> Pass:
        since = self.site.moments.at(self.body.since, at_entries=True)
        until = self.site.moments.at(self.body.until, at_entries=True)
        exempt = [passes(one.only, self.site) for one in self.body.exempt]

        def get(t: ir.Table) -> ir.Value:
            inside: ir.Value = YES
            known: ir.Value = YES
            if since:
                known = since(t).notnull()
                inside = inside & ibis.coalesce(t["on"] >= since(t), False)
            if until:
                inside = inside & ibis.coalesce(t["on"] <= until(t), True)
            for one in exempt:
                inside = inside | one(t)
            return known & inside

        return get

    def _outside(self) -> Pass:
        """What counts only because it is exempt from the span."""
        bare = _Total(self.requirement, _without_exempt(self.body), self.site)._span()
        taken = self._taken()
        return lambda t: taken(t) & ~t["ruled"] & ~bare(t)

    def _over(self, name: str, only: Pass, fates: tuple[int, ...]) -> Get:
        """The measure of the entries of some fates, in parts."""
        wants, name = self.site.wants, f"total_{self.requirement.code}_{name}"
        count = self.body.count
        if count in ("entries", "different"):
            number_of = wants.over_entries(name, lambda t: (only(t) & t["fate"].isin(fates)).sum(), ZERO)
            return lambda row: number_of(row) * wants.scale

        def make(t: ir.Table) -> ir.Value:
            amount = ibis.ifelse(t["ruled"], t["amount"], t["hours_s"]) if count == "hours" else t["amount"]
            return amount.sum(where=only(t) & t["fate"].isin(fates))

        return wants.over_entries(name, make, ZERO)

    def amount(self, name: str) -> Get:
        """What entries that are so certain come to; caps on kinds that do not overlap are taken off."""
        fates, taken = FATES[name], self._taken()
        if self.body.count == "different":
            return self._different(name, taken, fates)
        whole = self._over(name, taken, fates)
        if not self._is_plain or not self.body.caps:
            return whole
        capped = [
            (self._over(f"{name}_{cap.code}", self._under(cap), fates), self._limit(cap)) for cap in self.body.caps
        ]

        def get(row: ir.Table) -> ir.Value:
            return whole(row) - plus(*(ibis.greatest(own(row) - limit, ZERO) for own, limit in capped))

        return get

    def _limit(self, cap: Cap) -> ir.Value:
        return number(int(cap.at_most.value * self.site.wants.scale))

    def _under(self, cap: Cap) -> Pass:
        taken, only = self._taken(), passes(cap.only, self.site)
        return lambda t: taken(t) & only(t)

    def _different(self, name: str, taken: Pass, fates: tuple[int, ...]) -> Get:
        word = self._word()
        scale = self.site.wants.scale
        found = self.site.wants.over_entries(
            f"total_{self.requirement.code}_{name}",
            lambda t: word(t).nunique(where=taken(t) & t["fate"].isin(fates) & (word(t) != "")),
            ZERO,
        )
        return lambda row: found(row) * scale

    def _word(self) -> Callable[[ir.Table], ir.Value]:
        by = self.body.different
        if by == "provider":
            return lambda t: ibis.coalesce(t["provider"], "")
        if by == "level":
            return lambda t: ibis.ifelse(t["level"] < 0, "", t["level"].cast("string"))
        if by == "week":
            # the Monday names the week, in any calendar of any engine
            return lambda t: t["on"].truncate("W").cast("string")
        if by in CALENDAR:
            return lambda t: t["on"].cast("string").substr(0, CALENDAR[by])
        column = self.site.wants.attribute(by)
        return lambda t: t[column]

    @property
    def _is_plain(self) -> bool:
        """Whether every cap is on kinds of its own, so that they can simply be cut off."""
        plain = all(
            not cap.per and not cap.in_any and cap.beyond is not Beyond.HUMAN and _names_kinds_only(cap)
            for cap in self.body.caps
        )
        kinds = [kind for cap in self.body.caps for kind in cap.only.of]
        return plain and len(kinds) == len(set(kinds)) and not self.body.weights and not self.body.exempt

    def doubts(self) -> None:
        """Who is explained although the rest is not."""
        doubt = self.site.doubt
        live = FATES["reachable"]
        if not self._is_plain:
            for cap in self.body.caps:
                doubt("caps", _above(self._over(f"cap_{cap.code}", self._under(cap), live), self._limit(cap)))
        for place, one in enumerate(self.body.exempt):
            if one.at_most:
                limit = number(int(one.at_most.value * self.site.wants.scale))
                doubt("exempt", _above(self._over(f"exempt_{place}", self._outside(), live), limit))
        taken = self._taken()
        for weight in self.body.weights:
            own = passes(weight.only, self.site)
            doubt("weights", self._any(f"weight_{weight.code}", _both(taken, own)))
        if self.body.once:
            doubt("once", self._repeated(self.site.wants.attribute(self.body.once), taken))
        if self.body.each:
            doubt("groups", lambda _row: YES)

    def _any(self, name: str, only: Pass) -> Get:
        return self.site.wants.over_entries(
            f"total_{self.requirement.code}_{name}", lambda t: (only(t) & (t["fate"] < FALLS)).any(), NO
        )

    def _repeated(self, column: str, taken: Pass) -> Get:
        """Whether two entries say the same word."""
        wants, name = self.site.wants, f"total_{self.requirement.code}_once"

        def own(t: ir.Table) -> ir.Value:
            return taken(t) & (t["fate"] < FALLS) & (t[column] != "")

        words = wants.over_entries(f"{name}_words", lambda t: t[column].nunique(where=own(t)), ZERO)
        entries = wants.over_entries(f"{name}_entries", lambda t: own(t).sum(), ZERO)
        return lambda row: words(row) < entries(row)


def _both(one: Pass, other: Pass) -> Pass:
    return lambda t: one(t) & other(t)


def _without_exempt(body: TotalRule) -> TotalRule:
    return TotalRule(of=body.of, since=body.since, until=body.until)


def _names_kinds_only(cap: Cap) -> bool:
    bare = type(cap.only)(of=cap.only.of)
    return bool(cap.only.of) and cap.only == bare


def _above(amount: Get, limit: ir.Value) -> Get:
    return lambda row: amount(row) > limit

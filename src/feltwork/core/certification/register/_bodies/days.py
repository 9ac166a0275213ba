"""Training days, and the time that may have gone by since the last of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._rules import DaysRule, ElapsedRule, ModeCap, Requirement
from feltwork.core.certification.register._moments import after
from feltwork.core.certification.register._wants import NO, NO_DAY, NO_WORD, ZERO, Get, day, is_word, number

from .common import (
    CANNOT,
    HUMAN_STATE,
    MET,
    NOT_YET,
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

KIND = "training_day"


def watched(t: ir.Table) -> ir.Value:
    """Whether the day was taken from the recording."""
    return (t["attended"] == "recording") | ((t["mode"] == "recording") & (t["attended"] == "attended"))


def attended(t: ir.Table) -> ir.Value:
    return ((t["attended"] == "attended") | (t["attended"] == "made_up")) & ~watched(t)


def compile_days(requirement: Requirement, body: DaysRule, site: Site) -> Finish:
    """The columns of training days. Recordings under limits of their own are left to the explaining evaluator."""
    days = _Days(requirement, body, site)
    days.lay_recordings()
    eased = relief(requirement, site, list(body.per_level))
    rule = body.recording
    if rule and rule.adds:
        accepted = days.recordings()
        per_day = int(rule.adds.per_day.value * site.wants.scale)
        site.raises[rule.adds.requirement] = lambda row: accepted(row) * per_day
    tallies = {level: days.tally(level) for level in (*body.per_level, "")}
    cuts = [days.cut(cap) for cap in body.caps]
    days.doubts(cuts)
    return settled(requirement, site, eased, lambda row: _outcome(requirement, body, site, eased, tallies, cuts, row))


@dataclass(frozen=True, slots=True)
class _Days:
    requirement: Requirement
    body: DaysRule
    site: Site

    def past(self, t: ir.Table) -> ir.Value:
        return t["on"] <= day(self.site.wants.as_of)

    def count(self, name: str, own: Callable[[ir.Table], ir.Value]) -> Get:
        """So many days, in parts."""
        scale = self.site.wants.scale
        found = self.site.wants.of("days", f"days_{self.requirement.code}_{name}", lambda t: own(t).sum(), ZERO)
        return lambda row: found(row) * scale

    def _own(self, t: ir.Table, level: str) -> ir.Value:
        """Days of a level; without one, those of no level that has a number of its own."""
        if level:
            return t["level"] == level
        named = list(self.body.per_level)
        return ~t["level"].isin(named) if named else t["level"].notnull()

    def tally(self, level: str) -> tuple[Get, Get]:
        """Days that count, and days that a person decides on."""
        stand = self.count(f"stand_{level}", lambda t: self.past(t) & attended(t) & self._own(t, level))
        accepted, asked = self._recorded(level)
        named = list(self.body.per_level)

        def fits(t: ir.Table) -> ir.Value:
            own = t["kind"] == KIND
            return own if level or not named else own & (t["level"].isnull() | ~t["level"].isin(named))

        brought = recognised(self.site, f"brought_{self.requirement.code}_{level}", fits, level or True)
        return lambda row: stand(row) + accepted(row) + brought(row), asked

    def recordings(self) -> Get:
        """How many days by recording are accepted or wait for a person; whole days."""
        if self._is_refused:
            return lambda _row: ZERO
        seen, limit, answer = self._watched("all", lambda t: t["place"] >= 0), self._limit, self._answer
        if limit is None:
            return seen
        return lambda row: ibis.ifelse(
            is_word(answer(row), "do_not_count"), ibis.least(seen(row), number(limit)), seen(row)
        )

    @property
    def _is_refused(self) -> bool:
        """Whether no recording counts, or it is left to the explaining evaluator which ones do."""
        return self.body.recording is None or self._is_limited

    @property
    def _is_limited(self) -> bool:
        """Whether it matters which modules were recorded."""
        rule = self.body.recording
        return rule is not None and bool(rule.at_most_modules or not rule.consecutive)

    @property
    def _limit(self) -> int | None:
        rule = self.body.recording
        return int(rule.ask_above_days.value) if rule and rule.ask_above_days else None

    @property
    def _answer(self) -> Get:
        return ruling(self.site.wants, "recordings", self.requirement.code)

    def _seen(self, t: ir.Table) -> ir.Value:
        return self.past(t) & watched(t)

    @property
    def _table(self) -> str:
        return f"recorded_{self.requirement.code}"

    def lay_recordings(self) -> None:
        """The days by recording that are not refused, numbered from nought as they came."""
        rule = self.body.recording

        def make(t: ir.Table) -> ir.Table:
            own = t.filter(self._seen(t))
            if rule and rule.levels:
                own = own.filter(own["level"].isin(rule.levels))
            place = ibis.row_number().over(group_by="candidate", order_by=[own["on"], own["day"]])
            own = own.mutate(place=place.cast("int64"))
            if rule and rule.at_most_days:
                own = own.filter(own["place"] < int(rule.at_most_days.value))
            return own

        if not self._is_refused:
            self.site.wants.table_from("days", self._table, make)

    def _watched(self, name: str, own: Callable[[ir.Table], ir.Value]) -> Get:
        return self.site.wants.of(self._table, f"{self._table}_{name}", lambda t: own(t).sum(), ZERO)

    def _recorded(self, level: str) -> tuple[Get, Get]:
        """Days by recording in a level: what is accepted, and what waits for a person; in parts."""
        nothing: Get = lambda _row: ZERO  # noqa: E731  # it stands for a column
        if self._is_refused:
            return nothing, nothing
        limit, answer, scale = self._limit, self._answer, self.site.wants.scale
        seen = self._watched(f"in_{level}", lambda t: self._own(t, level))
        if limit is None:
            return lambda row: seen(row) * scale, nothing
        clear = self._watched(f"clear_{level}", lambda t: self._own(t, level) & (t["place"] < limit))

        def accepted(row: ir.Table) -> ir.Value:
            return ibis.ifelse(is_word(answer(row), "count"), seen(row), clear(row)) * scale

        def asked(row: ir.Table) -> ir.Value:
            return ibis.ifelse(answer(row).isnull(), seen(row) - clear(row), ZERO) * scale

        return accepted, asked

    def cut(self, cap: ModeCap) -> Get:
        """By how much the days of some modes exceed their cap."""
        modes = list(cap.modes)  # a day made up on another day keeps its mode, whatever that is
        of_modes = self.count("_".join(("mode", *modes)), lambda t: self.past(t) & attended(t) & t["mode"].isin(modes))
        accepted = self._accepted_anywhere() if "recording" in cap.modes else None
        limit = self.site.parts(cap.at_most.value)

        def over(row: ir.Table) -> ir.Value:
            held = of_modes(row) + accepted(row) if accepted else of_modes(row)
            return ibis.greatest(held - limit, ZERO)

        return over

    def _accepted_anywhere(self) -> Get:
        return plus_all([self._recorded(level)[0] for level in (*self.body.per_level, "")])

    def doubts(self, cuts: list[Get]) -> None:
        """Which candidates are explained: by recordings under limits, by levels under caps, by modes brought along."""
        site, code = self.site, self.requirement.code
        if self._is_limited:
            seen = site.wants.of("days", f"watched_{code}", lambda t: self._seen(t).any(), NO)
            site.doubt("recordings_under_limits", seen)
        if self.body.per_level and cuts:
            site.doubt("levels_under_caps", lambda row: plus(*(cut(row) for cut in cuts)) > 0)
        modes = site.wants.of("recognised", "modes_brought", lambda t: t["days_by_mode"].max(), NO_WORD)
        site.doubt("modes_brought_along", lambda row: modes(row).notnull() & ~is_word(modes(row), ""))


def plus_all(gets: list[Get]) -> Get:
    return lambda row: plus(*(get(row) for get in gets))


def _outcome(
    requirement: Requirement,
    body: DaysRule,
    site: Site,
    eased: Relief,
    tallies: dict[str, tuple[Get, Get]],
    cuts: list[Get],
    row: ir.Table,
) -> Outcome:
    held = {level: (counted(row), asked(row)) for level, (counted, asked) in tallies.items()}
    counted = plus(*(one for one, _ in held.values()))
    for cut in cuts:
        counted = counted - cut(row)
    undecided = plus(*(one for _, one in held.values()))
    needed = ibis.greatest(site.parts(requirement.asked.value) - eased.amount(row), ZERO)
    gaps: ir.Value = ZERO
    met, hopeless = counted >= needed, ibis.literal(False)
    for level, asks in body.per_level.items():
        own, waits = held[level]
        asked = eased.for_level(level, site.parts(asks.value), own, row)
        gaps = gaps + ibis.greatest(asked - own, ZERO)
        met = met & (own >= asked)
        hopeless = hopeless | (own + waits < asked)
    missing = ibis.greatest(needed - counted, gaps, ZERO)
    with_person = (counted + undecided >= needed) & ~hopeless
    found = ibis.cases((met, state(MET)), (with_person, state(HUMAN_STATE)), else_=state(NOT_YET))
    return Outcome(found, counted, needed, missing)


def compile_elapsed(requirement: Requirement, body: ElapsedRule, site: Site) -> Finish:
    """The columns of a limit on the time since the last training day of a level."""

    def make(t: ir.Table) -> ir.Value:
        own = (t["level"] == body.level) & (t["on"] <= day(site.wants.as_of))
        own = own & ~t["attended"].isin(("missed", "excused", "planned"))
        if body.modes:
            own = own & ibis.ifelse(watched(t), "recording", t["mode"]).isin(body.modes)
        return t["on"].max(where=own)

    last = site.wants.of("days", f"last_{requirement.code}", make, NO_DAY)
    eased = relief(requirement, site)
    one = number(site.wants.scale)

    def get(row: ir.Table) -> Outcome:
        inside = day(site.wants.as_of) <= after(last(row), body.at_most)
        found = ibis.cases((last(row).isnull(), state(NOT_YET)), (inside, state(MET)), else_=state(CANNOT))
        done = found == MET
        return Outcome(found, ibis.ifelse(done, one, ZERO), one, ibis.ifelse(done, ZERO, one))

    return settled(requirement, site, eased, get)


__all__ = ["compile_days", "compile_elapsed"]

"""Time between days, attempts, ratios, and ways to choose from."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._rules import (
    EvaluationRule,
    RatioRule,
    Requirement,
    TimeRule,
    WaysRule,
)
from feltwork.core.certification.register._findings import HUMAN, STANDS
from feltwork.core.certification.register._moments import after
from feltwork.core.certification.register._wants import NO, ZERO, day, number

from .common import (
    CANNOT,
    HUMAN_STATE,
    MET,
    NOT_YET,
    WAIVED,
    Finish,
    Outcome,
    Site,
    plus,
    relief,
    settled,
    state,
)
from .filters import passes


def compile_time(requirement: Requirement, body: TimeRule, site: Site) -> Finish:
    """The columns of a time between two days."""
    since, to = site.moments.day(body.since.moment), site.moments.day(body.to.moment)
    begin, end = site.moments.at(body.since) or since, site.moments.at(body.to) or to
    eased = relief(requirement, site)
    one = number(site.wants.scale)

    def get(row: ir.Table) -> Outcome:
        first, last = begin(row), end(row)
        late: ir.Value = NO
        if body.at_most:
            late = ibis.coalesce(after(first, body.at_most) < ibis.coalesce(last, day(site.wants.as_of)), False)
        short = last < first
        if body.at_least:
            short = short | (last < after(first, body.at_least))
        found = ibis.cases(
            (first.isnull(), state(NOT_YET)),
            (late, state(CANNOT)),
            (last.isnull() | short, state(NOT_YET)),
            else_=state(MET),
        )
        done = found == MET
        return Outcome(found, ibis.ifelse(done, one, ZERO), one, ibis.ifelse(done, ZERO, one))

    return settled(requirement, site, eased, get)


def compile_evaluation(requirement: Requirement, body: EvaluationRule, site: Site) -> Finish:
    """The columns of attempts. Where a failure makes one wait, whoever failed is explained."""
    wants, code, scale = site.wants, requirement.code, site.wants.scale
    only, result = passes(body.only, site), wants.attribute("result")

    def own(t: ir.Table, fate: int) -> ir.Value:
        return t["kind"].isin(body.of) & only(t) & (t["fate"] == fate)

    passed = wants.over_entries(f"passed_{code}", lambda t: (own(t, STANDS) & (t[result] == "passed")).sum(), ZERO)
    failed = wants.over_entries(f"failed_{code}", lambda t: (own(t, STANDS) & (t[result] != "passed")).sum(), ZERO)
    undecided = wants.over_entries(f"attempts_{code}", lambda t: own(t, HUMAN).sum(), ZERO)
    if body.lock_outs:
        site.doubt("attempts", lambda row: failed(row) > 0)
    eased = relief(requirement, site)

    def get(row: ir.Table) -> Outcome:
        needed = ibis.greatest(site.parts(requirement.asked.value) - eased.amount(row), ZERO)
        counted = passed(row) * scale
        missing = ibis.greatest(needed - counted, ZERO)
        lost: ir.Value = NO
        if body.attempts:
            used = counted + failed(row) * scale
            lost = used + missing > site.parts(body.attempts.value)
        found = ibis.cases(
            (missing == 0, state(MET)),
            (lost, state(CANNOT)),
            (undecided(row) * scale >= missing, state(HUMAN_STATE)),
            else_=state(NOT_YET),
        )
        return Outcome(found, counted, needed, missing)

    return settled(requirement, site, eased, get)


def compile_ratio(requirement: Requirement, body: RatioRule, site: Site) -> Finish:
    """The columns of a ratio, averaged over all; whoever has hours to compare in each period is explained."""
    wants, code = site.wants, requirement.code
    places = [wants.levels.index(level) for level in body.levels if level in wants.levels]
    per_hour = requirement.asked.value / body.for_each.value

    def own(t: ir.Table, kinds: tuple[str, ...], fates: tuple[int, ...]) -> ir.Value:
        taken = t["kind"].isin(kinds) & t["fate"].isin(fates)
        return taken & t["level"].isin(places) if body.levels else taken

    hours = wants.over_entries(f"hours_{code}", lambda t: t["hours_s"].sum(where=own(t, body.to, (STANDS,))), ZERO)
    units = wants.over_entries(f"units_{code}", lambda t: t["amount"].sum(where=own(t, body.of, (STANDS,))), ZERO)
    more = wants.over_entries(f"more_{code}", lambda t: t["amount"].sum(where=own(t, body.of, (STANDS, HUMAN))), ZERO)
    some = wants.over_entries(f"some_{code}", lambda t: own(t, body.to, (STANDS,)).any(), NO)
    if body.per:
        site.doubt("periods", some)
    # the amount asked need not be a whole number of parts
    site.doubt("amount_uneven", lambda row: hours(row) * per_hour.numerator % per_hour.denominator != 0)
    eased = relief(requirement, site)

    def get(row: ir.Table) -> Outcome:
        asked = (hours(row) * per_hour.numerator // per_hour.denominator).cast("int64")
        off = eased.amount(row)
        missing = ibis.greatest(ibis.greatest(asked - units(row), ZERO) - off, ZERO)
        still = ibis.greatest(ibis.greatest(asked - more(row), ZERO) - off, ZERO)
        found = ibis.cases((missing == 0, state(MET)), (still > 0, state(NOT_YET)), else_=state(HUMAN_STATE))
        return Outcome(found, ibis.least(units(row), asked), asked, missing)

    return settled(requirement, site, eased, get)


def compile_ways(requirement: Requirement, body: WaysRule, site: Site) -> Finish:
    """The columns of ways, made from the states of the requirements that they name."""
    eased = relief(requirement, site)
    scale = site.wants.scale

    def get(row: ir.Table) -> Outcome:
        states = [_way(way.needs, row) for way in body.ways]
        count = {name: plus(*(_one(found == name) for found in states)) for name in (MET, HUMAN_STATE, CANNOT)}
        needed = ibis.greatest(site.parts(requirement.asked.value) - eased.amount(row), ZERO)
        counted = count[MET] * scale
        missing = ibis.greatest(needed - counted, ZERO)
        left = (len(states) - count[CANNOT]) * scale
        found = ibis.cases(
            (missing == 0, state(MET)),
            (count[HUMAN_STATE] * scale >= missing, state(HUMAN_STATE)),
            (left < needed, state(CANNOT)),
            else_=state(NOT_YET),
        )
        return Outcome(found, counted, needed, missing)

    return settled(requirement, site, eased, get)


def _one(found: ir.Value) -> ir.Value:
    return ibis.ifelse(found, number(1), ZERO)


def _way(needs: tuple[str, ...], row: ir.Table) -> ir.Value:
    """The worst of what a way needs; what is not asked of the candidate closes it."""
    found: ir.Value = state(MET)
    for code in needs:
        own = row[f"state_{code}"] if f"state_{code}" in row.columns else None
        if own is None:
            return state(CANNOT)
        plain = ibis.ifelse(own == WAIVED, state(MET), ibis.coalesce(own, state(CANNOT)))
        found = ibis.greatest(found, plain)
    return found


__all__ = ["compile_evaluation", "compile_ratio", "compile_time", "compile_ways"]

"""The present cycle of a credential as columns, as `_cycles.py` of the explaining evaluator finds it."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._rules import Bridge, Cycle, Season

from ._moments import after
from ._wants import NO_DAY, ZERO, Get, Wants, day, number

RENEWALS = 8  # so many are followed; whoever has renewed more often is explained


def want_cycle(wants: Wants, rule: Cycle) -> tuple[Get, Get]:
    """Lay down `cycle_begins`, `cycle_ends` (the last day on which it can be renewed) and `cycle_ordinal`, null where
    nothing was awarded. Returns the award, and how many renewals there are beyond those that are followed."""
    on = day(wants.as_of)
    wants.table_from("gates", "renewals", lambda t: _renewals(t, rule, on))
    awarded = wants.of(
        "gates",
        "awarded_on",
        lambda t: t["valid_from"].min(where=(t["code"] == rule.award) & (t["valid_from"] <= on)),
        NO_DAY,
    )
    renewed = [wants.of("renewals", f"renewed_{place}", _of_place(place), NO_DAY) for place in range(RENEWALS)]
    more = wants.of("renewals", "renewed_more", lambda t: (t["place"] >= RENEWALS).sum(), ZERO)
    begins, ends = _first(wants, rule, awarded)
    ordinal: Get = lambda row: ibis.ifelse(awarded(row).isnull(), ibis.null("int64"), number(1))  # noqa: E731
    for place, get in enumerate(renewed):
        begins, ends, ordinal = _next(wants, rule, place, get, begins, ends, ordinal)
    wants.derive("cycle_begins", begins, at_entries=True)
    wants.derive("cycle_ends", lambda row: after(ends(row), rule.grace) if rule.grace else ends(row), at_entries=True)
    wants.derive("cycle_ordinal", ordinal)
    return awarded, more


def _renewals(gates: ir.Table, rule: Cycle, on: ir.Value) -> ir.Table:
    """The days of renewals, each once, in order from nought."""
    own = gates.filter((gates["code"] == rule.renewal) & (gates["valid_from"] <= on))
    days = own.select("candidate", "valid_from").distinct()
    place = ibis.row_number().over(group_by="candidate", order_by="valid_from")
    return days.mutate(place=place.cast("int64"))


def _of_place(place: int) -> Get:
    return lambda t: t["valid_from"].min(where=t["place"] == place)


def _first(wants: Wants, rule: Cycle, awarded: Get) -> tuple[Get, Get]:
    ends = wants.derive("turn_ends", lambda row: _end(rule, awarded(row), awarded(row)))
    return awarded, ends


def _next(
    wants: Wants, rule: Cycle, place: int, renewed: Get, begins: Get, ends: Get, ordinal: Get
) -> tuple[Get, Get, Get]:
    """The turn after a renewal; one that came no later than the turn began is of an earlier one."""

    def turns(row: ir.Table) -> ir.Value:
        return ibis.coalesce(renewed(row) > begins(row), False)

    def start(row: ir.Table) -> ir.Value:
        if rule.restarts:
            return renewed(row)
        return (ibis.greatest(ends(row), renewed(row)) + ibis.interval(days=1)).cast("date")

    def own(name: str, new: Get, old: Get) -> Get:
        return wants.derive(f"turn_{name}_{place}", lambda row: ibis.ifelse(turns(row), new(row), old(row)))

    now = own("begins", start, begins)
    until = wants.derive(
        f"turn_ends_{place}",
        lambda row: ibis.ifelse(turns(row), _end(rule, ends(row), now(row)), ends(row)),
    )
    return now, until, own("ordinal", lambda row: ordinal(row) + 1, ordinal)


def _end(rule: Cycle, before: ir.Value, begins: ir.Value) -> ir.Value:
    """The last day of a cycle whose predecessor ended on *before*."""
    ends = _length(rule, before, begins, list(rule.bridges))
    if rule.season:
        return _season_end(rule.season, ends)
    if rule.ends == "end_of_month":
        return (ends.truncate("M") + ibis.interval(months=1) - ibis.interval(days=1)).cast("date")
    return ends


def _length(rule: Cycle, before: ir.Value, begins: ir.Value, bridges: list[Bridge]) -> ir.Value:
    if not bridges:
        return after(before, rule.length)
    first, *others = bridges
    bridged = after(before, first.length)
    return ibis.ifelse(begins < day(first.began_before), bridged, _length(rule, before, begins, others))


def _season_end(season: Season, on: ir.Value) -> ir.Value:
    year = on.year().cast("int64")
    odd = {"odd": 1, "even": 0}.get(season.years)
    if odd is not None:
        year = ibis.ifelse(year % 2 == odd, year, year + 1)
    month, place = season.ends.split("-")
    return (year.cast("string") + f"-{month}-{place}").cast("date")

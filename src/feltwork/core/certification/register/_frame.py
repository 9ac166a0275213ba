"""One row for each candidate with everything that rules ask of it but the sums over entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

import ibis
import ibis.expr.types as ir

from ._wants import NO_DAY, Get, Wants, day, filled_up

FAR = day(date(9999, 12, 31))


def want_levels(wants: Wants) -> None:
    """When each level starts, and the day on which another takes over."""
    codes = wants.levels
    for place, code in enumerate(codes):
        first = wants.of("level_starts", f"told_{place}", _first_of(code), NO_DAY)
        if place == 0:
            some = wants.of("level_starts", "starts_told", lambda t: t["level"].count(), ibis.literal(0, "int64"))
            first = _anchored(first, some)
        wants.derive(f"start_{place}", first, at_entries=True)
    for place in range(len(codes)):
        wants.derive(f"end_{place}", partial(_end, place=place, number=len(codes)), at_entries=True)


def _first_of(level: str) -> Get:
    return lambda t: t["on"].min(where=t["level"] == level)


def _anchored(first: Get, some: Get) -> Get:
    """Where no start is told at all, the first level starts with the anchor."""
    return lambda row: ibis.ifelse(some(row) == 0, row["anchor_on"], first(row))


def _end(row: ir.Table, place: int, number: int) -> ir.Value:
    """The first day of the level that comes next in time; of two that start on one day the later one holds."""
    own = row[f"start_{place}"]
    ends = FAR
    for other in range(number):
        if other != place:
            start = row[f"start_{other}"]
            later = start >= own if other > place else start > own
            ends = ibis.ifelse(ibis.coalesce(later, False), ibis.least(ends, start), ends)
    return ends


def level_on(row: ir.Table, on: ir.Value, number: int) -> ir.Value:
    """The place of the level in force on a day, -1 before the first."""
    found: ir.Value = ibis.literal(-1, "int8")
    for place in range(number):
        inside = (row[f"start_{place}"] <= on) & (on < row[f"end_{place}"])
        found = ibis.ifelse(ibis.coalesce(inside, False), ibis.literal(place, "int8"), found)
    return found


def frame_of(wants: Wants, tables: Mapping[str, ir.Table]) -> ir.Table:
    """The candidates with all columns that were wanted of tables and derived from these."""
    frame = tables["candidates"]
    for name, columns in wants.by_table.items():
        table = tables[name]
        own = table.group_by("candidate").agg(**{column: make(table) for column, make in columns.items()})
        frame = frame.left_join(own, "candidate").drop("candidate_right")
        frame = filled_up(frame, {column: wants.defaults[column] for column in columns})
    for name, get in wants.derived.items():
        frame = frame.mutate(**{name: get(frame)})
    return frame

"""One row for each candidate with everything that rules ask of it but the sums over entries."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import partial

import ibis
import ibis.expr.types as ir
from ibis.common.exceptions import IbisError

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
    made = {name: _summed_up(tables[name], columns, f"of_{name}") for name, columns in wants.by_table.items()}
    joined = frame
    for name, own in made.items():
        joined = joined.left_join(own, joined["candidate"] == own[f"of_{name}"])
    wanted = [column for columns in wants.by_table.values() for column in columns]
    filled = {column: filled_up(joined[column], wants.defaults[column]) for column in wanted}
    return _derived(joined.select(*frame.columns, **filled), dict(wants.derived))


def _summed_up(table: ir.Table, columns: Mapping[str, Get], key: str) -> ir.Table:
    return table.group_by(**{key: table["candidate"]}).agg(**{name: make(table) for name, make in columns.items()})


def _derived(frame: ir.Table, derived: dict[str, Get]) -> ir.Table:
    """Columns made from columns, in one step as many as do not lean on each other, since each step costs time."""
    while derived:
        step: dict[str, ir.Value] = {}
        for name, get in derived.items():
            with suppress(AttributeError, IbisError):  # it leans on a column of this step
                step[name] = get(frame)
        if not step:
            raise LookupError(f"columns that lean on each other: {', '.join(derived)}")
        frame = frame.mutate(**step)
        derived = {name: get for name, get in derived.items() if name not in step}
    return frame

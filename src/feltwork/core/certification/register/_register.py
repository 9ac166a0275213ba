"""A register: the tables of `SCHEMA` behind one Ibis connection, and records of single candidates out of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
from ibis.common.exceptions import TableNotFound

from feltwork.core.certification._facts import Approval, Record

from ._schema import SCHEMA
from ._tables import approval_of, records_of, tables_of

FETCHED = 500  # candidates whose records are built in one go


@dataclass(frozen=True, slots=True)
class Register:
    """The facts of many candidates. `records` is there where the register was made of records."""

    connection: Any  # an Ibis backend
    tables: Mapping[str, ir.Table]
    records: Mapping[int, Record] | None = None
    known_filled: frozenset[str] | None = None

    def filled(self) -> frozenset[str]:
        """The tables that have rows."""
        if self.known_filled is not None:
            return self.known_filled
        counts = (
            table.limit(1).agg(rows=lambda t: t.count()).mutate(name=ibis.literal(name))
            for name, table in self.tables.items()
        )
        return frozenset(row["name"] for row in self._rows(ibis.union(*counts)) if row["rows"])

    def approvals(self) -> list[Approval]:
        """The approvals of all providers."""
        return [approval_of(row) for row in self._rows(self.tables["approvals"])]

    def bounds(self, chunk: int | None) -> list[tuple[int, int, int]]:
        """Stretches of candidates, both ends inclusive, with how many each holds: *chunk* at most, or all at once."""
        candidates = self.tables["candidates"]
        if chunk is None:
            ends = candidates.agg(
                first=candidates["candidate"].min(), last=candidates["candidate"].max(), number=candidates.count()
            )
            return [(row["first"], row["last"], row["number"]) for row in self._rows(ends) if row["number"]]
        numbered = candidates.select("candidate", place=ibis.row_number().over(order_by="candidate"))
        parts = numbered.group_by(part=(numbered["place"] // chunk).cast("int64")).agg(
            first=numbered["candidate"].min(), last=numbered["candidate"].max(), number=numbered.count()
        )
        return [(row["first"], row["last"], row["number"]) for row in self._rows(parts.order_by("part"))]

    def within(self, first: int, last: int) -> dict[str, ir.Table]:
        """The tables cut to a stretch of candidates."""
        return {
            name: table if name == "approvals" else table.filter(table["candidate"].between(first, last))
            for name, table in self.tables.items()
        }

    def fetch(self, candidates: Sequence[int]) -> Iterator[tuple[int, Record]]:
        """The records of some candidates."""
        if self.records is not None:
            yield from ((one, self.records[one]) for one in candidates)
            return
        for place in range(0, len(candidates), FETCHED):
            yield from self._build(candidates[place : place + FETCHED]).items()

    def _build(self, candidates: Sequence[int]) -> dict[int, Record]:
        wanted = list(candidates)
        rows = {
            name: self._rows(table.filter(table["candidate"].isin(wanted)))
            for name, table in self.tables.items()
            if name != "approvals"
        }
        providers = sorted({row["provider"] for row in rows["entries"] if row["provider"]})
        approvals = self.tables["approvals"]
        rows["approvals"] = self._rows(approvals.filter(approvals["provider"].isin(providers))) if providers else []
        return records_of(rows)

    def run(self, table: ir.Table) -> pa.Table:
        """The rows of an expression."""
        # Ibis would fold each step into the one before, which takes as long as the rest of its work and saves nothing
        options, folds = ibis.options.sql, ibis.options.sql.fuse_selects
        options.fuse_selects = False
        try:
            return self.connection.to_pyarrow(table)
        finally:
            options.fuse_selects = folds

    def _rows(self, table: ir.Table) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.run(table).to_pylist()
        return rows


def register_in(connection: Any) -> Register:
    """The register whose tables or views lie in *connection* under the names of `SCHEMA`.

    A table that is not there has no rows; `candidates` must be there. Raises `ValueError` for a column that is missing.
    """
    tables = {}
    for name, schema in SCHEMA.items():
        try:
            tables[name] = connection.table(name)
        except TableNotFound:
            if name == "candidates":
                raise ValueError("there is no table of candidates") from None
            tables[name] = ibis.memtable(schema.empty_table())
        missing = [word for word in schema.names if word not in tables[name].columns]
        if missing:
            raise ValueError(f"the table {name} has no column {missing[0]}")
        tables[name] = _typed(tables[name], schema)
    return Register(connection, tables)


def _typed(table: ir.Table, schema: pa.Schema) -> ir.Table:
    """The columns of the schema in its types."""
    wanted = ibis.Schema.from_pyarrow(schema)
    return table.select(**{word: table[word].cast(kind(nullable=True)) for word, kind in wanted.items()})


def register_of(records: Mapping[int, Record], *, connection: Any = None) -> Register:
    """A register of *records* by candidate, in memory; in DuckDB unless another connection is given."""
    connection = duckdb_connection() if connection is None else connection
    rows = tables_of(records)
    tables = {name: place_table(connection, name, table) for name, table in rows.items()}
    filled = frozenset(name for name, table in rows.items() if len(table))
    return Register(connection, tables, dict(records), filled)


def place_table(connection: Any, name: str, table: pa.Table) -> ir.Table:
    """Lay *table* into the connection for as long as it is open."""
    if connection.name == "duckdb":
        return connection.create_table(name, ibis.memtable(table), temp=True)
    # Spark takes it through pandas, where anything that is missing would become "not a number"
    frame = pd.DataFrame({word: pd.Series(table[word].to_pylist(), dtype=object) for word in table.column_names})
    given = ibis.memtable(frame, schema=ibis.Schema.from_pyarrow(table.schema))
    return connection.create_view(name, given, overwrite=True)


def take_away(connection: Any, names: Iterable[str]) -> None:
    """Take tables away that were laid into the connection."""
    kind = "TABLE" if connection.name == "duckdb" else "VIEW"
    for name in names:
        connection.raw_sql(f"DROP {kind} IF EXISTS {name}")


def duckdb_connection(*, threads: int | None = None, memory_limit: str = "2GB", scratch: Path | None = None) -> Any:
    """An embedded DuckDB in this process. What does not fit its memory goes to *scratch*, or fails without one."""
    connection = ibis.duckdb.connect()
    settings = {"memory_limit": memory_limit, "preserve_insertion_order": "false"}
    if threads:
        settings["threads"] = str(threads)
    if scratch:
        settings["temp_directory"] = str(scratch)
    for name, value in settings.items():
        word = value.replace("'", "''")
        connection.raw_sql(f"SET {name} = '{word}'")
    return connection

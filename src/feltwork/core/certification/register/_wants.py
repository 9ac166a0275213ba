"""What requirements want to know of a candidate: gathered first, then asked of each table once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._rules import RuleSet

Get = Callable[[ir.Table], ir.Value]
Aggregate = Callable[[ir.Table], ir.Value]


@dataclass(slots=True)
class Wants:
    """One rule set on one day. `filled` names the tables that have rows at all; the others cost nothing.

    `by_table` are columns to be made of a table for each candidate, `derived` columns made of these, in order;
    `of_entries` sums over weighed entries. `doubts` are the conditions on a finished row under which a candidate is
    explained instead: code and condition.
    """

    rules: RuleSet
    as_of: date
    scale: int
    filled: frozenset[str]
    by_table: dict[str, dict[str, Aggregate]] = field(default_factory=dict)
    derived: dict[str, Get] = field(default_factory=dict)
    made_tables: dict[str, tuple[str, Callable[[ir.Table], ir.Table]]] = field(default_factory=dict)
    at_entries: dict[str, Get] = field(default_factory=dict)  # columns of weighed entries that several sums look at
    of_entries: dict[str, Aggregate] = field(default_factory=dict)
    with_entries: set[str] = field(default_factory=set)  # derived columns that entries are weighed with
    attributes: dict[str, str] = field(default_factory=dict)  # attribute → its column at each entry
    flags: list[str] = field(default_factory=list)  # approvals asked about besides, in the order of their columns
    defaults: dict[str, ir.Value] = field(default_factory=dict)

    def of(self, table: str, name: str, aggregate: Aggregate, default: ir.Value) -> Get:
        """A column made of the rows that a candidate has in *table*; *default* where there are none."""
        if table not in self.filled:
            return lambda _row: default
        self.by_table.setdefault(table, {})[name] = aggregate
        self.defaults[name] = default
        return lambda row: row[name]

    def table_from(self, source: str, name: str, make: Callable[[ir.Table], ir.Table]) -> None:
        """Another table, made of the rows of *source*."""
        self.made_tables[name] = (source, make)
        if source in self.filled:
            self.filled |= {name}

    def derive(self, name: str, get: Get, *, at_entries: bool = False) -> Get:
        """A column reckoned from others; *at_entries*: also at hand where entries are weighed."""
        self.derived.setdefault(name, get)
        if at_entries:
            self.with_entries.add(name)
        return lambda row: row[name]

    def each_entry(self, name: str, get: Get) -> Get:
        """A column of weighed entries, reckoned once for all sums that look at it."""
        self.at_entries.setdefault(name, get)
        return lambda table: table[name]

    def over_entries(self, name: str, aggregate: Aggregate, default: ir.Value) -> Get:
        """A sum over weighed entries."""
        if "entries" not in self.filled:
            return lambda _row: default
        self.of_entries[name] = aggregate
        self.defaults[name] = default
        return lambda row: row[name]

    def flag(self, approval: str) -> str:
        """The column at each entry that says whether its provider held *approval* that day."""
        if approval not in self.flags:
            self.flags.append(approval)
        return f"holds_{self.flags.index(approval)}"

    def attribute(self, name: str) -> str:
        """The column at each entry that holds one of its attributes, empty where it has none."""
        return self.attributes.setdefault(name, f"attribute_{len(self.attributes)}")

    @property
    def levels(self) -> list[str]:
        return [level.code for level in self.rules.levels]


ZERO = ibis.literal(0, "int64")
NO = ibis.literal(False, "boolean")
YES = ibis.literal(True, "boolean")
NO_DAY = ibis.null("date")
NO_WORD = ibis.null("string")


def day(on: date) -> ir.Value:
    return ibis.literal(on, "date")


def number(value: int) -> ir.Value:
    return ibis.literal(value, "int64")


def is_word(value: ir.Value, word: str) -> ir.Value:
    """Whether *value* is this word; nothing is no word."""
    # Ibis reads `==` with a null literal as "is null", and a column that nobody filled is such a literal
    return NO if _is_null(value) else ibis.coalesce(value == word, False)


def filled_up(value: ir.Value, default: ir.Value) -> ir.Value:
    """*value*, or the default where a join found nothing."""
    return value if _is_null(default) else ibis.coalesce(value, default)


def _is_null(value: ir.Value) -> bool:
    return getattr(value.op(), "value", 0) is None

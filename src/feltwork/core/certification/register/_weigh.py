"""Entries weighed as a set: level, worth and standing of each, as `_entries/weighing.py` finds them one by one."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._rules import Kind

from ._findings import QUESTIONS, Findings, also_needed, by_kind
from ._scale import EXACT, parts_of
from ._wants import NO, NO_DAY, NO_WORD, YES, Wants, day, number


def whole(num: ir.Value, den: ir.Value, scale: int) -> tuple[ir.Value, ir.Value]:
    """A fraction in parts of a unit, and whether it comes out even and small enough to be reckoned with exactly."""
    fits = ibis.coalesce((number(scale) % den == 0) & (num.abs() <= EXACT // scale), False)
    return ibis.ifelse(fits, num * (number(scale) // den).cast("int64"), number(0)), fits


class Weighing:
    """All entries of some candidates under one rule set."""

    def __init__(self, wants: Wants, tables: Mapping[str, ir.Table], kinds: tuple[Kind, ...]) -> None:
        self.wants, self.tables, self.kinds = wants, tables, kinds

    def weigh(self, frame: ir.Table) -> ir.Table:
        """Each entry with fate, amount, hours_s, ruled, level, what filters ask for, and whether it is in doubt.

        Those that fall stay: to leave them out would reckon every fate twice, and sums pass them over anyway.
        """
        known = self._joined(frame)
        table = self._measured(known)
        table = self._approved(table)
        return table.mutate(fate=Findings(self.wants, self.kinds).fate(table), doubt=self._doubt(table))

    # --- what belongs to an entry -------------------------------------------------------------------------------

    def _joined(self, frame: ir.Table) -> ir.Table:
        entries = self.tables["entries"]
        codes = [kind.code for kind in self.kinds]
        entries = entries.filter(entries["on"] <= day(self.wants.as_of), entries["kind"].isin(codes))
        columns = sorted(self.wants.with_entries)
        if columns:
            own = frame.select("candidate", *columns)
            entries = entries.join(own, "candidate")
        if self.wants.rules.cycle:
            inside = entries["on"].between(entries["cycle_begins"], entries["cycle_ends"])
            entries = entries.filter(entries["cycle_begins"].isnull() | inside)
        entries = self._ruled(entries)
        return self._described(entries)

    def _ruled(self, entries: ir.Table) -> ir.Table:
        if "rulings" not in self.wants.filled:
            empty = {f"r_{about}": NO_WORD for about in QUESTIONS}
            zero = ibis.null("int64")
            return entries.mutate(**empty, r_num=zero, r_den=zero)
        rows = self.tables["rulings"]
        rows = rows.filter(rows["about"].isin(QUESTIONS), rows["on"] <= day(self.wants.as_of))
        found = {f"r_{about}": rows["outcome"].max(where=rows["about"] == about) for about in QUESTIONS}
        own = rows["about"] == "entry"
        amounts = {
            "r_num": rows["amount_num"].max(where=own),
            "r_den": rows["amount_den"].max(where=own),
        }
        pivot = rows.group_by("candidate", entry=rows["subject"]).agg(**found, **amounts)
        return _left(entries, pivot, ["candidate", "entry"])

    def _described(self, entries: ir.Table) -> ir.Table:
        names = self.wants.attributes
        if not names:
            return entries
        if "attributes" not in self.wants.filled:
            return entries.mutate(**{column: ibis.literal("") for column in names.values()})
        rows = self.tables["attributes"].filter(self.tables["attributes"]["attribute"].isin(sorted(names)))
        pivot = rows.group_by("candidate", "entry").agg(
            **{column: rows["value"].max(where=rows["attribute"] == name) for name, column in names.items()}
        )
        joined = _left(entries, pivot, ["candidate", "entry"])
        return joined.mutate(**{column: ibis.coalesce(joined[column], "") for column in names.values()})

    # --- what it is worth -----------------------------------------------------------------------------------------

    def _measured(self, table: ir.Table) -> ir.Table:
        hours, fits = whole(table["hours_num"], table["hours_den"], self.wants.scale)
        given, given_fits = whole(table["r_num"], table["r_den"], self.wants.scale)
        ruled = table["r_entry"].notnull()
        table = table.mutate(
            hours_s=hours,
            fits=fits & (table["r_num"].isnull() | given_fits),
            given=ibis.ifelse(table["r_num"].notnull(), given, ibis.null("int64")),
            ruled=ruled,
            level=self._level(table),
        )
        worth = by_kind(self.kinds, table, lambda kind: _worth(kind, table["hours_s"], self.wants.scale))
        return table.mutate(amount=ibis.coalesce(ibis.ifelse(table["ruled"], table["given"], None), worth))

    def _level(self, table: ir.Table) -> ir.Value:
        found: ir.Value = ibis.literal(-1, "int8")
        for place in range(len(self.wants.levels)):
            inside = (table[f"start_{place}"] <= table["on"]) & (table["on"] < table[f"end_{place}"])
            found = ibis.ifelse(inside, ibis.literal(place, "int8"), found)
        return found

    # --- who gave it ----------------------------------------------------------------------------------------------

    def _approved(self, table: ir.Table) -> ir.Table:
        if "standings" in self.tables:
            own = self.tables["standings"]
            own = own.rename(**{f"s_{name}": name for name in own.columns if not name.startswith("holds_")})
            table = table.left_join(
                own,
                [
                    table["provider"] == own["s_provider"],
                    table["kind"] == own["s_kind"],
                    table["level"] == own["s_level"],
                    own["s_first"] <= table["on"],
                    table["on"] <= own["s_last"],
                ],
            )
            flags = {f"holds_{i}": ibis.coalesce(table[f"holds_{i}"], False) for i in range(len(self.wants.flags))}
            table = table.mutate(**flags) if flags else table
        else:
            flags = {f"holds_{i}": NO for i in range(len(self.wants.flags))}
            nothing = {"s_fate": ibis.null("int8"), "s_asks": NO_WORD, "s_until": NO_DAY, "s_again": NO_DAY}
            table = table.mutate(**flags, **nothing)
        for place, name in enumerate(also_needed(self.kinds)):
            table = self._assists(table, place, name)
        return table

    def _assists(self, table: ir.Table, place: int, name: str) -> ir.Table:
        if "assistances" not in self.tables:
            return table.mutate(**{f"assists_{place}": NO})
        own = self.tables["assistances"]
        own = own.filter(own["name"] == name)
        own = own.select(
            **{f"a{place}_{word}": own[word] for word in ("provider", "cohort", "first", "last")},
            **{f"assists_{place}": YES},
        )
        table = table.left_join(
            own,
            [
                table["provider"] == own[f"a{place}_provider"],
                table["cohort"] == own[f"a{place}_cohort"],
                own[f"a{place}_first"] <= table["on"],
                table["on"] <= own[f"a{place}_last"],
            ],
        )
        return table.mutate(**{f"assists_{place}": ibis.coalesce(table[f"assists_{place}"], False)})

    # --- what it comes to -----------------------------------------------------------------------------------------

    def _doubt(self, table: ir.Table) -> ir.Value:
        """What a set cannot say of an entry: an amount that comes out uneven, a signature in a later stretch."""
        odd = ~table["fits"]
        again = (table["proof"] == "signed") & (table["signed_on"] >= table["s_again"])
        return odd | ibis.coalesce(again, False)


def _worth(kind: Kind, hours: ir.Value, scale: int) -> ir.Value:
    if kind.per_entry:
        return number(parts_of(kind.per_entry.value, scale))
    if kind.hours_per_unit and kind.hours_per_unit.value != 1:
        per_unit = kind.hours_per_unit.value
        return (hours * per_unit.denominator // per_unit.numerator).cast("int64")
    return hours


def _left(left: ir.Table, right: ir.Table, keys: list[str]) -> ir.Table:
    joined = left.left_join(right, keys)
    return joined.drop(*(f"{key}_right" for key in keys if f"{key}_right" in joined.columns))

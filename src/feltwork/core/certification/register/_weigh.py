"""Entries weighed as a set: level, worth and standing of each, as `_entries/weighing.py` finds them one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._entries import Fate
from feltwork.core.certification._rules import Kind

from ._scale import EXACT
from ._wants import NO, NO_DAY, NO_WORD, YES, Wants, day, number

STANDS, WAITS, UNSENT, HUMAN, FALLS = (int(one) for one in Fate)
QUESTIONS = ("entry", "evidence", "signature", "length", "group_size", "grace", "cohort")


def fate(value: int) -> ir.Value:
    return ibis.literal(value, "int8")


def whole(num: ir.Value, den: ir.Value, scale: int) -> tuple[ir.Value, ir.Value]:
    """A fraction in parts of a unit, and whether it comes out even and small enough to be reckoned with exactly."""
    fits = ibis.coalesce((number(scale) % den == 0) & (num.abs() <= EXACT // scale), False)
    return ibis.ifelse(fits, num * (number(scale) // den).cast("int64"), number(0)), fits


def needs_provider(kind: Kind) -> bool:
    return bool(kind.approvals or kind.also)


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
        return table.mutate(fate=self._fate(table), doubt=self._doubt(table))

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
        worth = self._by_kind(table, lambda kind: _worth(kind, table["hours_s"], self.wants.scale))
        return table.mutate(amount=ibis.coalesce(ibis.ifelse(table["ruled"], table["given"], None), worth))

    def _level(self, table: ir.Table) -> ir.Value:
        found: ir.Value = ibis.literal(-1, "int8")
        for place in range(len(self.wants.levels)):
            inside = (table[f"start_{place}"] <= table["on"]) & (table["on"] < table[f"end_{place}"])
            found = ibis.ifelse(inside, ibis.literal(place, "int8"), found)
        return found

    def _by_kind(self, table: ir.Table, value: Callable[[Kind], ir.Value]) -> ir.Value:
        """A value that depends on the kind; kinds with the same value are asked for together."""
        groups: list[tuple[ir.Value, list[str]]] = []
        for kind in self.kinds:
            own = value(kind)
            alike = next((codes for other, codes in groups if other.equals(own)), None)
            if alike is None:
                groups.append((own, [kind.code]))
            else:
                alike.append(kind.code)
        groups.sort(key=lambda one: len(one[1]))
        *special, (found, _) = groups
        for own, codes in special:
            asked = table["kind"] == codes[0] if len(codes) == 1 else table["kind"].isin(codes)
            found = ibis.ifelse(asked, own, found)
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
        for place, name in enumerate(self._also):
            table = self._assists(table, place, name)
        return table

    @property
    def _also(self) -> list[str]:
        return sorted({name for kind in self.kinds for name in kind.also})

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

    def _fate(self, table: ir.Table) -> ir.Value:
        findings = [self._by_kind(table, partial(_asked, find, table)) for find in self._finders()]
        by_rules = _worst([one for one in findings if not one.equals(fate(STANDS))])
        if self.wants.rules.levels:
            outside = (table["level"] < 0) & fate(FALLS).notnull()
            by_rules = ibis.ifelse(outside, fate(FALLS), by_rules)
        ruled = ibis.ifelse(table["r_entry"] == "count", fate(STANDS), fate(FALLS))
        return ibis.ifelse(table["ruled"], ruled, by_rules)

    def _finders(self) -> list[Callable[[Kind, ir.Table], ir.Value]]:
        return [
            self._of_length,
            self._of_mode,
            self._of_provider,
            self._of_company,
            self._of_size,
            self._of_proof,
            self._of_signature,
        ]

    def _ask(self, when: ir.Value, table: ir.Table, about: str) -> ir.Value:
        """A question to a person, unless it was answered."""
        return ibis.ifelse(when, _answered(table[f"r_{about}"], "rulings" in self.wants.filled), fate(STANDS))

    def _of_length(self, kind: Kind, table: ir.Table) -> ir.Value:
        found = ibis.ifelse(table["hours_num"] <= 0, fate(FALLS), fate(STANDS))
        if kind.asks_conversion:
            return _worst([found, fate(HUMAN)])
        if kind.ask_below_hours is None:
            return found
        limit = _parts(kind.ask_below_hours.value, self.wants.scale)
        short = self._ask(table["hours_s"] < limit, table, "length")
        return ibis.ifelse(table["hours_num"] <= 0, fate(FALLS), short)

    def _of_mode(self, kind: Kind, table: ir.Table) -> ir.Value:
        if not kind.modes:
            return fate(STANDS)
        return ibis.ifelse(table["mode"].isin(kind.modes), fate(STANDS), fate(FALLS))

    def _of_provider(self, kind: Kind, table: ir.Table) -> ir.Value:
        if not needs_provider(kind):
            return fate(STANDS)
        unnamed = table["provider"].isnull() | (table["provider"] == "")
        if not kind.approvals:
            return ibis.ifelse(unnamed, fate(FALLS), fate(STANDS))
        found = ibis.ifelse(unnamed, fate(FALLS), ibis.coalesce(table["s_fate"], fate(FALLS)))
        if kind.grace:
            found = ibis.ifelse(found == HUMAN, self._ask(YES, table, "grace"), found)
        for place, issuer in enumerate(self.wants.rules.ask_about):
            answer = _answered(table[f"issuer_{place}"], "rulings" in self.wants.filled)
            asked = ibis.ifelse(table["s_asks"] == issuer, answer, fate(STANDS))
            found = _worst([found, asked])
        return found

    def _of_company(self, kind: Kind, table: ir.Table) -> ir.Value:
        found = []
        for name in kind.also:
            helps = ibis.ifelse(table[f"assists_{self._also.index(name)}"], fate(STANDS), fate(FALLS))
            found.append(ibis.ifelse(table["cohort"].isnull(), self._ask(YES, table, "cohort"), helps))
        return _worst(found)

    def _of_size(self, kind: Kind, table: ir.Table) -> ir.Value:
        rule, size = kind.group_size, table["group_size"]
        if rule is None:
            return fate(STANDS)
        found: ir.Value = fate(STANDS)
        if rule.ask_above:
            found = self._ask(
                size * rule.ask_above.value.denominator > rule.ask_above.value.numerator, table, "group_size"
            )
        if rule.max:
            over = size * rule.max.value.denominator > rule.max.value.numerator
            found = ibis.ifelse(over, fate(FALLS), found)
        return ibis.ifelse(size.isnull(), fate(STANDS), found)

    def _of_proof(self, kind: Kind, table: ir.Table) -> ir.Value:
        proof = table["proof"]
        late = table["signed_on"] > day(self.wants.as_of)
        signed = ibis.ifelse(ibis.coalesce(late, False), fate(WAITS), fate(STANDS))
        found = ibis.cases(
            (proof == "signed", signed),
            (proof == "accepted", fate(STANDS)),
            (proof == "waiting", fate(WAITS)),
            (proof == "evidence", self._of_evidence(table)),
            (proof == "draft", fate(UNSENT)),
            else_=fate(FALLS),
        )
        if kind.attested:
            declared = proof.isin(("none", "draft")) & ~table["drawn_for_audit"]
            found = ibis.ifelse(declared, fate(STANDS), found)
        return found

    def _of_evidence(self, table: ir.Table) -> ir.Value:
        if "rulings" not in self.wants.filled:
            return fate(WAITS)
        answer = table["r_evidence"]
        decided = ibis.ifelse(answer == "count", fate(STANDS), fate(FALLS))
        return ibis.ifelse(answer.isnull(), fate(WAITS), decided)

    def _of_signature(self, kind: Kind, table: ir.Table) -> ir.Value:
        """Signed before the event, or after the approval had ended."""
        signed_on = table["signed_on"]
        odd = signed_on < table["on"]
        if kind.approvals:
            odd = odd | ((signed_on > table["s_until"]) & (table["s_again"].isnull() | (signed_on < table["s_again"])))
        there = (table["proof"] == "signed") & (signed_on <= day(self.wants.as_of)) & odd
        return self._ask(ibis.coalesce(there, False), table, "signature")

    def _doubt(self, table: ir.Table) -> ir.Value:
        """What a set cannot say of an entry: an amount that comes out uneven, a signature in a later stretch."""
        odd = ~table["fits"]
        again = (table["proof"] == "signed") & (table["signed_on"] >= table["s_again"])
        return odd | ibis.coalesce(again, False)


def _asked(find: Callable[[Kind, ir.Table], ir.Value], table: ir.Table, kind: Kind) -> ir.Value:
    return find(kind, table)


def _answered(outcome: ir.Value, can_be: bool) -> ir.Value:
    if not can_be:
        return fate(HUMAN)
    decided = ibis.ifelse(outcome == "count", fate(STANDS), fate(FALLS))
    return ibis.ifelse(outcome.isnull(), fate(HUMAN), decided)


def _worst(found: list[ir.Value]) -> ir.Value:
    if not found:
        return fate(STANDS)
    return ibis.greatest(*found) if len(found) > 1 else found[0]


def _worth(kind: Kind, hours: ir.Value, scale: int) -> ir.Value:
    if kind.per_entry:
        return number(_parts(kind.per_entry.value, scale))
    if kind.hours_per_unit and kind.hours_per_unit.value != 1:
        per_unit = kind.hours_per_unit.value
        return (hours * per_unit.denominator // per_unit.numerator).cast("int64")
    return hours


def _parts(value: Fraction, scale: int) -> int:
    """A number of the rules in parts of a unit; the scale was chosen so that it comes out even."""
    return int(value * scale)


def _left(left: ir.Table, right: ir.Table, keys: list[str]) -> ir.Table:
    joined = left.left_join(right, keys)
    return joined.drop(*(f"{key}_right" for key in keys if f"{key}_right" in joined.columns))

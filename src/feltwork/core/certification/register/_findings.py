"""What is found against an entry, and what asks for a person: columns as `_entries/` of the evaluator finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._entries import Fate
from feltwork.core.certification._rules import Kind

from ._scale import parts_of
from ._wants import YES, Wants, day

STANDS, WAITS, UNSENT, HUMAN, FALLS = (int(one) for one in Fate)
QUESTIONS = ("entry", "evidence", "signature", "length", "group_size", "grace", "cohort")


def fate(value: int) -> ir.Value:
    return ibis.literal(value, "int8")


def needs_provider(kind: Kind) -> bool:
    return bool(kind.approvals or kind.also)


def also_needed(kinds: Sequence[Kind]) -> list[str]:
    """Approvals that are needed besides; each has its column at the entries."""
    return sorted({name for kind in kinds for name in kind.also})


def by_kind(kinds: Sequence[Kind], table: ir.Table, value: Callable[[Kind], ir.Value]) -> ir.Value:
    """A value that depends on the kind; kinds with the same value are asked for together."""
    groups: list[tuple[ir.Value, list[str]]] = []
    for kind in kinds:
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


class Findings:
    """What is found about entries of some kinds under one rule set."""

    def __init__(self, wants: Wants, kinds: Sequence[Kind]) -> None:
        self.wants, self.kinds = wants, kinds

    def fate(self, table: ir.Table) -> ir.Value:
        """The worst of all findings, or what a person ruled."""
        findings = [by_kind(self.kinds, table, partial(_asked, find, table)) for find in self._finders()]
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
        limit = parts_of(kind.ask_below_hours.value, self.wants.scale)
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
            helps = ibis.ifelse(table[f"assists_{also_needed(self.kinds).index(name)}"], fate(STANDS), fate(FALLS))
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

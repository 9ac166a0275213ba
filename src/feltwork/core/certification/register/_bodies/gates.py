"""Documents in force on the day of judgement."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._calendar import Period
from feltwork.core.certification._rules import GateItem, GateRule, Requirement
from feltwork.core.certification.register._moments import after
from feltwork.core.certification.register._wants import NO, ZERO, Get, day, number

from .common import MET, NOT_YET, Finish, Outcome, Site, plus, relief, settled, state


def compile_gate(requirement: Requirement, body: GateRule, site: Site) -> Finish:
    """The columns of a gate. Documents in a row that make up a time together are left to the evaluator."""
    items = [_item(requirement, item, site) for item in body.items]
    eased = relief(requirement, site)
    one = site.wants.scale

    def get(row: ir.Table) -> Outcome:
        counted = plus(*(ibis.ifelse(item(row), number(one), ZERO) for item in items))
        needed = ibis.greatest(site.parts(requirement.asked.value) - eased.amount(row), ZERO)
        found = ibis.ifelse(counted >= needed, state(MET), state(NOT_YET))
        return Outcome(found, counted, needed, ibis.greatest(needed - counted, ZERO))

    return settled(requirement, site, eased, get)


def in_force_rows(t: ir.Table, item: GateItem, on: ir.Value) -> ir.Value:
    own = t["code"].isin(item.any_of) & (t["valid_from"] <= on)
    return own & (t["valid_to"].isnull() | (t["valid_to"] >= on))


def _item(requirement: Requirement, item: GateItem, site: Site) -> Get:
    on = day(site.wants.as_of)
    name = f"gate_{requirement.code}_{item.code}"

    def in_force(t: ir.Table) -> ir.Value:
        return in_force_rows(t, item, on).any()

    found = site.wants.of("gates", name, in_force, NO)
    if item.absent:
        return lambda row: ~found(row)
    return _old_enough(item, name, found, site) if item.for_at_least else found


def _old_enough(item: GateItem, name: str, found: Get, site: Site) -> Get:
    """In force long enough by one document alone. Where only several in a row could be, their gaps are looked at."""
    wants, on, least = site.wants, day(site.wants.as_of), item.for_at_least or Period()

    def alone(t: ir.Table) -> ir.Value:
        return in_force_rows(t, item, on) & (after(t["valid_from"], least) <= on)

    def begun(t: ir.Table) -> ir.Value:
        return t["code"].isin(item.any_of) & (after(t["valid_from"], least) <= on)

    old = wants.of("gates", f"{name}_old", lambda t: alone(t).any(), NO)
    long_ago = wants.of("gates", f"{name}_begun", lambda t: begun(t).any(), NO)
    site.doubt("document_since_long", lambda row: found(row) & ~old(row) & long_ago(row))
    return old

"""Documents in force on the day of judgement."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._rules import GateItem, GateRule, Requirement
from feltwork.core.certification.register._wants import NO, ZERO, Get, day, number

from .common import MET, NOT_YET, Finish, Outcome, Site, plus, relief, settled, state


def compile_gate(requirement: Requirement, body: GateRule, site: Site) -> Finish:
    """The columns of a gate. A document that must be in force since some time is left to the explaining evaluator."""
    items = [_item(requirement, item, site) for item in body.items]
    eased = relief(requirement, site)
    one = site.wants.scale

    def get(row: ir.Table) -> Outcome:
        counted = plus(*(ibis.ifelse(item(row), number(one), ZERO) for item in items))
        needed = ibis.greatest(site.parts(requirement.asked.value) - eased.amount(row), ZERO)
        found = ibis.ifelse(counted >= needed, state(MET), state(NOT_YET))
        return Outcome(found, counted, needed, ibis.greatest(needed - counted, ZERO))

    return settled(requirement, site, eased, get)


def _item(requirement: Requirement, item: GateItem, site: Site) -> Get:
    on = day(site.wants.as_of)
    name = f"gate_{requirement.code}_{item.code}"

    def in_force(t: ir.Table) -> ir.Value:
        own = t["code"].isin(item.any_of) & (t["valid_from"] <= on)
        return (own & (t["valid_to"].isnull() | (t["valid_to"] >= on))).any()

    found = site.wants.of("gates", name, in_force, NO)
    if item.for_at_least:
        site.doubt("document_since_long", found)
    return (lambda row: ~found(row)) if item.absent else found

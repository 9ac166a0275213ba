"""Kinds of entry, and amounts, that a set-based query cannot weigh."""

from __future__ import annotations

from collections.abc import Callable

import ibis.expr.types as ir

from feltwork.core.certification._rules import Kind, RuleSet

from ._providers import day_from
from ._scale import EXACT
from ._wants import NO, Get, Wants, day, number


def why_not(kind: Kind, rules: RuleSet) -> str:
    """Why entries of a kind are not weighed as a set; empty if they are."""
    if kind.parts:
        return "parts"
    if kind.needs:
        return "company"
    if kind.later and (not kind.approvals or day_from(kind, rules) is None):
        return "approvals_of_own_days"
    return ""


def has_kind(wants: Wants, code: str) -> Get:
    """Whether a candidate has an entry of a kind by the day of judgement."""

    def make(t: ir.Table) -> ir.Value:
        return ((t["kind"] == code) & (t["on"] <= day(wants.as_of))).any()

    return wants.of("entries", f"has_{code}", make, NO)


def odd_amount(scale: int) -> Callable[[ir.Table], ir.Value]:
    """Whether some amount of a table does not come out even or is too large."""

    def make(t: ir.Table) -> ir.Value:
        num, den = t["amount_num"], t["amount_den"]
        return ((number(scale) % den != 0) | (num.abs() > EXACT // scale)).fill_null(False).any()

    return make

"""What all kinds of requirement share: amounts brought along, waivers, rulings, and the outcome as columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import ibis
import ibis.expr.types as ir

from feltwork.core.certification._rules import Requirement
from feltwork.core.certification.register._moments import Moments
from feltwork.core.certification.register._wants import NO, NO_WORD, ZERO, Get, Wants, day, is_word, number

MET, WAIVED, HUMAN_STATE, NOT_YET, CANNOT = range(5)
STATES = ("met", "waived", "human", "not_yet", "cannot")


def state(value: int) -> ir.Value:
    return ibis.literal(value, "int8")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The columns of one requirement; amounts in parts of a unit."""

    state: ir.Value
    counted: ir.Value
    needed: ir.Value
    missing: ir.Value


Finish = Callable[[ir.Table], Outcome]
Doubt = Callable[[str, Get], None]


@dataclass(slots=True)
class Site:
    """Where a requirement is compiled: what may be wanted, the moments, how to doubt, and what recordings add."""

    wants: Wants
    moments: Moments
    doubt: Doubt  # code, condition: then the candidate is explained
    raises: dict[str, Get]  # requirement → what made-up days add to it

    def parts(self, value: Fraction) -> ir.Value:
        return number(int(value * self.wants.scale))


@dataclass(frozen=True, slots=True)
class Relief:
    """Waivers of a requirement as columns."""

    whole: Get
    amount: Get
    levels: dict[str, tuple[Get, Get]]  # level → the whole of it, so much of it

    def for_level(self, level: str, asked: ir.Value, counted: ir.Value, row: ir.Table) -> ir.Value:
        if level not in self.levels:
            return asked
        whole, amount = (get(row) for get in self.levels[level])
        return ibis.ifelse(whole, ibis.least(asked, counted), ibis.greatest(asked - amount, ZERO))


def amount_of(table: ir.Table, scale: int) -> ir.Value:
    """Amounts of waivers, credits or rulings in parts of a unit; those that do not fit are doubted elsewhere."""
    return table["amount_num"] * (number(scale) // table["amount_den"]).cast("int64")


def relief(requirement: Requirement, site: Site, levels: Sequence[str] = ()) -> Relief:
    """The waivers of a requirement that are in force."""
    wants, code = site.wants, requirement.code

    def live(t: ir.Table, own: str = code) -> ir.Value:
        on = day(wants.as_of)
        begun = (t["requirement"] == own) & (t["on"] <= on)
        return begun & (t["until"].isnull() | (t["until"] >= on))

    def whole(t: ir.Table, own: str = code) -> ir.Value:
        return live(t, own) & t["level"].isnull() & t["amount_num"].isnull()

    def total(t: ir.Table, level: str | None) -> ir.Value:
        of = t["level"].isnull() if level is None else t["level"] == level
        return amount_of(t, wants.scale).sum(where=live(t) & of & t["amount_num"].notnull())

    def whole_level(t: ir.Table, level: str) -> ir.Value:
        return (live(t) & (t["level"] == level) & t["amount_num"].isnull()).any()

    own = wants.of("waivers", f"waived_{code}", lambda t: whole(t).any(), NO)
    above = requirement.within
    outer = wants.of("waivers", f"waived_{above}", lambda t: whole(t, above).any(), NO) if above else None
    off = wants.of("waivers", f"waived_amount_{code}", lambda t: total(t, None), ZERO)
    by_level = {}
    for level in levels:
        name = f"{code}_{level}"
        gone = wants.of("waivers", f"waived_level_{name}", partial(whole_level, level=level), NO)
        less = wants.of("waivers", f"waived_level_amount_{name}", partial(total, level=level), ZERO)
        by_level[level] = (gone, less)
    return Relief(lambda row: own(row) | outer(row) if outer else own(row), off, by_level)


def ruling(wants: Wants, about: str, subject: str) -> Get:
    """What a person decided on a question of the candidate: `count`, `do_not_count`, or null."""
    own = f"ruled_{about}_{subject}"

    def make(t: ir.Table) -> ir.Value:
        asked = (t["about"] == about) & (t["subject"] == subject) & (t["on"] <= day(wants.as_of))
        return t["outcome"].max(where=asked)

    return wants.of("rulings", own, make, NO_WORD)


def settled(requirement: Requirement, site: Site, eased: Relief, finish: Finish) -> Finish:
    """The last word: a waiver of the whole, then a person's ruling on the requirement itself."""
    about, _, subject = requirement.code.rpartition(":")
    ruled = ruling(site.wants, about, subject)
    can_be = {name: name in site.wants.filled for name in ("waivers", "rulings")}

    def get(row: ir.Table) -> Outcome:
        one = finish(row)
        found, missing = one.state, one.missing
        if can_be["waivers"]:
            waived = eased.whole(row) & (found != MET)
            found, missing = ibis.ifelse(waived, state(WAIVED), found), ibis.ifelse(waived, ZERO, missing)
        if can_be["rulings"]:
            answer = ruled(row)
            met, refused = is_word(answer, "count"), is_word(answer, "do_not_count")
            found = ibis.cases((met, state(MET)), (refused, state(NOT_YET)), else_=found)
            missing = ibis.ifelse(met, ZERO, missing)
        return Outcome(found, one.counted, one.needed, ibis.greatest(missing, ZERO))

    return get


def recognised(site: Site, name: str, fits: Callable[[ir.Table], ir.Value], level: str | bool | None = True) -> Get:
    """Credit brought along that *fits*: of one level, of none (None), or of all (True)."""
    wants = site.wants

    def make(t: ir.Table) -> ir.Value:
        own = fits(t) & (t["on"] <= day(wants.as_of))
        if level is None:
            own = own & t["level"].isnull()
        elif isinstance(level, str):
            own = own & (t["level"] == level)
        return amount_of(t, wants.scale).sum(where=own)

    return wants.of("recognised", name, make, ZERO)


def plus(*values: ir.Value) -> ir.Value:
    total = values[0] if values else ZERO
    for value in values[1:]:
        total = total + value
    return total

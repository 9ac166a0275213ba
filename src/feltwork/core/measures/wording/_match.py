"""Which question of a form is which item of a definition: by our ids, by LOINC, by what it is about, or by its place.

The place alone is trusted only where nothing better is there and the count fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from feltwork.core.measures._instrument import Instrument

from ._answers import LOINC
from ._draft import Draft, Remark, Row
from ._pack import Fault
from ._prints import PSC_17, concepts

ABOUT: Mapping[str, Mapping[str, frozenset[str]]] = {"psc-17": PSC_17}
SEVERAL_ORDERS = frozenset({"psc-17"})


@dataclass(frozen=True, slots=True)
class Match:
    """*rows* by item id, in the order of the form. *order_id* is empty where the order is none of those known."""

    rows: Mapping[str, Row]
    order_id: str
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()


def match(draft: Draft, instrument: Instrument, language: str, order: str) -> Match:
    """*order*: which of several circulating orders the file has, where a person says so."""
    asked = [row for row in draft.rows if row.kind != "open" and not row.calculated]
    by_name = _by_name(asked, instrument)
    if by_name:
        return _ordered(by_name, asked, draft, instrument)
    part, left_out = _part(draft, asked, instrument)
    if part is None:
        return Match({}, "", faults=(_count(draft, asked, instrument, language),))
    return _by_place(part, left_out, draft, instrument, language, order)


def _by_name(rows: Sequence[Row], instrument: Instrument) -> dict[str, Row]:
    """By our own ids and by LOINC. Empty unless most of the items are named so."""
    loinc = {item.loinc: item.id for item in instrument.items if item.loinc}
    found: dict[str, Row] = {}
    for row in rows:
        codes = [code for system, code in row.codes if system == LOINC]
        item = row.link if row.link in instrument.by_id else next((loinc[one] for one in codes if one in loinc), None)
        if item is not None and item not in found:
            found[item] = row
    return found if len(found) > len(needed(instrument)) / 2 else {}


def needed(instrument: Instrument) -> list[str]:
    return [item.id for item in instrument.items if not item.optional]


def _ordered(found: dict[str, Row], rows: Sequence[Row], draft: Draft, instrument: Instrument) -> Match:
    faults = [Fault("item_missing", item) for item in needed(instrument) if item not in found]
    order_id = _order_of(found, instrument)
    if not faults and not order_id:
        faults.append(_first_out_of_order(list(found), instrument))
    used = {row.link for row in found.values()}
    return Match(found, order_id, tuple(faults), _left_out(draft, used))


def _order_of(items: Iterable[str], instrument: Instrument) -> str:
    given = tuple(items)
    for name, whole in instrument.orders.items():
        if given == tuple(one for one in whole if one in given):
            return name
    return ""


def _first_out_of_order(given: Sequence[str], instrument: Instrument) -> Fault:
    whole = [item.id for item in instrument.items if item.id in given]
    first = next(n for n, (mine, theirs) in enumerate(zip(whole, given, strict=True)) if mine != theirs)
    return Fault("order", whole[first], {"place": first + 1, "found": given[first]})


def _part(draft: Draft, rows: Sequence[Row], instrument: Instrument) -> tuple[Sequence[Row] | None, set[str]]:
    """The whole form, or the one group of it, that has as many questions as the definition has items."""
    counts = {len(instrument.items), len(needed(instrument))}
    if len(rows) in counts:
        return rows, set()
    fitting: list[list[Row]] = []
    for link in draft.parts:
        inside = [row for row in rows if link in row.part]
        # in a group of groups the innermost is meant
        if len(inside) in counts and not any(inside == one for one in fitting):
            fitting.append(inside)
    if len(fitting) != 1:
        return None, set()
    return fitting[0], {row.link for row in draft.rows} - {row.link for row in fitting[0]}


def _count(draft: Draft, rows: Sequence[Row], instrument: Instrument, language: str) -> Fault:
    sizes = {link: sum(link in row.part for row in rows) for link in draft.parts}
    parts = [(draft.said(draft.parts[link], language)[:80] or link, size) for link, size in sizes.items() if size]
    data = {"found": len(rows), "wanted": len(needed(instrument)), "parts": parts[:12]}
    return Fault("several_parts" if len(parts) > 1 else "count", None, data)


def _by_place(
    rows: Sequence[Row], left_out: set[str], draft: Draft, instrument: Instrument, language: str, order: str
) -> Match:
    remarks = tuple(Remark("left_out", one) for one in sorted(left_out))
    about = ABOUT.get(instrument.id)
    told = concepts((draft.said(row.texts, language) for row in rows), about) if about else None
    if told is not None:
        found = dict(zip(told, rows, strict=True))
        order_id = _order_of(found, instrument)
        faults = () if order_id else (_first_out_of_order(told, instrument),)
        return Match(found, order_id, faults, (*remarks, Remark("told_by_content", data={"order": order_id})))
    if instrument.id in SEVERAL_ORDERS and order not in instrument.orders:
        return Match({}, "", (Fault("order_unknown", None, {"orders": list(instrument.orders)}),), remarks)
    if wrong := _numbers_out_of_order(rows):
        return Match({}, "", (wrong,), remarks)
    name = order if order in instrument.orders else next(iter(instrument.orders))
    wanted = [one for one in instrument.orders[name] if len(rows) == len(instrument.items) or one in needed(instrument)]
    return Match(dict(zip(wanted, rows, strict=True)), name, (), (*remarks, Remark("told_by_place")))


def _numbers_out_of_order(rows: Sequence[Row]) -> Fault | None:
    """Forms number their questions, in a prefix or at the end of the link: the numbers must run upwards."""
    numbers = [_number(row) for row in rows]
    known = [one for one in numbers if one is not None]
    if len(known) < len(rows):
        return None
    for place, (one, next_one) in enumerate(pairwise(known), 2):
        if next_one <= one:
            return Fault("numbers", None, {"place": place, "found": next_one, "before": one})
    return None


def _number(row: Row) -> int | None:
    found = re.search(r"(\d{1,3})\D{0,2}$", row.number) or re.search(r"(\d{1,3})$", row.link)
    return int(found[1]) if found else None


def _left_out(draft: Draft, used: set[str]) -> tuple[Remark, ...]:
    return tuple(Remark("left_out", row.link) for row in draft.rows if row.link not in used)

"""What an entry is worth, in the unit of its kind."""

from __future__ import annotations

from fractions import Fraction

from feltwork.core.certification._context import ONE, ZERO, Context
from feltwork.core.certification._facts import Entry, Outcome
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Kind

from .weighed import Fate, Weighed, ask


def value(weighed: Weighed, kind: Kind, context: Context) -> None:
    """Note the worth, and what is odd about the length."""
    entry = weighed.entry
    if entry.hours <= 0:
        weighed.find(Fate.FALLS, reason("no_hours", hours=entry.hours))
        return
    worth = worth_of(entry, kind, context)
    if worth is None:
        weighed.amount = entry.hours
        question = f"conversion:{kind.code}"
        weighed.find(Fate.HUMAN, reason("conversion_unstated", question=question, kind=kind.code, hours=entry.hours))
        return
    weighed.amount = worth
    if kind.hours_per_unit and kind.hours_per_unit.value != 1:
        per_unit = kind.hours_per_unit.value
        said = reason("converted", hours=entry.hours, hours_per_unit=per_unit, amount=worth, unit=kind.unit)
        weighed.reasons.append(said)
    if kind.ask_below_hours and entry.hours < kind.ask_below_hours.value:
        words: Data = {"hours": entry.hours, "ask_below": kind.ask_below_hours.value}
        ask(weighed, context, reason("short_entry", question=f"length:{entry.id}", **words))


def worth_of(entry: Entry, kind: Kind, context: Context) -> Fraction | None:
    """Units, exact; None where the rules do not say and nobody has decided (`amount` of the ruling: hours per unit)."""
    if kind.per_entry:
        return kind.per_entry.value
    if kind.hours_per_unit:
        per_unit = kind.hours_per_unit.value
        return entry.hours if per_unit == 1 else entry.hours / per_unit
    ruling = context.ruling(f"conversion:{kind.code}")
    if ruling and ruling.outcome is Outcome.COUNT:
        return entry.hours / (ruling.amount or ONE)
    return ZERO if ruling else None

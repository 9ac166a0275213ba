"""What an entry is worth, in the unit of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from feltwork.core.certification._context import ONE, ZERO, Context
from feltwork.core.certification._facts import Outcome
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Kind
from feltwork.core.certification._verdict import Reason

from .weighed import Fate, Weighed, ask


@dataclass(frozen=True, slots=True)
class Worth:
    """What a length of one kind is worth: the same for every entry as long. `short` is odd enough to ask about."""

    amount: Fraction
    fate: Fate = Fate.STANDS
    said: Reason | None = None
    short: bool = False


def value(weighed: Weighed, kind: Kind, worth: Worth, context: Context) -> None:
    """Note the worth, and what is odd about the length."""
    weighed.amount = worth.amount
    if worth.said:
        weighed.find(worth.fate, worth.said)
    if worth.short and kind.ask_below_hours:
        hours = weighed.entry.hours
        words: Data = {"hours": hours, "ask_below": kind.ask_below_hours.value}
        ask(weighed, context, reason("short_entry", question=f"length:{weighed.entry.id}", **words))


def worth_in(kind: Kind, hours: Fraction, context: Context) -> Worth:
    """What so many hours of a kind are worth, and what is said of that."""
    if hours <= 0:
        return Worth(ZERO, Fate.FALLS, reason("no_hours", hours=hours))
    amount = worth_of(hours, kind, context)
    if amount is None:
        question = f"conversion:{kind.code}"
        said = reason("conversion_unstated", question=question, kind=kind.code, hours=hours)
        return Worth(hours, Fate.HUMAN, said)
    short = kind.ask_below_hours is not None and hours < kind.ask_below_hours.value
    if kind.hours_per_unit is None or kind.hours_per_unit.value == 1:
        return Worth(amount, short=short)
    per_unit = kind.hours_per_unit.value
    said = reason("converted", hours=hours, hours_per_unit=per_unit, amount=amount, unit=kind.unit)
    return Worth(amount, said=said, short=short)


def worth_of(hours: Fraction, kind: Kind, context: Context) -> Fraction | None:
    """Units, exact; None where the rules do not say and nobody has decided (`amount` of the ruling: hours per unit)."""
    if kind.per_entry:
        return kind.per_entry.value
    if kind.hours_per_unit:
        per_unit = kind.hours_per_unit.value
        return hours if per_unit == 1 else hours / per_unit
    ruling = context.ruling(f"conversion:{kind.code}")
    if ruling and ruling.outcome is Outcome.COUNT:
        return hours / (ruling.amount or ONE)
    return ZERO if ruling else None

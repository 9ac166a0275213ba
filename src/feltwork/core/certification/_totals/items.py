"""What a total reckons with: entries in its own measure, those that fall outside it, and what weighs more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from feltwork.core.certification._context import ONE, ZERO, Context
from feltwork.core.certification._entries import Fate, Weighed
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Exempt, Requirement, TotalRule
from feltwork.core.certification._verdict import Reason

from .filters import passes


@dataclass(slots=True, eq=False)
class Item:
    """One entry in the measure of one total. `extra` is the part that a weight adds; it belongs to `base`."""

    weighed: Weighed
    amount: Fraction
    fate: Fate
    said: list[Reason] = field(default_factory=list)
    exempt: Exempt | None = None
    base: Item | None = None
    weight: str = ""
    in_pool: Fraction | None = None  # the share that a pool leaves to this total
    allotted: Fraction = ZERO

    @property
    def usable(self) -> Fraction:
        return self.amount if self.in_pool is None else self.amount * self.in_pool

    @property
    def turn(self) -> tuple[Fate, date, date, str, bool]:
        """What stands first, then what waits, each in the order it was vouched for."""
        entry = self.weighed.entry
        return self.fate, entry.signed_on or entry.on, entry.on, entry.id, self.base is not None

    def fall(self, said: Reason) -> None:
        self.fate = Fate.FALLS
        self.said.append(said)


def gather(requirement: Requirement, body: TotalRule, entries: Sequence[Weighed], context: Context) -> list[Item]:
    """Every entry of the total's kinds that its filter lets through, in the order in which they count."""
    taken = [one for one in entries if one.kind is not None and one.kind.code in body.of]
    items = [_item(body, one) for one in taken if passes(one, body.only, context)]
    for item in items:
        if item.fate is not Fate.FALLS and not item.weighed.ruled:
            _check_span(item, requirement, body, context)
    if body.once:
        _count_once(items, body.once)
    items += _extras(items, body, requirement, context)
    return sorted(items, key=lambda item: item.turn)


def _item(body: TotalRule, one: Weighed) -> Item:
    amount = one.amount
    if body.count in ("entries", "different"):
        amount = ONE
    elif body.count == "hours" and not one.ruled:
        amount = one.entry.hours
    return Item(one, amount, one.fate)


def _check_span(item: Item, requirement: Requirement, body: TotalRule, context: Context) -> None:
    since, until = context.moments.at(body.since), context.moments.at(body.until)
    on = item.weighed.entry.on
    if body.since is not None and since is None:
        item.fall(reason("span_unknown", moment=body.since.moment))
        return
    if (since is None or since <= on) and (until is None or on <= until):
        return
    item.exempt = next((one for one in body.exempt if passes(item.weighed, one.only, context)), None)
    if item.exempt is None:
        item.fall(reason("outside_span", requirement=requirement.code, since=since, until=until))


def _count_once(items: Iterable[Item], attribute: str) -> None:
    first: dict[str, date] = {}
    for item in sorted(items, key=lambda one: (one.fate, one.weighed.entry.on, one.weighed.entry.id)):
        word = item.weighed.entry.attributes.get(attribute, "")
        if not word or item.fate is Fate.FALLS:
            continue
        if word in first:
            item.fall(reason("counted_once", requirement="", first=first[word]))
        first.setdefault(word, item.weighed.entry.on)


def _extras(items: Sequence[Item], body: TotalRule, requirement: Requirement, context: Context) -> list[Item]:
    made = []
    for weight in body.weights:
        times = weight.times.value
        for item in items:
            if item.fate is not Fate.FALLS and passes(item.weighed, weight.only, context):
                extra = item.amount * (times - 1)
                words: Data = {"requirement": requirement.code, "times": times, "extra": extra}
                item.said.append(reason("weighted", **words))
                made.append(Item(item.weighed, extra, item.fate, base=item, weight=weight.code))
    return made

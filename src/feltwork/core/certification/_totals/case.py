"""One total being judged: its items, its limits, and what they come to at each degree of certainty."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction

from feltwork.core.certification._context import ZERO, Context
from feltwork.core.certification._entries import Fate
from feltwork.core.certification._judged import Relief
from feltwork.core.certification._periods import period_of
from feltwork.core.certification._rules import Beyond, Requirement, TotalRule

from .caps import Limit, allot
from .items import Item

STANDS = (Fate.STANDS,)
WAITING = (Fate.STANDS, Fate.WAITS)
UNDECIDED = (Fate.STANDS, Fate.HUMAN)
REACHABLE = (Fate.STANDS, Fate.WAITS, Fate.UNSENT, Fate.HUMAN)


@dataclass(slots=True)
class Case:
    requirement: Requirement
    body: TotalRule
    context: Context
    items: list[Item]
    limits: list[Limit]
    eased: Relief
    asked: Fraction
    brought: Fraction
    _given: dict[tuple[Fate, ...], dict[Item, Fraction]] = field(default_factory=dict)

    def given(self, fates: tuple[Fate, ...]) -> dict[Item, Fraction]:
        """How much of each item of these fates counts when the most is made of them."""
        if fates not in self._given:
            self._given[fates] = allot([item for item in self.items if item.fate in fates], self.limits)
        return self._given[fates]

    def total(self, fates: tuple[Fate, ...]) -> Fraction:
        """What the items of these fates come to, with what was brought along."""
        if self.body.count == "different":
            return self.brought + len(self.words(fates))
        return self.brought + sum(self.given(fates).values(), ZERO)

    def words(self, fates: Collection[Fate]) -> set[str]:
        """The different clients, places or weeks among items of these fates."""
        found = {period_of(item.weighed, self.body.different) for item in self.items if item.fate in fates}
        return found - {""}

    def by_group(self, fates: Collection[Fate]) -> dict[str, Fraction]:
        """The amount in each group of `each`; groups that are named but empty come with nothing."""
        rule = self.body.each
        if rule is None:
            return {}
        found = dict.fromkeys(rule.among, ZERO)
        for item in self.items:
            group = period_of(item.weighed, rule.by)
            if item.fate in fates and group and (not rule.among or group in found):
                found[group] = found.get(group, ZERO) + item.usable
        return found

    @property
    def disputed(self) -> list[tuple[str, Fraction, Fraction]]:
        """Caps that are exceeded and leave to a person which entries fall: cap, its number, by how much in all."""
        chosen = {item for item in self.items if item.fate is Fate.STANDS}
        codes = {
            one.cap.code for one in self.limits if one.cap and one.cap.beyond is Beyond.HUMAN and one.surplus(chosen)
        }
        return [self._dispute(code) for code in sorted(codes) if self.context.ruling(self.question(code)) is None]

    def question(self, cap: str) -> str:
        return f"cap:{self.requirement.code}:{cap}"

    def _dispute(self, code: str) -> tuple[str, Fraction, Fraction]:
        own = [one for one in self.limits if one.code == code]
        stands = [item for item in self.items if item.fate is Fate.STANDS]
        kept = sum(allot(stands, own).values(), ZERO)
        return code, own[0].at_most, sum((item.usable for item in stands), ZERO) - kept

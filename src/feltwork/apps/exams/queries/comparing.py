"""Somebody's ratings of a training case beside those that were agreed on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from feltwork.apps.exams.models import GoldTry
from feltwork.apps.exams.queries.gold import agreed_of
from feltwork.apps.exams.sheets import said_here, sheet_of
from feltwork.core.exams import rubric

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Compared:
    """One rating of one domain, 0 to 3; None is "cannot be rated". `reason`: why it was rated so, once a domain."""

    domain: str
    rating: str
    own: Fraction | None
    agreed: Fraction | None
    reason: str = ""

    @property
    def is_far(self) -> bool:
        """More than half a step, or one could rate it and the other not."""
        if self.own is None or self.agreed is None:
            return self.own is not self.agreed
        return abs(self.own - self.agreed) > HALF


def compared(gold_try: GoldTry) -> list[Compared]:
    """All of them, in the order of the sheet."""
    own, agreed, book = sheet_of(gold_try.data), sheet_of(agreed_of(gold_try)), rubric()
    reasons = agreed_of(gold_try).get("words", {})
    return [
        Compared(
            said_here(domain.name),
            said_here(rating.name),
            own.ratings[domain.id, rating.id],
            agreed.ratings[domain.id, rating.id],
            reasons.get(domain.id, "") if number == 0 else "",
        )
        for domain in book.domains
        for number, rating in enumerate(book.ratings)
    ]


@dataclass(frozen=True, slots=True)
class ComparedGate:
    """Something that fails outright: whether it was seen, by oneself and by those who agreed."""

    label: str
    own: bool
    agreed: bool
    reason: str


def compared_gates(gold_try: GoldTry) -> list[ComparedGate]:
    own, agreed = sheet_of(gold_try.data), sheet_of(agreed_of(gold_try))
    reasons = agreed_of(gold_try).get("words", {})
    return [
        ComparedGate(said_here(gate.name), gate.id in own.gates, gate.id in agreed.gates, reasons.get(gate.id, ""))
        for gate in rubric().gates
    ]

"""Somebody's ratings of a training case beside those that were agreed on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from feltwork.apps.exams.models import GoldTry
from feltwork.apps.exams.sheets import said_here, sheet_of
from feltwork.core.exams import rubric

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Compared:
    """One rating of one domain, 0 to 3; None is "cannot be rated"."""

    domain: str
    rating: str
    own: Fraction | None
    agreed: Fraction | None

    @property
    def is_far(self) -> bool:
        """More than half a step, or one could rate it and the other not."""
        if self.own is None or self.agreed is None:
            return self.own is not self.agreed
        return abs(self.own - self.agreed) > HALF


def compared(gold_try: GoldTry) -> list[Compared]:
    """All of them, in the order of the sheet."""
    own, agreed, book = sheet_of(gold_try.data), sheet_of(gold_try.case.gold), rubric()
    return [
        Compared(
            said_here(domain.name),
            said_here(rating.name),
            own.ratings[domain.id, rating.id],
            agreed.ratings[domain.id, rating.id],
        )
        for domain in book.domains
        for rating in book.ratings
    ]

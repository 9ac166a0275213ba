"""Adding up many exact amounts: whole numbers over one denominator first, fractions only at the border."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from math import lcm


def total(amounts: Iterable[Fraction]) -> Fraction:
    """Their sum, exact. Those of one denominator are added as whole numbers, which spares a reduction for each."""
    numerators: dict[int, int] = defaultdict(int)
    for amount in amounts:
        numerator, denominator = amount.as_integer_ratio()
        numerators[denominator] += numerator
    return sum((Fraction(above, below) for below, above in numerators.items()), Fraction(0))


class Scale:
    """Amounts as whole numbers of the largest unit in which each of them is whole."""

    def __init__(self, amounts: Iterable[Fraction]) -> None:
        self._unit = lcm(*{amount.denominator for amount in amounts})

    def whole(self, amount: Fraction) -> int:
        numerator, denominator = amount.as_integer_ratio()
        return numerator * (self._unit // denominator)

    def exact(self, whole: int) -> Fraction:
        return Fraction(whole, self._unit)

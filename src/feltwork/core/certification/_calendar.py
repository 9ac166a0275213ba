"""Calendar arithmetic. "One year after 29 February" is 28 February; ends are inclusive and belong to the caller."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

DAYS_A_MONTH = Fraction(1461, 48)  # 365.25 days / 12: only for estimates, never for a rule


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in calendar units."""

    years: int = 0
    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """The last day still inside the period that begins on *day*."""
        return add_months(day, 12 * self.years + self.months) + timedelta(days=self.days)

    def __str__(self) -> str:
        parts = ((self.years, "year"), (self.months, "month"), (self.days, "day"))
        return " ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in parts if n) or "0 days"


def add_months(day: date, months: int) -> date:
    """The same day of the month *months* later, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_at_pace(amount: Fraction, per_month: Fraction) -> int:
    """Whole days, rounded up, that *amount* takes at *per_month*; for estimates."""
    exact = amount / per_month * DAYS_A_MONTH
    return -(-exact.numerator // exact.denominator)

"""Has it changed, by more than the measure's own noise? Every verdict carries its formula and its source.

Jacobson and Truax 1991 (doi 10.1037/0022-006X.59.1.12): two scores of one person differ reliably when they are further
apart than z · SD · √2 · √(1 − r).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Literal

from ._instrument import ChangeRule, Instrument, Threshold

RCI_FORMULA = "z · SD · √2 · √(1 − r)"
CUTOFF_C_FORMULA = "(SD₁ · M₂ + SD₂ · M₁) / (SD₁ + SD₂)"
BETTER: Literal["better"] = "better"
WORSE: Literal["worse"] = "worse"


@dataclass(frozen=True, slots=True)
class Change:
    """*difference*: after less before. *crossed*: from the clinical side of *cut* to the other. *recovered*: reliably
    better and crossed (handbook, section 2 rule 8)."""

    verdict: Literal["better", "none", "worse", "not_enough"]
    difference: Fraction | None
    needed: float
    crossed: bool
    recovered: bool
    formula: str
    rule: ChangeRule
    cut: Threshold | None


def rci(sd: float, r: float, z: float = 1.96) -> float:
    """Smallest reliable difference, in points. Raises ValueError unless sd > 0 and 0 <= r <= 1."""
    return z * sqrt(2) * standard_error(sd, r)


def standard_error(sd: float, r: float) -> float:
    """Standard error of measurement, SD · √(1 − r), in points. Raises ValueError unless sd > 0 and 0 <= r <= 1."""
    if sd <= 0 or not 0 <= r <= 1:
        raise ValueError(f"no standard error from SD {sd} and r {r}")
    return sd * sqrt(1 - r)


def cutoff_c(mean_clinical: float, sd_clinical: float, mean_other: float, sd_other: float) -> float:
    """Jacobson and Truax's cut-off C: as likely in the clinical sample as in the other, for unequal SDs."""
    return (sd_clinical * mean_other + sd_other * mean_clinical) / (sd_clinical + sd_other)


def band(
    value: Fraction | float, se: float, z: float = 1.96, *, low: float | None = None, high: float | None = None
) -> tuple[float, float]:
    """value ± z · se, kept inside *low* and *high*."""
    down, up = float(value) - z * se, float(value) + z * se
    return (down if low is None else max(low, down)), (up if high is None else min(high, up))


def needed(rule: ChangeRule) -> float:
    """How many points *rule* asks for. Raises ValueError when it has neither a value nor SD and r."""
    if rule.value is not None:
        return float(rule.value)
    if rule.sd is None or rule.r is None:
        raise ValueError(f"{rule.id} has neither a value nor SD and r")
    return rci(rule.sd, rule.r, rule.z)


def is_enough(difference: Fraction, rule: ChangeRule) -> bool:
    """A published value is reached by an equal difference; a computed one must be exceeded, as defined."""
    size = abs(difference)
    return size >= rule.value if rule.value is not None else size > needed(rule)


def change(
    instrument: Instrument,
    scale: str,
    before: Fraction | None,
    after: Fraction | None,
    rule: ChangeRule,
    cut: Threshold | None = None,
) -> Change:
    """From one score to another by *rule*, and across *cut*. None: that sheet had no score.

    Raises ValueError where rule or cut are for another scale, or where more is neither better nor worse.
    """
    for one in (rule, cut):
        if one is not None and one.scale != scale:
            raise ValueError(f"{one.id} is for {one.scale}, not for {scale}")
    direction = instrument.scale(scale).higher_is
    if direction == "neither":
        raise ValueError(f"{instrument.id} {scale}: more is neither better nor worse")
    formula = RCI_FORMULA if rule.value is None else "published"
    if before is None or after is None:
        return Change("not_enough", None, needed(rule), False, False, formula, rule, cut)
    difference = after - before
    verdict: Literal["better", "none", "worse"] = "none"
    if is_enough(difference, rule):
        verdict = BETTER if (difference > 0) == (direction == "better") else WORSE
    crossed = cut is not None and is_clinical(cut, before, direction) and not is_clinical(cut, after, direction)
    recovered = crossed and verdict == BETTER
    return Change(verdict, difference, needed(rule), crossed, recovered, formula, rule, cut)


def is_clinical(cut: Threshold, value: Fraction, higher_is: str) -> bool:
    """Is *value* on the side of *cut* where people in treatment are? A cut "at most 28" names the other side."""
    names_high = cut.direction in {"at_least", "above"}
    names_clinical = names_high == (higher_is == "worse")
    return cut.met(value) == names_clinical

"""The best allocation under several limits at once, exact and proven.

HiGHS finds where the best solution lies; its floating-point numbers are thrown away. The basis that it names is solved
again in exact fractions, for the amounts and for the prices of the limits. Amounts that keep every limit, with prices
that value them at no less, prove each other best (weak duality); anything else is an `ArithmeticError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

ZERO = Fraction(0)
Row = tuple[Mapping[int, Fraction], Fraction]  # coefficients by variable, and the limit they must not exceed


@dataclass(frozen=True, slots=True)
class Optimum:
    """The amounts, their worth, and the price of each limit: what one more of it would be worth."""

    amounts: tuple[Fraction, ...]
    worth: Fraction
    prices: tuple[Fraction, ...]


def maximise(worth: Sequence[Fraction], upper: Sequence[Fraction], rows: Sequence[Row]) -> Optimum:
    """The most that amounts between 0 and *upper* are worth under *rows*; exact.

    Raises `ArithmeticError` if the solver's answer cannot be proven best.
    """
    if not worth or not rows:
        free = tuple(most if value > 0 else ZERO for value, most in zip(worth, upper, strict=True))
        return Optimum(free, _dot(worth, free), (ZERO,) * len(rows))
    solver = _solve(worth, upper, rows, whole=())
    basis = solver.getBasis()
    basic = [place for place, status in enumerate(basis.col_status) if status.name == "kBasic"]
    tight = [place for place, status in enumerate(basis.row_status) if status.name != "kBasic"]
    at_top = {place for place, status in enumerate(basis.col_status) if status.name == "kUpper"}
    amounts = [upper[place] if place in at_top else ZERO for place in range(len(worth))]
    left = [[rows[row][0].get(place, ZERO) for place in basic] for row in tight]
    rest = [rows[row][1] - sum((c * amounts[p] for p, c in rows[row][0].items()), ZERO) for row in tight]
    for place, value in zip(basic, _solve_exactly(left, rest), strict=True):
        amounts[place] = value
    turned = [list(column) for column in zip(*left, strict=True)] if left else []
    found = _solve_exactly(turned, [worth[place] for place in basic])
    prices = [ZERO] * len(rows)
    for row, value in zip(tight, found, strict=True):
        prices[row] = value
    return _proven(worth, upper, rows, tuple(amounts), tuple(prices))


def _proven(
    worth: Sequence[Fraction],
    upper: Sequence[Fraction],
    rows: Sequence[Row],
    amounts: tuple[Fraction, ...],
    prices: tuple[Fraction, ...],
) -> Optimum:
    """The certificate: limits kept, no price below nothing, and both sides worth the same."""
    kept = all(0 <= amount <= most for amount, most in zip(amounts, upper, strict=True)) and all(
        sum((c * amounts[p] for p, c in terms.items()), ZERO) <= limit for terms, limit in rows
    )
    spare = list(worth)
    for price, (terms, _) in zip(prices, rows, strict=True):
        for place, coefficient in terms.items():
            spare[place] -= price * coefficient
    bound = sum((price * limit for price, (_, limit) in zip(prices, rows, strict=True)), ZERO)
    bound += sum((max(one, ZERO) * most for one, most in zip(spare, upper, strict=True)), ZERO)
    reached = _dot(worth, amounts)
    if not kept or any(price < 0 for price in prices) or bound != reached:
        raise ArithmeticError("the best allocation could not be proven")
    return Optimum(amounts, reached, prices)


def choose_whole(
    worth: Sequence[Fraction], upper: Sequence[Fraction], rows: Sequence[Row], whole: Sequence[int]
) -> set[int]:
    """Which of the variables *whole* are taken (1) in a best solution where they are taken or left, never in part.

    Everything is scaled to whole numbers first, so the solver's bound proves the answer once it is less than 1 away.
    Raises `ArithmeticError` if it is not.
    """
    scale = lcm(*(number.denominator for number in (*worth, *upper)), 1)
    solver = _solve(worth, upper, rows, whole=whole, scale=scale)
    info = solver.getInfo()
    if info.mip_dual_bound - info.objective_function_value >= 0.999:
        raise ArithmeticError("the best choice could not be proven")
    values = solver.getSolution().col_value
    return {place for place in whole if values[place] > 0.5}


def _solve(
    worth: Sequence[Fraction], upper: Sequence[Fraction], rows: Sequence[Row], whole: Sequence[int], scale: int = 1
) -> Any:
    """HiGHS after it has run. Imported here, because most rule sets never need it."""
    import highspy
    import numpy
    from highspy._core import _Highs

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(worth), len(rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = numpy.array([float(one * scale) for one in worth])
    model.col_lower_ = numpy.zeros(len(worth))
    model.col_upper_ = numpy.array([float(one) for one in upper])
    model.row_lower_ = numpy.full(len(rows), -highspy.kHighsInf)
    model.row_upper_ = numpy.array([float(limit) for _, limit in rows])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    starts = [0]
    for terms, _ in rows:
        starts.append(starts[-1] + len(terms))
    model.a_matrix_.start_ = numpy.array(starts)
    model.a_matrix_.index_ = numpy.array([place for terms, _ in rows for place in terms], dtype=numpy.int32)
    model.a_matrix_.value_ = numpy.array([float(value) for terms, _ in rows for value in terms.values()])
    if whole:
        kinds = [highspy.HighsVarType.kContinuous] * len(worth)
        for place in whole:
            kinds[place] = highspy.HighsVarType.kInteger
        model.integrality_ = kinds
    solver = _Highs()  # not `highspy.Highs`, which greets on standard output
    for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("mip_rel_gap", 0.0)):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError("the solver found no best allocation")
    return solver


def _solve_exactly(left: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction]:
    """The solution of a square system by elimination in fractions; `ArithmeticError` if it has not exactly one."""
    rows = [[*line, value] for line, value in zip(left, right, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = next((row for row in range(column, size) if rows[row][column]), None)
        if pivot is None:
            raise ArithmeticError("the solver’s basis is singular")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [value / head for value in rows[column]]
        for row in range(size):
            factor = rows[row][column]
            if row != column and factor:
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[size] for row in rows]


def _dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), ZERO)

"""Tables of counts in which nobody can be told apart: small cells are hidden, and others with them.

A count below `least` is hidden (primary). Where sums would give it away, further cells are hidden (complementary),
until from everything that is still shown each hidden small cell could be anything from 0 to `least` − 1 at least. That
is checked by finding the lowest and highest value it could have: linear programs over all tables with those sums, whose
answers are whole numbers, as sums of rows and columns form a transportation problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from scipy.optimize import linprog

LEAST = 5
Cell = tuple[int, int]
Shown = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What may be shown; None is held back, and whether for itself or for another is not told."""

    cells: tuple[Shown, ...]
    row_totals: Shown
    column_totals: Shown
    total: int | None

    @property
    def hidden(self) -> int:
        """How many numbers are held back, totals among them."""
        totals = (*self.row_totals, *self.column_totals, self.total)
        return sum(cell is None for row in self.cells for cell in row) + sum(one is None for one in totals)


def suppress(table: Sequence[Sequence[int]], least: int = LEAST) -> Suppressed:
    """*table*: rows of counts of people, each person in one cell. Raises `ValueError` for what is no such table."""
    counts = np.array([list(row) for row in table], dtype=int)
    if counts.ndim != 2 or not counts.size or (counts < 0).any():
        raise ValueError("a table has rows of equal length, of counts")
    whole = _with_totals(counts)
    hidden = {(int(i), int(j)) for i, j in np.argwhere(whole < least)}
    small = sorted(hidden)
    while (open_cell := _exposed(whole, hidden, small, least)) is not None:
        hidden.add(_companion(whole, hidden, open_cell))
    return _shown(whole, hidden)


def bounds(whole: Any, hidden: set[Cell], cell: Cell) -> tuple[float, float]:
    """The lowest and highest count that *cell* could hold, given everything that is shown."""
    rows, columns = whole.shape
    ends = [(0, None) if (i, j) in hidden else (whole[i, j],) * 2 for i in range(rows) for j in range(columns)]
    sums = _sums(rows, columns)
    aim = np.zeros(rows * columns)
    aim[cell[0] * columns + cell[1]] = 1
    found = [linprog(sign * aim, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=ends) for sign in (1, -1)]
    lowest = 0.0 if found[0].fun is None else round(found[0].fun, 6)
    return lowest, inf if found[1].fun is None else round(-found[1].fun, 6)


def _with_totals(counts: Any) -> Any:
    """A last column and a last row of sums; a single row or column needs only one of them."""
    whole = counts
    if counts.shape[1] > 1:
        whole = np.hstack([whole, whole.sum(axis=1, keepdims=True)])
    if counts.shape[0] > 1:
        whole = np.vstack([whole, whole.sum(axis=0, keepdims=True)])
    return whole


def _sums(rows: int, columns: int) -> Any:
    """Which cells of the table with totals add up: each row to its last, each column to its last."""
    lines = []
    if columns > 1:
        for i in range(rows):
            lines.append({(i, j): 1 if j < columns - 1 else -1 for j in range(columns)})
    if rows > 1:
        for j in range(columns):
            lines.append({(i, j): 1 if i < rows - 1 else -1 for i in range(rows)})
    sums = np.zeros((len(lines), rows * columns))
    for number, line in enumerate(lines):
        for (i, j), sign in line.items():
            sums[number, i * columns + j] = sign
    return sums


def _exposed(whole: Any, hidden: set[Cell], small: list[Cell], least: int) -> Cell | None:
    """A small cell about which what is shown tells more than that it is small."""
    for cell in small:
        lowest, highest = bounds(whole, hidden, cell)
        if lowest > 0 or highest < least - 1:
            return cell
    return None


def _companion(whole: Any, hidden: set[Cell], cell: Cell) -> Cell:
    """The next to be hidden: of the lines through *cell* the smallest count, a total only when nothing else is left."""
    rows, columns = whole.shape

    def rank(one: Cell) -> tuple[bool, bool, int, Cell]:
        apart = one[0] != cell[0] and one[1] != cell[1]
        is_total = (columns > 1 and one[1] == columns - 1) or (rows > 1 and one[0] == rows - 1)
        return is_total, apart, int(whole[one]), one

    return min(((i, j) for i in range(rows) for j in range(columns) if (i, j) not in hidden), key=rank)


def _shown(whole: Any, hidden: set[Cell]) -> Suppressed:
    rows, columns = whole.shape
    seen: list[list[int | None]] = [
        [None if (i, j) in hidden else int(whole[i, j]) for j in range(columns)] for i in range(rows)
    ]
    inner_rows, inner_columns = max(rows - 1, 1), max(columns - 1, 1)
    cells = tuple(tuple(row[:inner_columns]) for row in seen[:inner_rows])
    row_totals = tuple(row[-1] for row in seen[:inner_rows])
    column_totals = tuple(seen[-1][:inner_columns])
    return Suppressed(cells, row_totals, column_totals, seen[-1][-1])

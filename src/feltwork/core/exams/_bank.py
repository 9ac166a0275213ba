"""The bank as columns, made once from plain rows, so that many forms can be drawn from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ._lots import marks_of


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """Items by number; `cells` has the numbers of each topic and difficulty, `groups` which of them exclude each other.

    `marks` is made of each code alone, so that what is drawn does not depend on the order of the rows.
    """

    codes: tuple[str, ...]
    cells: dict[tuple[str, str], NDArray[np.intp]]
    groups: tuple[int, ...]
    marks: NDArray[np.uint64]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str, str]]) -> Self:
        """*rows*: code, topic, difficulty and family ("" for none) of each item that may be asked; codes differ."""
        table = list(rows)
        codes = tuple(row[0] for row in table)
        cells: dict[tuple[str, str], list[int]] = {}
        families: dict[str, int] = {}
        groups = []
        for number, (_, topic, difficulty, family) in enumerate(table):
            cells.setdefault((topic, difficulty), []).append(number)
            groups.append(families.setdefault(family, number) if family else number)
        if len(set(codes)) < len(codes):
            raise ValueError("two items have one code")
        arrays = {name: np.array(numbers, dtype=np.intp) for name, numbers in cells.items()}
        return cls(codes, arrays, tuple(groups), marks_of(codes))

    def __len__(self) -> int:
        return len(self.codes)

    def numbers_of(self, topic: str, difficulty: str) -> NDArray[np.intp]:
        """The items of one cell; of all difficulties where it is empty."""
        if difficulty:
            return self.cells.get((topic, difficulty), np.empty(0, dtype=np.intp))
        found = [numbers for (one, _), numbers in self.cells.items() if one == topic]
        return np.concatenate(found) if found else np.empty(0, dtype=np.intp)

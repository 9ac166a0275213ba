"""Drawing a form: as many items as the bank can give, by lots that anybody with the seed can draw again.

Within a cell an item that this candidate has not seen comes first. Among those, lots are weighted: an item that was
asked n times has 1/(1 + n) of the chance of one never asked (an exponential race; Efraimidis and Spirakis 2006). So
new items come often and none comes always; the least asked ones first would give 300 candidates of one minute the same
form.

Items of one family exclude each other over the whole form. What one cell takes may then be missing in another, so a
cell that finds nothing free asks others to move (augmenting paths, Kuhn 1955): the form is as full as any can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np

from ._bank import Bank
from ._blueprint import Blueprint
from ._lots import lots


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A cell, by its place in the blueprint, that the bank could not fill."""

    part: int
    cell: int
    topic: str
    difficulty: str
    wanted: int
    found: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The codes of each part, in the order in which they are asked; topics are mixed within a part."""

    parts: tuple[tuple[str, ...], ...]
    shortfalls: tuple[Shortfall, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for part in self.parts for code in part)


def draw(bank: Bank, blueprint: Blueprint, *, seed: str, seen: Set[str], exposure: Mapping[str, int]) -> Drawn:
    """A form for one candidate. *seen*: codes asked of them before; *exposure*: how often each was asked of anyone.

    The same arguments give the same form. An item's lot depends on its code and the seed alone.
    """
    chance = lots(seed, bank.marks)
    cells = [
        (place, number, cell) for place, part in enumerate(blueprint.parts) for number, cell in enumerate(part.cells)
    ]
    filling = _Filling(bank.groups)
    for _, _, cell in cells:
        numbers = bank.numbers_of(cell.topic, cell.difficulty)
        asked = np.array([exposure.get(bank.codes[one], 0) for one in numbers], dtype=np.float64)
        race = -np.log(chance[numbers]) * (1 + asked)  # smallest first
        order = numbers[np.lexsort((bank.marks[numbers], race))].tolist()
        fresh = [one for one in order if bank.codes[one] not in seen] if seen else order
        filling.add(fresh, [one for one in order if bank.codes[one] in seen] if seen else [], cell.count)
    filling.fill()
    parts: list[list[int]] = [[] for _ in blueprint.parts]
    short = []
    for (place, number, cell), taken in zip(cells, filling.taken, strict=True):
        parts[place] += taken.values()
        if len(taken) < cell.count:
            short.append(Shortfall(place, number, cell.topic, cell.difficulty, cell.count, len(taken)))
    mixed = [sorted(part, key=lambda one: (chance[one], bank.codes[one])) for part in parts]
    return Drawn(tuple(tuple(bank.codes[one] for one in part) for part in mixed), tuple(short))


class _Filling:
    """Cells that take groups: each group is held by one cell at most, by one of its items."""

    def __init__(self, groups: tuple[int, ...]) -> None:
        self.groups = groups
        self.orders: list[tuple[list[int], list[int]]] = []  # of each cell: not seen, seen
        self.counts: list[int] = []
        self.taken: list[dict[int, int]] = []  # of each cell: group → item
        self.holder: dict[int, int] = {}  # group → cell

    def add(self, fresh: list[int], seen: list[int], count: int) -> None:
        self.orders.append((fresh, seen))
        self.counts.append(count)
        self.taken.append({})

    def fill(self) -> None:
        """First with what was not seen as far as that goes, then with the rest. The scarcest cells choose first."""
        scarce = sorted(range(len(self.counts)), key=lambda one: len(self.orders[one][0]) - self.counts[one])
        for with_seen in (False, True):
            for cell in scarce:
                while len(self.taken[cell]) < self.counts[cell] and self._take(cell, with_seen, {cell}):
                    pass

    def _take(self, cell: int, with_seen: bool, asked: set[int]) -> bool:
        """One more item for *cell*, if need be by moving another cell to a different group."""
        fresh, seen = self.orders[cell]
        items = [*fresh, *seen] if with_seen else fresh
        for item in items:
            if self.groups[item] not in self.holder:
                self._hold(cell, item)
                return True
        for item in items:
            group = self.groups[item]
            other = self.holder[group]
            if other not in asked:
                asked.add(other)
                if self._take(other, with_seen, asked):
                    del self.taken[other][group]
                    self._hold(cell, item)
                    return True
        return False

    def _hold(self, cell: int, item: int) -> None:
        self.holder[self.groups[item]] = cell
        self.taken[cell][self.groups[item]] = item

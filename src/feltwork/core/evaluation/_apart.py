"""Groups of people of whom something is shown, so chosen that no few can be told by subtracting.

The mean of twenty and the mean of nineteen of them give the twentieth away. So every group is asked for before
anything about it is shown, and refused where some sum and difference of groups would hold fewer than `least` people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from ._suppress import LEAST

SEARCHED = 20_000  # combinations looked through; where there would be more the group is refused


class Shown:
    """The groups shown so far. The order of asking is the order of what matters."""

    def __init__(self, least: int = LEAST, *, earlier: Iterable[Iterable[Hashable]] = ()) -> None:
        """*earlier*: groups of which something was shown before, in another report."""
        self.least = least
        self.groups: list[frozenset[Hashable]] = list(dict.fromkeys(frozenset(group) for group in earlier))
        self.refused = 0

    def may(self, people: Iterable[Hashable]) -> bool:
        """Whether something may be shown of exactly these people; if so, they count as shown."""
        group = frozenset(people)
        if group in self.groups:
            return True
        if len(group) < self.least or tells_few([*self.groups, group], self.least):
            self.refused += 1
            return False
        self.groups.append(group)
        return True


def tells_few(groups: list[frozenset[Hashable]], least: int = LEAST) -> bool:
    """Whether adding and subtracting the sums of *groups* can leave a sum over 1 to *least* − 1 people.

    People in the same groups cannot be parted by them, and count as one kind. A combination that holds few people
    vanishes on every kind of `least` people or more; among those that do, one with the fewest kinds vanishes on as many
    small kinds as there are dimensions less one.
    """
    kinds = Counter(tuple(one in group for group in groups) for one in frozenset().union(*groups))
    large = np.array([kind for kind, size in kinds.items() if size >= least], dtype=float).reshape(-1, len(groups)).T
    small = [(kind, size) for kind, size in kinds.items() if size < least]
    if not small:
        return False
    ways = _vanishing(large)  # weights of the groups, a row for each direction
    sums = _row_space(ways @ np.array([kind for kind, _size in small], dtype=float).T)
    sizes = np.array([size for _kind, size in small])
    free = len(sums)
    if free == 0:
        return False
    if comb(len(small), free - 1) > SEARCHED:
        return True
    return any(_holds_few(sums, sizes, chosen, least) for chosen in combinations(range(len(small)), free - 1))


def _holds_few(sums: Any, sizes: Any, chosen: tuple[int, ...], least: int) -> bool:
    """Whether a combination that vanishes on the *chosen* kinds holds fewer than *least* people."""
    vanishing = _vanishing(sums[:, list(chosen)])
    if len(vanishing) != 1:  # these kinds do not settle it; others do
        return False
    left = np.abs(vanishing[0] @ sums) > 1e-9
    return 0 < int(sizes[left].sum()) < least


def _vanishing(matrix: Any) -> Any:
    """The rows w with w @ matrix = 0: an orthogonal basis."""
    if matrix.shape[1] == 0:
        return np.eye(matrix.shape[0])
    left, values, _right = np.linalg.svd(matrix, full_matrices=True)
    rank = int((values > 1e-9).sum())
    return left[:, rank:].T


def _row_space(matrix: Any) -> Any:
    if not matrix.size:
        return matrix.reshape(0, matrix.shape[1])
    _left, values, right = np.linalg.svd(matrix, full_matrices=False)
    return right[values > 1e-9]

"""Which places hold when all are looked at together: under no effect, any person's picture might as well be negated.

The largest value anywhere is compared with the largest values under flipped signs, so that the whole picture is wrong
at most once in twenty times (Nichols and Holmes 2002). The same for clusters of neighbouring places by their mass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ._tests import LEAST_PEOPLE

Floats = NDArray[np.float64]
Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Neighbouring places with |t| above the limit and one sign: how many, the sum of t, and the corrected p."""

    places: NDArray[np.bool_]
    mass: float
    p: float


@dataclass(frozen=True, slots=True)
class Flips:
    """`p`: for each place of the mask, corrected for all of them; `clusters`: largest first."""

    t: Floats
    p: Floats
    clusters: tuple[Cluster, ...]
    flips: int


def sign_flips(
    pictures: Floats, mask: NDArray[np.bool_], *, flips: int, seed: int, limit: float = 2.5, step: Step | None = None
) -> Flips:
    """*pictures*: (people, rows, columns); *mask*: the places that count; *limit*: of |t| for clusters.

    Where 2**people is not larger than *flips*, every way of flipping is looked at once and the result is exact. *step*
    is called with the number of flips done, and may raise to stop. Raises ValueError below `LEAST_PEOPLE`.
    """
    people = len(pictures)
    if people < LEAST_PEOPLE:
        raise ValueError(f"fewer than {LEAST_PEOPLE} people cannot show anything")
    values = pictures[:, mask]
    squares = (values**2).sum(axis=0)
    t = _t(np.ones(people), values, squares)
    return _corrected(t, (_t(signs, values, squares) for signs in _signs(people, flips, seed)), mask, limit, step)


def label_swaps(
    these: Floats,
    those: Floats,
    mask: NDArray[np.bool_],
    *,
    swaps: int,
    seed: int,
    limit: float = 2.5,
    step: Step | None = None,
) -> Flips:
    """Two groups of different people: under no difference anybody might as well be in the other group.

    Welch's t, whose swaps hold in large groups of unequal spread, too (Janssen 1997). Where there are no more than
    *swaps* ways of dividing the people, each is looked at once. Raises ValueError where a group has fewer than
    `LEAST_PEOPLE`.
    """
    if min(len(these), len(those)) < LEAST_PEOPLE:
        raise ValueError(f"a group of fewer than {LEAST_PEOPLE} people cannot show anything")
    values = np.concatenate([these[:, mask], those[:, mask]])
    values = values - values.mean(axis=0)  # sums of squares lose digits where everything is far from nothing
    squares = values**2
    real = np.arange(len(values)) < len(these)
    swapped = (_welch(labels, values, squares) for labels in _labels(real, swaps, seed))
    return _corrected(_welch(real, values, squares), swapped, mask, limit, step)


def _corrected(
    t: Floats, under_chance: Iterator[Floats], mask: NDArray[np.bool_], limit: float, step: Step | None
) -> Flips:
    """*t* beside what chance alone gives, the unchanged one among it."""
    real = clusters(_spread(t, mask), limit)
    highest, heaviest = [], []
    for number, other in enumerate(under_chance, start=1):
        highest.append(np.abs(other).max(initial=0.0))
        heaviest.append(max((abs(mass) for _, mass in clusters(_spread(other, mask), limit)), default=0.0))
        if step:
            step(number)
    tops, masses = np.sort(highest), np.sort(heaviest)
    found = [Cluster(places, mass, _share_above(masses, abs(mass))) for places, mass in real]
    found.sort(key=lambda one: -abs(one.mass))
    return Flips(t, _shares_above(tops, np.abs(t)), tuple(found), len(tops))


def clusters(t: Floats, limit: float) -> list[tuple[NDArray[np.bool_], float]]:
    """Neighbouring places (sharing an edge) of one sign with |t| above *limit*, and the sum of t of each."""
    found = []
    for above in (t > limit, t < -limit):
        labels, number = ndimage.label(above)
        if number:
            sums = ndimage.sum_labels(t, labels, range(1, number + 1))
            found += [(labels == index, float(mass)) for index, mass in enumerate(sums, start=1)]
    return found


def _t(signs: Floats, values: Floats, squares: Floats) -> Floats:
    """t under these signs. The sum of squares does not change with them, which saves a pass over all pictures."""
    people = len(values)
    mean = signs @ values / people
    spread = np.sqrt(np.maximum(squares / people - mean**2, 0) / (people - 1))
    return np.divide(mean, spread, out=np.zeros_like(mean), where=spread > 1e-15)


def _welch(labels: NDArray[np.bool_], values: Floats, squares: Floats) -> Floats:
    """Welch's t of those that *labels* names against the others, at each place; 0 where nobody differs."""
    parts = []
    for side in (labels, ~labels):
        number = int(side.sum())
        mean = side @ values / number
        parts.append((mean, np.maximum(side @ squares - number * mean**2, 0) / (number - 1) / number))
    (one, error), (other, other_error) = parts
    spread = np.sqrt(error + other_error)
    return np.divide(one - other, spread, out=np.zeros_like(one), where=spread > 1e-15)


def _spread(t: Floats, mask: NDArray[np.bool_]) -> Floats:
    whole = np.zeros(mask.shape)
    whole[mask] = t
    return whole


def _signs(people: int, flips: int, seed: int) -> Iterator[Floats]:
    """All ways where there are few enough; else the unflipped one and random ones after it."""
    if 2**people <= flips:
        yield from (np.array(signs, dtype=float) for signs in product((1, -1), repeat=people))
        return
    yield np.ones(people)
    chance = np.random.default_rng(seed)
    for _ in range(flips - 1):
        yield chance.choice((-1.0, 1.0), size=people)


def _labels(real: NDArray[np.bool_], swaps: int, seed: int) -> Iterator[NDArray[np.bool_]]:
    """All ways of dividing them where there are few enough; else the real one and random ones after it."""
    people, first = len(real), int(real.sum())
    if comb(people, first) <= swaps:
        for chosen in combinations(range(people), first):
            yield np.isin(np.arange(people), chosen)
        return
    yield real
    chance = np.random.default_rng(seed)
    for _ in range(swaps - 1):
        yield chance.permutation(real)


def _shares_above(ordered: Floats, values: Floats) -> Floats:
    """For each value the share of *ordered* that is as large or larger; a rounding error does not make it smaller."""
    return np.asarray(1 - np.searchsorted(ordered, values - 1e-9, side="left") / len(ordered), dtype=np.float64)


def _share_above(ordered: Floats, value: float) -> float:
    return float(_shares_above(ordered, np.array([value]))[0])

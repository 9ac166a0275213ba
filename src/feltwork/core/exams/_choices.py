"""How the choices of an item were taken: each as a question of its own, chosen or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ._answers import is_within
from ._item import Item

IDLE = 0.05
LEAST_PAIRS = 30
REACH = float(stats.norm.ppf(0.975))  # of a 95 % interval


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """`chosen`: attempts × ids, whether each was chosen; `right`: the ids of the key."""

    ids: tuple[str, ...]
    right: frozenset[str]
    chosen: NDArray[np.bool_]

    @classmethod
    def of(cls, item: Item, answers: Sequence[Any]) -> Self | None:
        """Of single, multiple and region items; None for kinds without choices. *answers*: one of each attempt, None
        where nothing was answered or the item was not given. A point in a figure counts for the regions around it."""
        if item.kind not in ("single", "multiple", "region"):
            return None
        ids = tuple(one.id for one in (item.regions if item.kind == "region" else item.choices))
        right = frozenset({item.key} if isinstance(item.key, str) else item.key or ())
        place = {one: number for number, one in enumerate(ids)}
        if item.kind == "single":
            taken = [place.get(answer, -1) if isinstance(answer, str) else -1 for answer in answers]
            return cls(ids, right, np.array(taken, dtype=np.int64)[:, None] == np.arange(len(ids)))
        chosen = np.zeros((len(answers), len(ids)), dtype=np.bool_)
        for row, answer in enumerate(answers):
            for one in _ids(item, answer):
                if one in place:
                    chosen[row, place[one]] = True
        return cls(ids, right, chosen)


@dataclass(frozen=True, slots=True)
class ChoiceStatistics:
    """`share`: of those who were given the item; `r`: of choosing it with the rest of the form, None where all or
    nobody did. Idle: wrong, and taken by fewer than one in twenty. Tempting: wrong, and taken by the able: r is above 0
    with its whole interval."""

    id: str
    is_right: bool
    share: float
    r: float | None
    is_idle: bool
    is_tempting: bool


def choice_statistics(
    choices: Choices, given: NDArray[np.bool_], rest: NDArray[np.float64], paired: NDArray[np.bool_]
) -> tuple[ChoiceStatistics, ...]:
    """*rest*: of each attempt the mean of its other items, which counts where *paired*."""
    chosen = choices.chosen.astype(np.float64)
    if not given.all():
        chosen, rest, paired = chosen[given], rest[given], paired[given]
    shares = np.ones(len(chosen)) @ chosen / len(chosen)
    if not paired.all():
        chosen, rest = chosen[paired], rest[paired]
    r = _correlations(chosen, np.ascontiguousarray(rest))
    reach = REACH / np.sqrt(max(len(chosen) - 3, 1))
    found = []
    for place, one in enumerate(choices.ids):
        is_right, value = one in choices.right, float(r[place])
        known = bool(np.isfinite(value))
        found.append(
            ChoiceStatistics(
                id=one,
                is_right=is_right,
                share=float(shares[place]),
                r=value if known else None,
                is_idle=not is_right and bool(shares[place] < IDLE),
                is_tempting=not is_right and known and bool(np.arctanh(min(value, 1 - 1e-12)) > reach),
            )
        )
    return tuple(found)


def _correlations(chosen: NDArray[np.float64], rest: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(rest) < LEAST_PAIRS:
        return np.full(chosen.shape[1], np.nan)
    rest, p = rest - rest.mean(), np.ones(len(chosen)) @ chosen / len(chosen)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = rest @ chosen / len(rest) / np.sqrt(p * (1 - p) * (rest @ rest / len(rest)))
    return found


def _ids(item: Item, answer: Any) -> Sequence[str]:
    if isinstance(answer, str):
        return (answer,)
    if isinstance(answer, dict) and {"x", "y"} <= set(answer):
        return [one.id for one in item.regions if is_within((answer["x"], answer["y"]), one.shape)]
    return answer if isinstance(answer, list | tuple) else ()

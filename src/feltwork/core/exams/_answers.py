"""What an answer may be, and what it is worth.

Partial scoring takes away for wrong choices as much as blind choosing would gain, and never goes below nothing:

- multiple: share of the right ones chosen less share of the wrong ones chosen; all chosen or none is nothing;
- ordering: Kendall's tau: pairs in the right order less pairs in the wrong order, over all pairs;
- matching: share of the choices matched rightly.

Single and region are right or wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from ._errors import AnswerError
from ._item import Item, Point
from ._kinds import PARTIAL

Answer = Any  # JSON: see `checked`
MOST_LETTERS = 20_000
NOTHING, WHOLE = Fraction(0), Fraction(1)


def is_answered(answer: Answer) -> bool:
    """Whether there is anything in it: not for None, blank text, an empty list or an empty mapping."""
    return bool(answer.strip()) if isinstance(answer, str) else bool(answer)


def checked(item: Item, answer: Answer) -> Answer:
    """*answer* as JSON that this item can have, or AnswerError.

    single "b"; multiple ["a"] (in the order of the item); ordering ["c", "a"], distinct; matching {"a": "t1"}, as much
    as was matched; region "chest" or {"x": 0.5, "y": 0.3} in shares of the figure; short text. None: not answered.
    """
    if answer is None:
        return None
    if item.kind == "short":
        if not isinstance(answer, str):
            raise AnswerError("wrong_shape")
        if len(answer) > MOST_LETTERS:
            raise AnswerError("too_long")
        return answer
    if not is_answered(answer) and isinstance(answer, str | list | dict):
        return None
    return _CHECKS[item.kind](item, answer)


def score(item: Item, answer: Answer) -> Fraction | None:
    """From 0 to 1; times `item.points` it is points. None where people mark it; nothing written is 0 of itself.

    Raises AnswerError for what this item cannot have.
    """
    answer = checked(item, answer)
    if not is_answered(answer):
        return NOTHING
    if item.kind == "short":
        return None
    worth: Fraction = _SCORES[item.kind](item, answer)
    return worth


def words_in(text: str) -> int:
    """Words of a short answer, as its limit counts them: what blanks separate."""
    return len(text.split())


# --- what an answer may be -------------------------------------------------------------------------------------------


def _one_of(item: Item, answer: Answer) -> str:
    _all_known([answer], [one.id for one in item.choices])
    found: str = answer
    return found


def _some_of(item: Item, answer: Answer) -> list[str]:
    chosen = _distinct(item, answer)
    return [one.id for one in item.choices if one.id in chosen]


def _distinct(item: Item, answer: Answer) -> list[str]:
    if not isinstance(answer, list | tuple):
        raise AnswerError("wrong_shape")
    _all_known(answer, [one.id for one in item.choices])
    if len(set(answer)) < len(answer):
        raise AnswerError("twice")
    return list(answer)


def _pairs(item: Item, answer: Answer) -> dict[str, str]:
    if not isinstance(answer, Mapping):
        raise AnswerError("wrong_shape")
    matched = {key: value for key, value in answer.items() if value not in (None, "")}
    _all_known(list(matched), [one.id for one in item.choices])
    _all_known(list(matched.values()), [one.id for one in item.targets])
    return matched


def _place(item: Item, answer: Answer) -> str | dict[str, float]:
    if not isinstance(answer, Mapping):
        _all_known([answer], [one.id for one in item.regions])
        found: str = answer
        return found
    if set(answer) != {"x", "y"}:
        raise AnswerError("wrong_shape")
    for value in answer.values():
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise AnswerError("wrong_shape")
        if not 0 <= value <= 1:
            raise AnswerError("outside")
    return {"x": float(answer["x"]), "y": float(answer["y"])}


def _all_known(ids: Sequence[Any], known: Sequence[str]) -> None:
    for one in ids:
        if not isinstance(one, str):
            raise AnswerError("wrong_shape")
        if one not in known:
            raise AnswerError("unknown_choice")


_CHECKS = {"single": _one_of, "multiple": _some_of, "ordering": _distinct, "matching": _pairs, "region": _place}


# --- what it is worth ------------------------------------------------------------------------------------------------


def _single(item: Item, answer: str) -> Fraction:
    return WHOLE if answer == item.key else NOTHING


def _multiple(item: Item, answer: list[str]) -> Fraction:
    right, chosen = set(item.key or ()), set(answer)
    if item.scoring != PARTIAL:
        return WHOLE if chosen == right else NOTHING
    wrong = len(item.choices) - len(right)
    return max(NOTHING, Fraction(len(chosen & right), len(right)) - Fraction(len(chosen - right), wrong))


def _ordering(item: Item, answer: list[str]) -> Fraction:
    if item.scoring != PARTIAL:
        return WHOLE if tuple(answer) == item.key else NOTHING
    place = {one: number for number, one in enumerate(item.key or ())}
    forward = sum(1 if place[one] < place[other] else -1 for one, other in combinations(answer, 2))
    return max(NOTHING, Fraction(forward, math.comb(len(place), 2)))


def _matching(item: Item, answer: dict[str, str]) -> Fraction:
    key = item.key if isinstance(item.key, Mapping) else {}
    right = Fraction(sum(answer.get(one) == target for one, target in key.items()), len(key))
    return right if item.scoring == PARTIAL or right == 1 else NOTHING


def _region(item: Item, answer: str | dict[str, float]) -> Fraction:
    right = set(item.key or ())
    if isinstance(answer, str):
        return WHOLE if answer in right else NOTHING
    point = (answer["x"], answer["y"])
    return WHOLE if any(is_within(point, one.shape) for one in item.regions if one.id in right) else NOTHING


_SCORES: dict[str, Any] = {
    "single": _single,
    "multiple": _multiple,
    "ordering": _ordering,
    "matching": _matching,
    "region": _region,
}


def is_within(point: Point, shape: Sequence[Point]) -> bool:
    """Whether *point* lies inside the polygon or on its edge (even-odd rule)."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(shape, [*shape[1:], shape[0]], strict=True):
        side = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if abs(side) < 1e-12 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        if (y1 > y) != (y2 > y) and (side > 0) == (y2 > y1):
            inside = not inside
    return inside

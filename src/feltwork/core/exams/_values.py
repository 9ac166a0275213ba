"""Whether a value of unknown data is what it has to be."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

MOST_CORNERS = 400


def is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_amount(value: Any) -> bool:
    """More than nothing and at most a thousand points: 2, 1.5, "3/2"."""
    if isinstance(value, int):
        return not isinstance(value, bool) and 0 < value <= 1000
    if not isinstance(value, float | str) or len(str(value)) > 20:
        return False
    try:
        return 0 < Fraction(str(value)) <= 1000
    except (ValueError, ZeroDivisionError):
        return False


def is_polygon(shape: Any) -> bool:
    """Three corners or more within the figure, and not all on one line."""
    if not is_list(shape) or not 3 <= len(shape) <= MOST_CORNERS:
        return False
    if not all(is_list(point) and len(point) == 2 and all(map(is_share, point)) for point in shape):
        return False
    following = [*shape[1:], shape[0]]
    twice_the_area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(shape, following, strict=True))
    return bool(abs(twice_the_area) > 1e-9)


def is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1

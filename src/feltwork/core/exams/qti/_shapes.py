"""Shapes of QTI as polygons in shares of the figure."""

from __future__ import annotations

from math import cos, pi, sin

CORNERS = 24  # of what was round


def polygon(shape: str, coords: str, width: int, height: int) -> list[list[float]] | None:
    """None for what is no shape: another name, or not its number of numbers. What lies outside is moved to the edge."""
    try:
        numbers = [_number(one, width if place % 2 == 0 else height) for place, one in enumerate(coords.split(","))]
    except ValueError:
        return None
    corners = _corners(shape, numbers)
    if corners is None:
        return None
    return [[min(1.0, max(0.0, x / width)), min(1.0, max(0.0, y / height))] for x, y in corners]


def _number(text: str, whole: int) -> float:
    text = text.strip()
    value = float(text[:-1]) * whole / 100 if text.endswith("%") else float(text)
    if not abs(value) < 1e6:
        raise ValueError(text)
    return value


def _corners(shape: str, numbers: list[float]) -> list[tuple[float, float]] | None:
    if shape == "poly" and len(numbers) >= 6 and len(numbers) % 2 == 0:
        corners = list(zip(numbers[::2], numbers[1::2], strict=True))
        return corners[:-1] if corners[0] == corners[-1] and len(corners) > 3 else corners
    if shape == "rect" and len(numbers) == 4:
        left, top, right, bottom = numbers
        return [(left, top), (right, top), (right, bottom), (left, bottom)]
    if shape == "circle" and len(numbers) == 3:
        return _round(numbers[0], numbers[1], numbers[2], numbers[2])
    if shape == "ellipse" and len(numbers) == 4:
        return _round(*numbers)
    return None


def _round(x: float, y: float, across: float, down: float) -> list[tuple[float, float]]:
    turns = [2 * pi * corner / CORNERS for corner in range(CORNERS)]
    return [(x + across * cos(turn), y + down * sin(turn)) for turn in turns]

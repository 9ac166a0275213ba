"""The figures on which sensations are marked: their views and places, and which place a point lies in.

A point is a fraction of its view, (0, 0) upper left; front faces the reader, so the person's left is on the right
there. Points beside the body are kept as they are: they lie in no place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from types import MappingProxyType

Point = tuple[float, float]
FIGURES = ("fw-adult-1", "fw-child-1")
STEPS = 8  # straight pieces for one curve: under half a unit of 760 away from it

_VIEW = re.compile(r'<g id="[^"]+"[^>]*data-view="(\w+)" data-viewbox="([\d ]+)"')
_REGION = re.compile(r'<path id="([^"]+)"[^>]* data-cx="([\d.]+)" data-cy="([\d.]+)"[^>]* d="([^"]+)"')
_LINE = re.compile(r'<path class="fw-body-(?:outline|detail)"[^>]* d="([^"]+)"')
_PART = re.compile(r"[MLCQZ]|-?[\d.]+")
_LENGTHS = {"M": 2, "L": 2, "C": 6, "Q": 4, "Z": 0}


@dataclass(frozen=True, slots=True)
class Place:
    """One region: a closed outline in units of the view, and a point well inside it. `path` is the outline as drawn, in
    units of the whole drawing, where the second view begins at `Figure.lefts`."""

    id: str
    view: str
    centre: Point
    outline: tuple[Point, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """`sizes`: width and height of each view in its own units; `svg`: the drawing, both views side by side; `lefts`:
    where each view begins in it; `lines`: each view's outline and the fine lines inside it, as paths."""

    id: str
    svg: str
    sizes: Mapping[str, tuple[float, float]]
    places: Mapping[str, Place]
    lefts: Mapping[str, float]
    lines: Mapping[str, tuple[str, str]]

    def place_at(self, view: str, x: float, y: float) -> str | None:
        """The id of the place that the point lies in; None beside the body. Raises KeyError for an unknown view."""
        width, height = self.sizes[view]
        point = (x * width, y * height)
        inside = (one.id for one in self.places.values() if one.view == view and _holds(one.outline, point))
        return next(inside, None)

    def places_of(self, view: str, points: Iterable[Point]) -> list[tuple[str, int]]:
        """The places that a stroke touches with the number of its points in each, most first."""
        found = Counter(self.place_at(view, x, y) for x, y in points)
        del found[None]
        return sorted(((name, number) for name, number in found.items() if name), key=lambda one: (-one[1], one[0]))


@cache
def figure(name: str) -> Figure:
    """Raises KeyError for a figure that there is not."""
    if name not in FIGURES:
        raise KeyError(name)
    svg = (resources.files(__package__) / "figures" / f"{name}.svg").read_text(encoding="utf-8")
    views = list(_VIEW.finditer(svg))
    ends = [one.start() for one in views[1:]] + [len(svg)]
    sizes, places, lefts, lines = {}, {}, {}, {}
    for view, end in zip(views, ends, strict=True):
        left, top, width, height = map(float, view[2].split())
        sizes[view[1]], lefts[view[1]] = (width, height), left
        outline, detail = (line[1] for line in _LINE.finditer(svg, view.end(), end))
        lines[view[1]] = (outline, detail)
        for found in _REGION.finditer(svg, view.end(), end):
            corners = tuple((x - left, y - top) for x, y in _flattened(found[4]))
            centre = (float(found[2]) - left, float(found[3]) - top)
            places[found[1]] = Place(found[1], view[1], centre, corners, found[4])
    return Figure(
        name, svg, MappingProxyType(sizes), MappingProxyType(places), MappingProxyType(lefts), MappingProxyType(lines)
    )


def _holds(outline: tuple[Point, ...], point: Point) -> bool:
    """Whether a ray from the point crosses the outline an odd number of times."""
    x, y = point
    inside = False
    before = outline[-1]
    for here in outline:
        if (here[1] > y) != (before[1] > y):
            crossing = here[0] + (y - here[1]) * (before[0] - here[0]) / (before[1] - here[1])
            inside ^= x < crossing
        before = here
    return inside


def _flattened(path: str) -> Iterator[Point]:
    """The path as corners, its curves in short straight pieces."""
    here: Point = (0.0, 0.0)
    for points in _commands(path):
        if len(points) == 1:
            yield points[0]
        else:
            for step in range(1, STEPS + 1):
                yield _along([here, *points], step / STEPS)
        here = points[-1]


def _commands(path: str) -> Iterator[list[Point]]:
    """The points of each command; absolute commands only, as our drawings have them."""
    parts, numbers, length = _PART.findall(path), [], 0
    for part in parts:
        if part in _LENGTHS:
            length = _LENGTHS[part]
            continue
        numbers.append(float(part))
        if len(numbers) == length:
            yield list(zip(numbers[::2], numbers[1::2], strict=True))
            numbers = []


def _along(points: list[Point], share: float) -> Point:
    """De Casteljau: a point of the Bézier curve."""
    while len(points) > 1:
        points = [(a + (c - a) * share, b + (d - b) * share) for (a, b), (c, d) in pairwise(points)]
    return points[0]

"""Our own figures as grids: which places of the grid are body, and one person's map as a picture on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from feltwork.core.practice._figures import figure

from ._pictures import brush

Floats = NDArray[np.float64]
ROWS = 228  # of the grid; columns follow from the figure: about 100
SPREAD = 5 / 522  # of the body's height: the brush of emBODY on its own figure


@cache
def grid(name: str, view: str) -> tuple[int, int]:
    """Rows and columns."""
    width, height = figure(name).sizes[view]
    return ROWS, round(ROWS * width / height)


@cache
def places(name: str, view: str) -> Mapping[str, NDArray[np.bool_]]:
    """The grid points of each region."""
    rows, columns = grid(name, view)
    width, height = figure(name).sizes[view]
    x, y = np.meshgrid((np.arange(columns) + 0.5) * width / columns, (np.arange(rows) + 0.5) * height / rows)
    return {one.id: _inside(np.array(one.outline), x, y) for one in figure(name).places.values() if one.view == view}


@cache
def body_mask(name: str, view: str) -> NDArray[np.bool_]:
    """Where the body is."""
    whole: NDArray[np.bool_] = np.logical_or.reduce(list(places(name, view).values()))
    return whole


def person(name: str, view: str, marks: Iterable[Mapping[str, Any]], strokes: Iterable[Mapping[str, Any]]) -> Floats:
    """One person's picture of one session: (rows, columns), 0 where nothing is, at most 1 at each place.

    A stroke is its line under a soft brush, a mark without strokes its regions. Marks that say "less than usual" count
    below nothing. What lies beside the body is left out here and never where it is kept.
    """
    up, down = np.zeros(grid(name, view)), np.zeros(grid(name, view))
    marks, strokes = list(marks), list(strokes)
    painted = {str(one.get("mark", "")) for one in strokes}
    ways = {str(one.get("uuid", "")): one.get("direction") for one in marks}
    for stroke in strokes:
        into = down if ways.get(str(stroke.get("mark", ""))) == "less" else up
        np.maximum(into, _stroke(name, view, stroke), out=into)
    for mark in marks:
        if str(mark.get("uuid", "")) in painted:
            continue
        into = down if mark.get("direction") == "less" else up
        for region in mark.get("regions", ()):
            if region["region"] in places(name, view):
                into[places(name, view)[region["region"]]] = 1
    return np.where(body_mask(name, view), up - down, 0.0)


def _stroke(name: str, view: str, stroke: Mapping[str, Any]) -> Floats:
    rows, columns = grid(name, view)
    points = _dense(np.array(stroke["points"], dtype=float)[:, :2] * (columns, rows))
    touched = np.zeros((rows, columns))
    inside = ((points >= 0) & (points < (columns, rows))).all(axis=1)
    spots = points[inside].astype(int)
    touched[spots[:, 1], spots[:, 0]] = 1
    radius = max(1, round(stroke.get("radius", 0.016) * rows))
    away = np.arange(-radius, radius + 1)
    disc = away[:, None] ** 2 + away[None, :] ** 2 <= radius**2
    wide = ndimage.binary_dilation(touched > 0, structure=disc).astype(float)
    sd = SPREAD * rows
    return np.asarray(ndimage.correlate(wide, brush(2 * round(1.5 * sd) + 1, sd), mode="constant"), dtype=np.float64)


def _dense(points: Floats) -> Floats:
    """The points with others between them, so that a quick stroke is a line and not a row of dots."""
    if len(points) < 2:
        return points
    steps = np.maximum(1, np.ceil(np.abs(np.diff(points, axis=0)).max(axis=1))).astype(int)
    pieces = [
        np.linspace(a, b, int(step), endpoint=False) for a, b, step in zip(points[:-1], points[1:], steps, strict=True)
    ]
    return np.concatenate([*pieces, points[-1:]])


def _inside(outline: Floats, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Whether each point lies in the outline: a ray to the right crosses it an odd number of times."""
    found = np.zeros(x.shape, dtype=bool)
    before: Sequence[float] = outline[-1]
    for here in outline:
        crosses = (here[1] > y) != (before[1] > y)
        if here[1] != before[1]:
            at = here[0] + (y - here[1]) * (before[0] - here[0]) / (before[1] - here[1])
            found ^= crosses & (x < at)
        before = here
    return found

"""Which place the arrow keys go to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ._figures import Place, figure

WAYS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}
)
ASIDE = 2.2  # a step to the side costs this many steps ahead, so that a column is walked down before the next one
AHEAD = 2.0  # units of the view that count as "that way" at all


@cache
def neighbours(name: str) -> Mapping[str, Mapping[str, str]]:
    """For each place of the figure *name* the nearest one up, down, left and right in the same view, where there is
    one. Left and right are those of the screen here. Raises KeyError for a figure that there is not."""
    places = figure(name).places
    return MappingProxyType({one.id: MappingProxyType(_around(one, places)) for one in places.values()})


def nearest(name: str, place: str, way: str) -> str | None:
    """The place next to *place*, or None at the edge."""
    return neighbours(name)[place].get(way)


def _around(here: Place, places: Mapping[str, Place]) -> dict[str, str]:
    others = [one for one in places.values() if one.view == here.view and one is not here]
    found = {}
    for way, (right, down) in WAYS.items():
        scored = []
        for one in others:
            x, y = one.centre[0] - here.centre[0], one.centre[1] - here.centre[1]
            ahead, aside = x * right + y * down, abs(x * down) + abs(y * right)
            if ahead > AHEAD:
                scored.append((ahead + ASIDE * aside, one.id))
        if scored:
            found[way] = min(scored)[1]
    return found

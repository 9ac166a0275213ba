"""How evenly the order shares out four weeks of first pages, beside orders that others have."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from bench._directory_people import ONE, TODAY, People
from feltwork.apps.directory.places import towns
from feltwork.core.directory import Asked, Found, Reading, exposure, order
from feltwork.core.directory.columns import Search

NUMBER, PLACES, DAYS, AGAIN, KM = 20_000, 20, 28, 28, 40.0
Order = Callable[[list[Found]], list[Found]]


def show() -> None:
    """Print Gini coefficients and shares of groups."""
    people = People(NUMBER)
    ginis: dict[str, list[float]] = {"ours": [], "lots alone": [], "by points, no bands or lots": []}
    shares: dict[str, list[tuple[float, float]]] = {level: [] for level in ONE["level"]}
    levels = dict(enumerate((list(ONE["level"])[place] for place in people.one["level"].tolist()), 1))
    for asked, everybody in _places(people):
        pages = {name: [] for name in ginis}  # type: dict[str, list[Found]]
        for day in range(DAYS):
            found = _on(people, replace(asked, on=TODAY + timedelta(days=day)))
            pages["ours"].append(replace(found, hits=found.hits[:10]))
            lot = order.lots(found.seed)
            drawn = sorted(found.hits, key=lambda hit, lot=lot: lot(hit.id))  # type: ignore[misc]
            pages["lots alone"].append(replace(found, hits=tuple(drawn[:10])))
            named = sorted(found.hits, key=lambda hit: (-hit.points, hit.id))
            pages["by points, no bands or lots"].append(replace(found, hits=tuple(named[:10])))
        for name, some in pages.items():
            audit = exposure(some, everybody, {one: [levels[one]] for one in everybody})
            ginis[name].append(audit.gini)
            if name == "ours":
                for level, share in audit.shares.items():
                    shares[level].append(share)
    print(
        f"\nfirst ten of {DAYS} days around {PLACES} large towns, {NUMBER:,} people; Gini of how often each was shown"
    )
    for name, values in ginis.items():
        print(f"  {name:<26} {statistics.fmean(values):.2f}  ({min(values):.2f} to {max(values):.2f})")
    for level, pairs in shares.items():
        here, there = (statistics.fmean(values) for values in zip(*pairs, strict=True))
        print(f"  {level:<10} {here:.0%} of the people, {there:.0%} of the first tens")


def _places(people: People) -> list[tuple[Asked, list[int]]]:
    """The towns with the most people around them, one in each country at most, and who is there with room."""
    found: dict[str, tuple[int, Asked, list[int]]] = {}
    for rank in np.argsort(-people.town_weights)[:300].tolist():
        town = towns().at(rank)
        asked = Asked(TODAY, town=town.id, km=KM, size=100_000)
        everybody = [hit.id for hit in _on(people, asked).hits]
        if len(everybody) > found.get(town.country, (0,))[0]:
            found[town.country] = (len(everybody), asked, everybody)
    largest = sorted(found.values(), key=lambda row: -row[0])[:PLACES]
    return [(asked, everybody) for _number, asked, everybody in largest]


def _on(people: People, asked: Asked) -> Found:
    """The answer on a day on which everybody confirmed within four weeks, each on a day of their own."""
    rows: NDArray[np.void] = people.rows.copy()
    day = asked.on.toordinal()
    rows["confirmed"] = day - (day + people.rows["confirmed"]) % AGAIN
    return Search(asked, Reading({}), towns()).judge(rows)

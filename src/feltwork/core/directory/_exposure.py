"""Who is shown how often: whether the order gives everybody their turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ._listing import Found

TOP = 10


@dataclass(frozen=True, slots=True)
class Exposure:
    """Over many first pages: how often each was shown among the first ten.

    `gini` 0 when all were shown equally often, towards 1 when always the same few. `shares` by group: the part of
    people who could be shown, and the part of the places among the first ten that they had.
    """

    shown: Mapping[int, int]
    gini: float
    shares: Mapping[str, tuple[float, float]]


def exposure(pages: Iterable[Found], everybody: Iterable[int], groups: Mapping[int, Iterable[str]] = {}) -> Exposure:
    """From first pages of searches, and the ids of all whom these searches could have shown."""
    shown = Counter(hit.id for page in pages for hit in page.hits[:TOP])
    return exposure_of({one: shown[one] for one in everybody}, groups)


def exposure_of(times: Mapping[int, int], groups: Mapping[int, Iterable[str]] = {}) -> Exposure:
    """From how often each stood among the first ten, with 0 for who could have."""
    here, there = _by_group(dict.fromkeys(times, 1), groups), _by_group(times, groups)
    every, places = len(times) or 1, sum(times.values()) or 1
    shares = {group: (here[group] / every, there[group] / places) for group in sorted(here)}
    return Exposure(times, gini(times.values()), shares)


def gini(numbers: Iterable[int]) -> float:
    """The Gini coefficient of numbers not below 0: half the mean difference, over the mean. 0 when all are equal."""
    rising = sorted(numbers)
    total, many = sum(rising), len(rising)
    if not total:
        return 0.0
    weighed = sum(place * number for place, number in enumerate(rising, 1))
    return float(Fraction(2 * weighed, many * total) - Fraction(many + 1, many))


def _by_group(numbers: Mapping[int, int], groups: Mapping[int, Iterable[str]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for one, number in numbers.items():
        for group in set(groups.get(one, ())):
            sums[group] += number
    return sums

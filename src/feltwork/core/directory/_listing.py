"""What an engine is given, what it is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

NOTHING: Mapping[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class Listing:
    """One person as an engine sees them. Everything in here is public; nothing in here can be paid for.

    `id` is the number of the profile. `town` is a GeoNames id: nobody is placed more closely than that. `how` holds
    in_person and online, `online_in` the countries where they may practise online. `codes` has all other facets.
    `strong` are name, profession, themes with their synonyms, and town; `weak` are the person's own words. Listed while
    `confirmed_on` is no older than what is asked and `until` (the last day; None: open) has not passed. `reply_points`
    0 to 100, 50 for whom nobody has written to yet.
    """

    id: int
    town: int
    how: frozenset[str]
    online_in: frozenset[str]
    codes: Mapping[str, frozenset[str]]
    strong: str
    weak: str
    confirmed_on: date
    reply_points: int = 50
    until: date | None = None

    def values(self, facet: str) -> frozenset[str]:
        """The codes of one facet."""
        return self.how if facet == "how" else self.codes.get(facet, frozenset())


@dataclass(frozen=True, slots=True)
class Asked:
    """One search.

    A place is a town or a point (already coarse). `km` None: any distance. `country` is where the person who asks is
    (of the place, when not said): it decides who may see them online, and with `whole_country`, or without a place, who
    is near enough. `online` also finds people anywhere who may practise online there. `chosen` are codes by facet.
    `by_distance`: the nearest first, where a place is asked.
    """

    on: date
    words: str = ""
    town: int | None = None
    lat: float | None = None
    lon: float | None = None
    km: float | None = None
    online: bool = False
    country: str | None = None
    whole_country: bool = False
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    page: int = 1
    size: int = 20
    fresh_days: int = 30
    by_distance: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found. `km` to their town, None without a place and for whom one meets only online from here.

    `points` 0 to 100; `match`, `fresh`, `reply`, `near` are the parts, 0 to 1000 each, before they are weighed.
    `why`: "strong" or "weak" when words were asked, "online" when too far to go to.
    """

    id: int
    km: float | None
    points: int
    match: int
    fresh: int
    reply: int
    near: int
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """How a search was widened: "farther" (km), "country" (country), "online", "facet" (facet, codes), "words"."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: one page of hits, how many there are, and what every choice would leave.

    `counts`: a facet's numbers ignore its own choices; where all chosen values are wanted (access), they do not.
    """

    total: int
    hits: tuple[Hit, ...]
    counts: Mapping[str, Mapping[str, int]]
    words_read_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    widened: tuple[Step, ...] = ()
    seed: str = ""

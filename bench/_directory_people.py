"""A million invented people of a directory, the same for the same seed, made with NumPy in a minute.

    people = People(1_000_000)          # sorted along the curve of towns
    people.rows                         # as core.directory.columns packs them
    people.strong(n), people.weak(n)    # folded words
    people.listing(n)                   # the same person as a Listing, for checking

Towns by their number of inhabitants, more in countries where the method is taught much. Names are made of syllables.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from feltwork.apps.directory.places import towns
from feltwork.core.directory import Listing, fold, vocabulary, written
from feltwork.core.directory.columns import OPEN, layout

SEED = 2026
TODAY = date(2026, 11, 26)
TAUGHT = {
    **{"US": 26, "DE": 14, "BR": 9, "CH": 8, "GB": 8, "CA": 6, "AU": 5, "DK": 4, "IT": 4, "NL": 3, "FR": 3, "SE": 2},
    **{"IL": 2, "AT": 2, "ES": 2, "PT": 1, "NO": 1, "IE": 1, "ZA": 1, "IN": 1, "JP": 1, "MX": 1},
}
SPOKEN = {"DE": "de", "AT": "de", "CH": "de", "BR": "pt", "PT": "pt", "FR": "fr", "IT": "it", "ES": "es", "MX": "es"}
SPOKEN |= {"DK": "da", "NL": "nl", "SE": "sv", "NO": "no", "IL": "he", "JP": "ja", "IN": "hi"}
FRAGMENTS, FRAGMENT_WORDS, OWN_FRAGMENTS, OWN_VOCABULARY = 6_000, 13, 3, 30_000
# a part of everybody in each value, drawn one by one (many) or exactly one of them (one)
ONE = {
    "room": {"now": 0.35, "month": 0.2, "waiting": 0.35, "closed": 0.1},
    "touch": {"never": 0.45, "asks": 0.55},
    "level": {"certified": 0.8, "training": 0.2},
}
MANY = {
    "how": {"in_person": 0.92, "online": 0.6},
    "ages": {"child": 0.15, "teen": 0.3, "adult": 0.97, "older": 0.6},
    "who": {"individual": 0.98, "couple": 0.25, "family": 0.1, "group": 0.2},
    "access": {"step_free": 0.4, "quiet_room": 0.3, "captions": 0.1, "toilet": 0.2, "parking": 0.4},
    "fee": {"low": 0.33, "sliding": 0.4, "free_call": 0.5},
    "identity": {"lgbtq": 0.06, "migration": 0.08, "neurodivergent": 0.04, "parent": 0.1},
}


def syllables(chance: random.Random, number: int, parts: int) -> list[str]:
    """That many different invented words."""
    sounds = ["".join(pair) for pair in product("bdfghklmnprstvw", "aeiou")]
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(chance.choices(sounds, k=parts)) + chance.choice(["", "n", "r", "s", "l"])] = None
    return list(found)


class People:
    """*number* people; the first of a smaller directory are not those of a larger one."""

    def __init__(self, number: int, seed: int = SEED) -> None:
        self.number, self._draw, self._chance = number, np.random.default_rng(seed), random.Random(seed)
        table = towns()
        self.countries = np.array([table.country_of(rank) for rank in range(len(table))])
        weights = table.population * np.array([TAUGHT.get(str(country), 0.02) for country in self.countries])
        per_country = {code: table.population[self.countries == code].sum() for code in set(self.countries.tolist())}
        weights = weights / np.array([per_country[str(code)] for code in self.countries])
        self.town_weights = weights / weights.sum()
        self.ranks = np.sort(self._draw.choice(len(table), size=number, p=self.town_weights))
        self.themes = self._many("theme", self._draw.random((number, len(vocabulary().facets["theme"].values))) < 0.1)
        professions = list(vocabulary().facets["profession"].values)
        self.profession = self._draw.integers(0, len(professions), number)
        self.one = {facet: self._choice(list(parts.values())) for facet, parts in ONE.items()}
        parts_of = ((facet, code, part) for facet, parts in MANY.items() for code, part in parts.items())
        self.many = {(facet, code): self._draw.random(number) < part for facet, code, part in parts_of}
        self.confirmed = TODAY.toordinal() - self._draw.integers(0, 31, number)
        self.replies = self._draw.integers(20, 101, number)
        self._names = self._draw.integers(0, (400, 20_000), (number, 2))
        self._own = self._draw.integers(0, FRAGMENTS, (number, OWN_FRAGMENTS))

    def _choice(self, parts: Sequence[float]) -> NDArray[np.int64]:
        return self._draw.choice(len(parts), size=self.number, p=parts)

    def _many(self, facet: str, drawn: NDArray[np.bool_]) -> NDArray[np.bool_]:
        drawn[np.arange(self.number), self._draw.integers(0, drawn.shape[1], self.number)] = True  # nobody without
        return drawn

    @cached_property
    def rows(self) -> NDArray[np.void]:
        """Everybody as a packed row."""
        plan = layout()
        rows = np.zeros(self.number, dtype=plan.row)
        rows["id"] = np.arange(1, self.number + 1)
        rows["rank"], rows["confirmed"], rows["until"], rows["reply"] = self.ranks, self.confirmed, OPEN, self.replies
        for facet, parts in ONE.items():
            for place, code in enumerate(parts):
                self._set(rows, facet, code, self.one[facet] == place)
        for (facet, code), having in self.many.items():
            self._set(rows, facet, code, having)
        for place, code in enumerate(vocabulary().facets["theme"].values):
            self._set(rows, "theme", code, self.themes[:, place])
        for place, code in enumerate(vocabulary().facets["profession"].values):
            self._set(rows, "profession", code, self.profession == place)
        here = self.countries[self.ranks]
        for country in sorted(set(here.tolist())):
            there = here == country
            self._set(rows, "country", country, there)
            self._set(rows, "language", "en", there)
            self._set(rows, "language", SPOKEN.get(country, "en"), there)
            if country in plan.countries:
                bit = plan.countries[country]
                rows["online"][there, bit // 8] |= 0x80 >> bit % 8
        return rows

    def _set(self, rows: NDArray[np.void], facet: str, code: str, having: NDArray[np.bool_]) -> None:
        bit = layout().bits.get((facet, code))
        if bit is not None:
            rows["bits"][having, bit // 8] |= 0x80 >> bit % 8

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        """The pieces that everybody's words are put together from, folded."""
        facets = vocabulary().facets
        common = [written(fold(word)) for theme in facets["theme"].values.values() for word in theme.words()]
        rare = syllables(self._chance, OWN_VOCABULARY, 3)
        weights = [1 / place for place in range(1, len(rare) + 1)]  # as words of a language are: Zipf's law
        own = []
        for _number in range(FRAGMENTS):
            words = self._chance.choices(rare, weights, k=FRAGMENT_WORDS - 1)
            own.append(" ".join([*words, self._chance.choice(common) if self._chance.random() < 0.2 else ""]).strip())
        return {
            "theme": [written(fold(" ".join(one.words()))) for one in facets["theme"].values.values()],
            "profession": [written(fold(" ".join(one.words()))) for one in facets["profession"].values.values()],
            "first": syllables(self._chance, 400, 2),
            "last": syllables(self._chance, 20_000, 3),
            "own": own,
            "town": [written(fold(towns().at(rank).name)) for rank in range(len(towns()))],
        }

    def strong(self, n: int) -> str:
        """Name, profession, themes with synonyms, town."""
        lines = self._lines
        first, last = self._names[n]
        themes = " ".join(lines["theme"][place] for place in np.flatnonzero(self.themes[n]))
        name = f"{lines['first'][first]} {lines['last'][last]}"
        return f"{name} {lines['profession'][self.profession[n]]} {themes} {lines['town'][self.ranks[n]]}"

    def weak(self, n: int) -> str:
        """Their own words."""
        return " ".join(self._lines["own"][place] for place in self._own[n])

    def words(self) -> set[str]:
        """Every word that may stand somewhere."""
        every = (word for lines in self._lines.values() for line in lines for word in line.split())
        return {word for word in every if len(word) <= 40}

    def listing(self, n: int) -> Listing:
        """One of them as a Listing, worked out apart from `rows`."""
        town, facets = towns().at(int(self.ranks[n])), vocabulary().facets
        codes = {facet: frozenset({list(parts)[int(self.one[facet][n])]}) for facet, parts in ONE.items()}
        many = {facet: frozenset(code for code in parts if self.many[facet, code][n]) for facet, parts in MANY.items()}
        themes = list(facets["theme"].values)
        codes |= many | {
            "theme": frozenset(themes[place] for place in np.flatnonzero(self.themes[n])),
            "profession": frozenset({list(facets["profession"].values)[int(self.profession[n])]}),
            "country": frozenset({town.country}),
            "language": frozenset({"en", SPOKEN.get(town.country, "en")}),
        }
        return Listing(
            id=n + 1,
            town=town.id,
            how=codes.pop("how"),
            online_in=frozenset({town.country}),
            codes=codes,
            strong=self.strong(n),
            weak=self.weak(n),
            confirmed_on=TODAY - timedelta(days=TODAY.toordinal() - int(self.confirmed[n])),
            reply_points=int(self.replies[n]),
        )

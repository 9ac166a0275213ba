"""The world's towns of 5,000 people and more: found by name, and by distance. The file is made by tools/make_towns.py.

The towns stand along a space-filling curve; a town's place on it is its *rank*. Neighbours on the ground are mostly
neighbours on the curve, so that a radius is a few stretches of ranks: an index made in this order reads little.
"""

from __future__ import annotations

import io
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ._distance import EARTH_KM
from ._fold import fold

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
E5 = 1e-5
KM_PER_DEGREE = 111.195  # along a meridian
NOWHERE = (1 << 24) - 1  # the rank of a town that the table does not have
OTHER_NAME = 0.3  # what a name in another language weighs when a town is looked for
NEAR_KM = 50.0  # at this distance a town counts for half its people when looked for by name


@dataclass(frozen=True, slots=True)
class Town:
    """`id` is GeoNames'. `name` as GeoNames calls it, `german` where that differs, `names` all that it is found by.

    `country` ISO 3166, `region` a state of the USA, else the largest town of the same region. Degrees; people.
    """

    id: int
    name: str
    german: str
    names: tuple[str, ...]
    country: str
    region: str
    lat: float
    lon: float
    population: int

    def called(self, language: str) -> str:
        """Its name in a language that we have names in."""
        return self.german if self.german and language.split("-")[0] == "de" else self.name


class Towns(Mapping[int, Town]):
    """All towns, by GeoNames id. `fingerprint` tells one table from another: ranks belong to one table."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]], fingerprint: str = "") -> None:
        self.fingerprint = fingerprint
        self.ids = arrays["ids"].astype(np.int64)
        self.lats, self.lons = (arrays[part].astype(np.float64) * E5 for part in ("lat_e5", "lon_e5"))
        self.population = arrays["population"].astype(np.int64)
        self._name, self._german, self._region = (_lines(arrays[part]) for part in ("names", "german", "regions"))
        self._country, self._countries = arrays["country"], _lines(arrays["countries"])
        self._keys, self._key_ranks = _lines(arrays["keys"]), arrays["key_ranks"]
        self._key_usual = arrays["key_usual"]
        # points on a ball of radius 1: their differences tell distances without a sine for each town
        lats, lons = np.radians(self.lats), np.radians(self.lons)
        self._points = (np.cos(lats) * np.cos(lons), np.cos(lats) * np.sin(lons), np.sin(lats))

    @cached_property
    def _ranks(self) -> dict[int, int]:
        return {int(town): rank for rank, town in enumerate(self.ids)}

    @cached_property
    def _names_by_rank(self) -> tuple[Ints, Ints]:
        order = np.argsort(self._key_ranks, kind="stable")
        return order, np.searchsorted(self._key_ranks[order], np.arange(len(self.ids) + 1))

    @cached_property
    def _southward(self) -> tuple[Ints, Floats]:
        order = np.argsort(self.lats, kind="stable")
        return order, self.lats[order]

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[int]:
        return map(int, self.ids)

    def __getitem__(self, town: int) -> Town:
        return self.at(self._ranks[town])

    def __contains__(self, town: object) -> bool:
        return town in self._ranks

    def at(self, rank: int) -> Town:
        """The town in a place of the curve."""
        order, starts = self._names_by_rank
        names = tuple(self._keys[key] for key in order[starts[rank] : starts[rank + 1]])
        country = self._countries[int(self._country[rank])]
        position, people = (float(self.lats[rank]), float(self.lons[rank])), int(self.population[rank])
        words = (self._name[rank], self._german[rank], names, country, self._region[rank])
        return Town(int(self.ids[rank]), *words, *position, people)

    def rank(self, town: int) -> int:
        """The town's place on the curve, NOWHERE for one that the table does not have."""
        return self._ranks.get(town, NOWHERE)

    def country_of(self, rank: int) -> str:
        """ISO 3166 of the town in this place of the curve."""
        return self._countries[int(self._country[rank])]

    def distances(self, lat: float, lon: float, among: Ints | None = None) -> Floats:
        """Kilometres to every town, by rank, or to those of *among*; to a tenth: the figures compared and shown."""
        up, along = np.radians(lat), np.radians(lon)
        here = (np.cos(up) * np.cos(along), np.cos(up) * np.sin(along), np.sin(up))
        points = self._points if among is None else tuple(part[among] for part in self._points)
        square = sum((part - own) ** 2 for part, own in zip(points, here, strict=True))
        # half the chord, which keeps its digits for near points where the cosine of the angle does not
        half: Floats = np.sqrt(square) / 2
        far: Floats = np.round(2 * EARTH_KM * np.arcsin(np.minimum(1.0, half)), 1)
        return far

    def near(self, lat: float, lon: float, km: float) -> tuple[Ints, Floats]:
        """The ranks at most *km* away, rising, and how far each is."""
        order, lats = self._southward
        room = km / KM_PER_DEGREE + 0.01  # no town farther north or south than that can be near enough
        among = np.sort(order[np.searchsorted(lats, lat - room) : np.searchsorted(lats, lat + room, side="right")])
        far = self.distances(lat, lon, among)
        return among[far <= km], far[far <= km]

    def within(self, lat: float, lon: float, km: float) -> dict[int, float]:
        """The towns at most *km* away, each with its distance."""
        ranks, far = self.near(lat, lon, km)
        return dict(zip(self.ids[ranks].tolist(), far.tolist(), strict=True))

    def nearest(self, lat: float, lon: float) -> Town:
        """The town next to a point."""
        return self.at(int(np.argmin(self.distances(lat, lon))))

    def find(self, text: str, *, near: tuple[float, float] | None = None, limit: int = 8) -> list[Town]:
        """Towns whose name in some language begins with *text*, or nearly: whole names first, then the biggest.

        With *near* (latitude, longitude) those close by count for more. A country's code behind a comma narrows.
        """
        name, _comma, behind = text.partition(",")
        wanted = " ".join(fold(name))
        if not wanted:
            return []
        keys = self._starting_with(wanted)
        keys = keys if len(keys) else self._spelled_like(wanted)
        ranks = self._key_ranks[keys].astype(np.int64)
        weights = (self.population[ranks] + 1.0) * np.where(self._key_usual[keys], 1.0, OTHER_NAME)
        if near:
            weights = weights / (1 + (self.distances(*near)[ranks] / NEAR_KM) ** 2)
        whole = np.array([self._keys[key] == wanted for key in keys], dtype=bool)
        order = [int(ranks[n]) for n in np.lexsort((ranks, -weights, ~whole))]
        return [self.at(rank) for rank in self._behind(list(dict.fromkeys(order)), behind.strip())[:limit]]

    def _behind(self, ranks: list[int], behind: str) -> list[int]:
        """Those in the country, or region, that the text behind a comma names; all, when it names none of theirs."""
        wanted = behind.casefold()
        if not wanted:
            return ranks
        here = [one for one in ranks if wanted in {self.country_of(one).casefold(), self._region[one].casefold()}]
        return here or ranks

    def _starting_with(self, wanted: str) -> Ints:
        first = bisect_left(self._keys, wanted)
        return np.arange(first, bisect_left(self._keys, wanted + "\U0010ffff", lo=first))

    def _spelled_like(self, wanted: str) -> Ints:
        """One letter wrong from four letters on, two from eight on; the closest only."""
        most = allowed_typos(wanted)
        if not most:
            return np.array([], dtype=np.int64)
        near = process.extract(wanted, self._keys, scorer=OSA.distance, score_cutoff=most, limit=None)
        least = min((row[1] for row in near), default=0)
        return np.array([row[2] for row in near if row[1] == least], dtype=np.int64)


def allowed_typos(word: str) -> int:
    """How many letters of a word may be wrong, missing, too many or swapped."""
    return 2 if len(word) >= 8 else 1 if len(word) >= 4 else 0


def load_towns(data: bytes, fingerprint: str = "") -> Towns:
    """The towns of a file made by tools/make_towns.py."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return Towns({name: arrays[name] for name in arrays.files}, fingerprint)


def pack_towns(rows: Iterable[Town]) -> bytes:
    """The file of *rows*: put along the curve, names folded and sorted. The same rows give the same bytes."""
    towns = sorted(rows, key=lambda town: (curve(town.lat, town.lon), town.id))
    countries = sorted({town.country for town in towns})
    keys = sorted({(key, rank) for rank, town in enumerate(towns) for key in _found_by(town)})
    arrays: dict[str, NDArray[np.generic]] = {
        "ids": np.array([town.id for town in towns], dtype=np.uint32),
        "lat_e5": np.array([round(town.lat / E5) for town in towns], dtype=np.int32),
        "lon_e5": np.array([round(town.lon / E5) for town in towns], dtype=np.int32),
        "population": np.array([town.population for town in towns], dtype=np.uint32),
        "country": np.array([countries.index(town.country) for town in towns], dtype=np.uint16),
        "countries": _blob(countries),
        "names": _blob(town.name for town in towns),
        "german": _blob(town.german for town in towns),
        "regions": _blob(town.region for town in towns),
        "keys": _blob(key for key, _rank in keys),
        "key_ranks": np.array([rank for _key, rank in keys], dtype=np.int32),
        "key_usual": np.array([key in _usual(towns[rank]) for key, rank in keys], dtype=bool),
    }
    target = io.BytesIO()
    np.savez_compressed(target, allow_pickle=False, **arrays)
    return target.getvalue()


def curve(lat: float, lon: float, bits: int = 16) -> int:
    """The place of a point on a Hilbert curve over the map, 0 to 4^bits - 1. (D. Hilbert, Math. Ann. 38, 1891.)"""
    side = 1 << bits
    x = min(side - 1, int((lon + 180) / 360 * side))
    y = min(side - 1, int((lat + 90) / 180 * side))
    place, half = 0, side >> 1
    while half:
        right, up = int(x & half > 0), int(y & half > 0)
        place += half * half * ((3 * right) ^ up)
        if not up:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        half >>= 1
    return place


def is_own_script(name: str, scripts: frozenset[str]) -> bool:
    """Is every letter of *name* of one of these scripts, named as Unicode names them: LATIN, CYRILLIC, …?"""
    letters = [unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in name if letter.isalpha()]
    return bool(letters) and all(script in scripts for script in letters)


def _found_by(town: Town) -> set[str]:
    return {key for key in (" ".join(fold(name)) for name in (town.name, town.german, *town.names)) if key}


def _usual(town: Town) -> set[str]:
    return {" ".join(fold(town.name)), " ".join(fold(town.german))}


def _blob(lines: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def _lines(blob: NDArray[np.generic]) -> list[str]:
    return blob.tobytes().decode().split("\n")

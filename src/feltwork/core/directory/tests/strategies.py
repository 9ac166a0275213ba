"""Small directories and searches for property tests, here and in the app: few words and towns, so that many meet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import strategies as st

from feltwork.core.directory import Asked, Listing, Town, Towns, load_towns, vocabulary
from feltwork.core.directory._towns import pack_towns

TODAY = date(2026, 11, 26)
PLACES = [
    (1, "Bristol", "GB", 51.45523, -2.59665, 479_024),
    (2, "Bath", "GB", 51.3751, -2.36172, 94_782),
    (3, "Cardiff", "GB", 51.48, -3.18, 447_287),
    (4, "Freiburg", "DE", 47.9959, 7.85222, 237_460),
    (5, "Basel", "CH", 47.55839, 7.57327, 164_488),
    (6, "Zürich", "CH", 47.36667, 8.55, 415_367),
    (7, "Suva", "FJ", -18.14161, 178.44149, 77_366),
    (8, "Apia", "WS", -13.83333, -171.76666, 40_407),
]
UNKNOWN = 99  # a town that the table does not have
WORDS = ["unfall", "accident", "grief", "trauer", "birth", "vosper", "hanne", "slowly", "warm", "zürich", "Łódź", "心"]
# as typed, with slips and words that say nothing
TYPED = [*WORDS, "accidnt", "greif", "help", "with", "Trauer!", "nowhere", "hane"]
COUNTRIES = ["GB", "DE", "CH", "US"]
FEW = {
    "room": ["now", "month", "waiting", "closed"],
    "language": ["en", "de", "bfi"],
    "ages": ["child", "adult"],
    "theme": ["accident", "loss", "birth"],
    "access": ["step_free", "quiet_room", "captions"],
    "touch": ["never", "asks"],
    "level": ["certified", "training"],
    "fee": ["low", "sliding"],
    "country": COUNTRIES,
}


def some_towns() -> Towns:
    rows = [Town(id_, name, "", (name,), country, "", lat, lon, n) for id_, name, country, lat, lon, n in PLACES]
    return load_towns(pack_towns(rows), "some")


TOWNS = some_towns()


def codes(values: list[str], least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), min_size=least)


@st.composite
def chosen(draw: st.DrawFn) -> Mapping[str, frozenset[str]]:
    facets = draw(st.lists(st.sampled_from([*FEW, "how"]), unique=True, max_size=4))
    return {facet: draw(codes(FEW.get(facet, ["in_person", "online"]), 1)) for facet in facets}


@st.composite
def listings(draw: st.DrawFn, most: int = 12) -> list[Listing]:
    return [draw(listing(id_)) for id_ in range(1, 1 + draw(st.integers(0, most)))]


@st.composite
def listing(draw: st.DrawFn, id_: int = 1) -> Listing:
    room = draw(st.sampled_from(FEW["room"]))
    held = {facet: draw(codes(values)) for facet, values in FEW.items() if facet != "room"}
    return Listing(
        id=id_,
        town=draw(st.sampled_from([*(place[0] for place in PLACES), UNKNOWN])),
        how=draw(codes(["in_person", "online"], 1)),
        online_in=draw(codes(COUNTRIES)),
        codes=held | {"room": frozenset({room})},
        strong=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=4))),
        weak=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=4))),
        confirmed_on=TODAY - timedelta(days=draw(st.sampled_from([-1, 0, 0, 1, 7, 13, 29, 30, 31, 60]))),
        reply_points=draw(st.sampled_from([0, 33, 50, 50, 100])),
        until=draw(st.sampled_from([None, None, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=9)])),
    )


@st.composite
def searches(draw: st.DrawFn) -> Asked:
    where = draw(st.sampled_from(["nowhere", "town", "point"]))
    return Asked(
        on=TODAY,
        words=" ".join(draw(st.lists(st.sampled_from(TYPED), max_size=3))),
        town=draw(st.sampled_from([*(place[0] for place in PLACES), UNKNOWN])) if where == "town" else None,
        lat=draw(st.floats(46, 53)) if where == "point" else None,
        lon=draw(st.floats(-4, 9)) if where == "point" else None,
        km=draw(st.sampled_from([None, 1.0, 10.0, 40.0, 100.0, 25_000.0])),
        online=draw(st.booleans()),
        country=draw(st.sampled_from([None, None, *COUNTRIES, "XX"])),
        whole_country=draw(st.booleans()),
        chosen=draw(chosen()),
        page=draw(st.integers(1, 3)),
        size=draw(st.sampled_from([1, 2, 20])),
        fresh_days=draw(st.sampled_from([30, 14])),
        by_distance=draw(st.booleans()),
    )


assert vocabulary().facets.keys() >= FEW.keys()

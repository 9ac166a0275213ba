"""Towns, distances and coarse places."""

from math import cos, radians

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from feltwork.core.directory import coarse, distance_km
from feltwork.core.directory._towns import curve

from .strategies import PLACES, TOWNS

LATS, LONS = st.floats(-90, 90), st.floats(-180, 180)


@given(LATS, LONS, LATS, LONS)
def test_there_is_as_far_as_back_and_never_beyond_half_the_earth(lat1, lon1, lat2, lon2):
    there, back = distance_km(lat1, lon1, lat2, lon2), distance_km(lat2, lon2, lat1, lon1)
    assert abs(there - back) < 1e-6
    assert 0 <= there <= 20_015.2
    assert distance_km(lat1, lon1, lat1, lon1) == 0


@given(LATS, LONS, LATS, LONS, LATS, LONS)
def test_a_way_round_is_never_shorter(lat1, lon1, lat2, lon2, lat3, lon3):
    straight = distance_km(lat1, lon1, lat3, lon3)
    assert straight <= distance_km(lat1, lon1, lat2, lon2) + distance_km(lat2, lon2, lat3, lon3) + 1e-6


def test_known_distances():
    """One degree along a meridian is 111.195 km on this ball; London to Paris as great-circle tables have it."""
    assert round(distance_km(0, 0, 1, 0), 3) == 111.195
    assert round(distance_km(51.5074, -0.1278, 48.8566, 2.3522)) == 344


@given(LATS, LONS)
def test_all_towns_at_once_are_as_far_as_one_by_one(lat, lon):
    far = TOWNS.distances(lat, lon)
    for town in TOWNS.values():
        assert abs(float(far[TOWNS.rank(town.id)]) - distance_km(lat, lon, town.lat, town.lon)) <= 0.051


@given(LATS, LONS)
def test_a_coarse_place_stays_where_it_is_and_is_near(lat, lon):
    assume(abs(lat) < 89)
    rough = coarse(lat, lon)
    assert coarse(*rough) == rough
    assert distance_km(lat, lon, *rough) <= 8.0  # half the diagonal of a cell of 11.1 by 11.1 km


@settings(max_examples=30)
@given(st.floats(-80, 80), LONS)
def test_a_thousand_points_of_a_cell_cannot_be_told_apart(lat, lon):
    """Whoever is somewhere in the cell asks for the same point, and so finds the same people at the same distances."""
    row, column = coarse(lat, lon)
    wide = 0.049 / cos(radians(row))
    points = [(row + up * 0.0019, column + along * wide / 16) for up in range(-25, 26) for along in range(-15, 16, 5)]
    assert {coarse(*point) for point in points} == {(row, column)}


@given(LATS, LONS, st.sampled_from([1.0, 30.0, 100.0, 2000.0]))
def test_a_radius_holds_the_towns_in_it(lat, lon, km):
    within = TOWNS.within(lat, lon, km)
    assert within == {
        town.id: float(TOWNS.distances(lat, lon)[TOWNS.rank(town.id)])
        for town in TOWNS.values()
        if round(distance_km(lat, lon, town.lat, town.lon), 1) <= km
    }


def test_towns_are_found_by_beginning_slip_and_country():
    assert [town.name for town in TOWNS.find("b")] == ["Bristol", "Basel", "Bath"]
    assert [town.name for town in TOWNS.find("zurihc")] == ["Zürich"]
    assert [town.name for town in TOWNS.find("b, CH")] == ["Basel"]
    assert [town.name for town in TOWNS.find("b", near=(47.6, 7.6), limit=1)] == ["Basel"]
    assert TOWNS.find("") == TOWNS.find("xy") == []
    assert TOWNS.nearest(47.9, 7.8).name == "Freiburg"


def test_the_table_knows_its_towns_by_id():
    assert list(TOWNS) == [int(one) for one in TOWNS.ids]
    assert {town: TOWNS[town].name for town in TOWNS} == {place[0]: place[1] for place in PLACES}
    assert 99 not in TOWNS
    assert TOWNS.get(99) is None


def test_neighbours_on_the_curve_are_neighbours_on_the_map():
    """Each cell of a coarse map is one stretch of the curve."""
    for _cell, places in _by_cell(4).items():
        assert max(places) - min(places) == len(places) - 1


def _by_cell(bits: int) -> dict[tuple[int, int], list[int]]:
    side = 1 << bits
    cells: dict[tuple[int, int], list[int]] = {}
    for y in range(side):
        for x in range(side):
            lat, lon = (y + 0.5) / side * 180 - 90, (x + 0.5) / side * 360 - 180
            cells.setdefault((y // 4, x // 4), []).append(curve(lat, lon, bits))
    assert sorted(place for places in cells.values() for place in places) == list(range(side * side))
    return cells


def test_distances_come_to_a_tenth():
    far = TOWNS.distances(51.5, -2.6)
    assert np.array_equal(np.round(far, 1), far)

"""How far places are apart, and a place made coarse: plain floating point, the earth as a ball."""

from __future__ import annotations

from math import asin, cos, floor, radians, sin, sqrt

EARTH_KM = 6371.0088  # mean radius, IUGG
CELLS_PER_DEGREE = 10  # of latitude: a cell is 11.1 km high, and as wide as that at any latitude


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The great circle between two points in degrees (haversine): at most half the earth's girth, 20,015 km."""
    half_up, half_along = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    inside = sin(half_up) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_along) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, inside)))


def coarse(lat: float, lon: float) -> tuple[float, float]:
    """The centre of the cell of some 11 by 11 km that a point lies in, in degrees with four decimals.

    Latitude is rounded to a tenth; of longitude there are as many cells as fit around the earth there. The island
    reckons with the same lines, so the exact place never leaves the browser. Coarse points stay where they are.
    """
    row = floor(min(90.0, max(-90.0, lat)) * CELLS_PER_DEGREE + 0.5)
    around = max(1, floor(360 * CELLS_PER_DEGREE * cos(radians(row / CELLS_PER_DEGREE)) + 0.5))
    column = floor((lon + 180) % 360 * around / 360) % around
    return row / CELLS_PER_DEGREE, floor(((column + 0.5) * 360 / around - 180) * 10_000 + 0.5) / 10_000

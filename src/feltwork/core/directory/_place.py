"""Where a search stands: its point, and the country that decides who may be seen online from there."""

from __future__ import annotations

from ._listing import Asked
from ._towns import Towns


def place_of(asked: Asked, towns: Towns) -> tuple[float, float] | None:
    """Latitude and longitude of the town or point asked for; None without one, or with a town that is not known."""
    town = towns.get(asked.town) if asked.town is not None else None
    if town:
        return town.lat, town.lon
    return (asked.lat, asked.lon) if asked.lat is not None and asked.lon is not None else None


def home_of(asked: Asked, towns: Towns) -> str | None:
    """ISO 3166 of the country of the person who asks: as said, else that of the place."""
    if asked.country:
        return asked.country
    town = towns.get(asked.town) if asked.town is not None else None
    if town:
        return town.country
    return towns.nearest(asked.lat, asked.lon).country if asked.lat is not None and asked.lon is not None else None

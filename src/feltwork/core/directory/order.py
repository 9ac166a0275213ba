"""The order of the directory: published, the same for everybody, and not for sale. This file is the whole of it.

    points = 45 × match + 20 × freshness + 15 × replies + 20 × nearness, each from 0 to 1, rounded down to whole points

match      1 when all words stand in name, profession, themes or town; 0.6 when some stand in one's own words only
freshness  1 on the day on which somebody confirmed whether they have room, 0 after thirty days, evenly in between
replies    how many first messages were answered, and how soon; 0.5 for whom nobody has written to yet
nearness   1 in the same town, 0.5 at 20 km, 0.25 at 60 km; 0 without a place and for whom one meets online from afar

Whoever is within the same ten points counts as equal: a day or a kilometre more should not decide who is ever seen.
Equals are shuffled once a day and for each search: by sha256 of "day|search|number of the profile", smallest first.
Whoever asks for the nearest first gets them by tenths of a kilometre, then as above.

What anybody paid, how many clients they have and how long those stay cannot come in: `Listing` does not have it.
Reckoned in whole thousandths, so that every engine and every machine comes to the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ._fold import fold
from ._listing import Asked, Hit

VERSION = 1
MATCH, FRESH, REPLY, NEAR = 45, 20, 15, 20
WHOLE = 1000  # one, in thousandths
OWN_WORDS = 600  # match when some words stand in the person's own words only
FRESH_DAYS = 30
BAND = 10  # points within which all are equal
AFAR_TENTHS = 1_000_000  # farther than any two places: for whom one does not go to, when the nearest come first
HALF_NEAR_TENTHS = 200  # at 20 km nearness is a half

Number = TypeVar("Number", int, NDArray[np.int64])


def fresh(days: Number) -> Number:
    """Freshness in thousandths, *days* after somebody confirmed, 0 to 30 days."""
    return (FRESH_DAYS - days) * WHOLE // FRESH_DAYS


def near(tenths: Number) -> Number:
    """Nearness in thousandths, at so many tenths of a kilometre."""
    return HALF_NEAR_TENTHS * WHOLE // (HALF_NEAR_TENTHS + tenths)


def points(match: Number, freshness: Number, reply: Number, nearness: Number) -> Number:
    """0 to 100 from four parts in thousandths."""
    return (MATCH * match + FRESH * freshness + REPLY * reply + NEAR * nearness) // WHOLE


def standing(points: Number, tenths: Number, by_distance: bool) -> Number:
    """What people are ordered by, most first, before lots decide among equals."""
    return points // BAND - (tenths * 100 if by_distance else 0)


def parts(hit: Hit) -> dict[str, float]:
    """What each part brought, in points, for "why is this one here"."""
    weighed = {
        "match": MATCH * hit.match,
        "fresh": FRESH * hit.fresh,
        "reply": REPLY * hit.reply,
        "near": NEAR * hit.near,
    }
    return {name: value / WHOLE for name, value in weighed.items()}


def seed(asked: Asked) -> str:
    """The day and the search as one line, whatever the order in which things were typed or ticked, without the page."""
    place = str(asked.town) if asked.town else "" if asked.lat is None else f"{asked.lat:.4f},{asked.lon:.4f}"
    far = "" if asked.km is None else f"{asked.km:g}"
    where = [place, far, asked.country or "", "all" * asked.whole_country, "online" * asked.online]
    where += ["near"] * (asked.by_distance and bool(place))
    ticked = [f"{facet}={','.join(sorted(codes))}" for facet, codes in sorted(asked.chosen.items()) if codes]
    return "|".join([asked.on.isoformat(), " ".join(sorted(set(fold(asked.words)))), *where, *ticked])


def lots(line: str) -> Callable[[int], bytes]:
    """For a seed: the lot that each profile draws. The smallest comes first."""
    begun = hashlib.sha256(f"{line}|".encode())

    def lot(profile: int) -> bytes:
        one = begun.copy()
        one.update(str(profile).encode())
        return one.digest()

    return lot

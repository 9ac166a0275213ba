"""The answer worked out the plain way, one listing after another: what every engine has to equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from . import order
from ._distance import distance_km
from ._fold import fold
from ._listing import Asked, Found, Hit, Listing
from ._place import home_of, place_of
from ._reading import KnownWords, Reading, read_words
from ._towns import Towns
from ._vocabulary import Facet, vocabulary

CLOSED = "closed"


def brute(listings: Iterable[Listing], asked: Asked, *, towns: Towns, reading: Reading | None = None) -> Found:
    """Everybody who passes, in the published order. Without a *reading* the known words are those of *listings*."""
    every = list(listings)
    if reading is None:
        known = KnownWords(word for one in every for word in (*fold(one.strong), *fold(one.weak)))
        reading = read_words(asked.words, known)
    reached = [(hit, values, failed(values, asked)) for hit, values in _reached(every, asked, towns, reading)]
    line = order.seed(asked)
    lot = order.lots(line)
    kept = (hit for hit, _values, failing in reached if not failing)
    hits = sorted(kept, key=lambda hit: (-_standing(hit, asked), lot(hit.id)))
    first = (asked.page - 1) * asked.size
    counts = {code: _count(facet, reached) for code, facet in vocabulary().facets.items()}
    return Found(len(hits), tuple(hits[first : first + asked.size]), counts, reading.read_as, seed=line)


Values = Mapping[str, frozenset[str]]


def _reached(listings: Iterable[Listing], asked: Asked, towns: Towns, reading: Reading) -> Iterator[tuple[Hit, Values]]:
    """Who passes all but the facets, with their codes as seen from where the person who asks is."""
    place, home = place_of(asked, towns), home_of(asked, towns)
    for one in listings:
        days = (asked.on - one.confirmed_on).days
        match = reading.match(frozenset(fold(one.strong)), frozenset(fold(one.weak)))
        gone = one.until is not None and one.until < asked.on
        if not 0 <= days <= min(asked.fresh_days, order.FRESH_DAYS) or gone or match is None:
            continue
        town = towns.get(one.town)
        km = round(distance_km(*place, town.lat, town.lon), 1) if place and town else None
        here = _is_here(one, asked, km, place is not None, home)
        if not here and not (asked.online and "online" in one.how and (home is None or home in one.online_in)):
            continue
        values = {facet: one.values(facet) for facet in vocabulary().facets}
        if not here:
            km, values = None, values | {"how": frozenset({"online"})}
        yield _hit(one, days, match, km, here, bool(reading.words)), values


def _is_here(one: Listing, asked: Asked, km: float | None, has_place: bool, home: str | None) -> bool:
    near_enough = asked.km if has_place else None
    whole = home is not None and (asked.whole_country or (not has_place and asked.country is not None))
    if near_enough is None and not whole:
        return True
    in_country = whole and home in one.values("country")
    return in_country or (near_enough is not None and km is not None and km <= near_enough)


def _hit(one: Listing, days: int, match: bool, km: float | None, here: bool, has_words: bool) -> Hit:
    parts = (
        order.WHOLE if match else order.OWN_WORDS,
        order.fresh(days),
        one.reply_points * order.WHOLE // 100,
        0 if km is None else order.near(round(km * 10)),
    )
    why = (("strong" if match else "weak",) if has_words else ()) + (() if here else ("online",))
    return Hit(one.id, km, order.points(*parts), *parts, why)


def _standing(hit: Hit, asked: Asked) -> int:
    tenths = order.AFAR_TENTHS if hit.km is None else round(hit.km * 10)
    return order.standing(hit.points, tenths, asked.by_distance)


def failed(values: Values, asked: Asked) -> set[str]:
    """The facets whose choice these values do not meet."""
    return {code for code, facet in vocabulary().facets.items() if not _passes(facet, values[code], asked)}


def _passes(facet: Facet, values: frozenset[str], asked: Asked) -> bool:
    wanted = asked.chosen.get(facet.code, frozenset()) & facet.values.keys()
    if not wanted:
        return facet.code != "room" or CLOSED not in values
    return wanted <= values if facet.every else bool(wanted & values)


def _count(facet: Facet, reached: Iterable[tuple[Hit, Values, set[str]]]) -> dict[str, int]:
    counts = dict.fromkeys(facet.values, 0)
    for _hit, values, failing in reached:
        if failing <= (set() if facet.every else {facet.code}):
            for code in values[facet.code] & facet.values.keys():
                counts[code] += 1
    return counts

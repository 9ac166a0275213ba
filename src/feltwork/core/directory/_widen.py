"""What is tried when nobody was found: each search finds all that the one before it does, and more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ._listing import Asked, Step
from ._vocabulary import vocabulary

RADII_KM = (10.0, 25.0, 50.0, 100.0)
# what is given up first; what somebody cannot do without (language, getting in, ages) goes last
GIVEN_UP = (
    *("identity", "fee", "theme", "level", "profession", "touch", "room", "how", "country", "who"),
    *("ages", "access", "language"),
)
ROOM = "room"


def widen(asked: Asked) -> Iterator[tuple[Step, Asked]]:
    """Farther away, the whole country, online, then fewer choices one by one, then without the words.

    Each step comes with the search that it leads to, on its first page; whoever asks stops where somebody is found.
    """
    now = replace(asked, page=1)
    has_place = asked.town is not None or asked.lat is not None
    for km in RADII_KM:
        if has_place and now.km is not None and now.km < km:
            now = replace(now, km=km)
            yield Step("farther", {"km": km}), now
    if has_place and now.km is not None and not now.whole_country:
        now = replace(now, whole_country=True)
        yield Step("country", {"country": asked.country}), now
    if not now.online and (has_place or asked.country):
        now = replace(now, online=True)
        yield Step("online", {"country": asked.country}), now
    for facet in GIVEN_UP:
        if codes := now.chosen.get(facet):
            now = replace(now, chosen=_without(now.chosen, facet))
            yield Step("facet", {"facet": facet, "codes": tuple(sorted(codes))}), now
    if now.words:
        yield Step("words", {"words": now.words}), replace(now, words="")


def _without(chosen: Mapping[str, frozenset[str]], facet: str) -> dict[str, frozenset[str]]:
    rest = {code: codes for code, codes in chosen.items() if code != facet}
    # without a choice of room those who have none are left out: who asked for them keeps them
    if facet == ROOM and "closed" in chosen[facet]:
        rest[ROOM] = frozenset(vocabulary().facets[ROOM].values)
    return rest

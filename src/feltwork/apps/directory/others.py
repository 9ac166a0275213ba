"""Whom else one could ask: by the search that everybody uses, and only who is shown now and has room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from feltwork.apps.directory import queries, search
from feltwork.apps.directory.models import Profile
from feltwork.core.directory import Asked

ROOM = frozenset({"now", "month"})
NEAR_KM = 50.0
OTHERS = 3
LOOKED_AT = 60  # so many of the nearest are enough to see whether one is new


def others_for(profile: Profile, shown: Mapping[str, Any], at: datetime) -> list[Profile]:
    """Three others for somebody who wrote to *profile*: in their language and way, near its town, then wider."""
    chosen = {"room": ROOM}
    if shown.get("language"):
        chosen["language"] = frozenset({shown["language"]})
    if shown.get("how"):
        chosen["how"] = frozenset({shown["how"]})
    near_by = Asked(on=at.date(), town=profile.town, km=NEAR_KM, online=shown.get("how") == "online", chosen=chosen)
    found: list[Profile] = []
    for asked in (near_by, replace(near_by, km=2 * NEAR_KM), replace(near_by, online=True, whole_country=True)):
        known = {one.pk for one in found} | {profile.pk}
        numbers = [hit.id for hit in search.find_exactly(replace(asked, size=2 * OTHERS + 1)).hits]
        found += queries.in_order(queries.listed(at), [one for one in numbers if one not in known])
        if len(found) >= OTHERS:
            break
    return found[:OTHERS]


def near(wish: Mapping[str, Any], at: datetime) -> list[Profile]:
    """Everybody with room whom a wish to be told is about; nothing is widened."""
    chosen = {"room": ROOM}
    if wish.get("language"):
        chosen["language"] = frozenset({wish["language"]})
    asked = Asked(
        on=at.date(), town=wish["town"], km=NEAR_KM, online=bool(wish.get("online")), chosen=chosen, size=LOOKED_AT
    )
    return queries.in_order(queries.listed(at), [hit.id for hit in search.find_exactly(asked).hits])


def new_ones(wish: Mapping[str, Any], at: datetime) -> list[Profile]:
    """Those of them who were not there when the wish was made."""
    known: Sequence[int] = wish.get("known", ())
    return [one for one in near(wish, at) if one.pk not in known]

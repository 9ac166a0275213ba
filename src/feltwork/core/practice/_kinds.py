"""The kinds of items and their fields. A kind is never given another meaning; a new one gets a new name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ._fields import Choice, Code, Day, Field, Number, Rows, Words, YesNo

SECONDS_A_DAY = 86_400
AT = Number(0, SECONDS_A_DAY)  # seconds since the session began
TEN = Number(0, 10)
SHARE = Number(0, 1, parts=True)  # a fraction of the figure's view

ENTRY: Mapping[str, Field] = {
    "words": Words(1000),
    "sense": Choice("senses"),
    "inside": YesNo(),  # an image from within, rather than something in the room
    "carried_out": Choice("carried_out"),
    "valence": Choice("valences"),
    "intensity": TEN,
    "mark": Code(),  # the uuid of a mark on the body map
}
STATE: Mapping[str, Field] = {"activation": TEN, "window": Choice("windows"), "suds": TEN}


@dataclass(frozen=True, slots=True)
class Kind:
    """`in_session`: belongs to a record. `single`: at most one each. `audience`: who reads it unless somebody chose."""

    fields: Mapping[str, Field]
    in_session: bool = True
    single: bool = False
    audience: str = "team"


_FILE: dict[str, Kind] = {
    "concern": Kind({"words": Words(2000, needed=True)}, audience="client"),
    "goal": Kind({"words": Words(1000, needed=True), "reached_on": Day()}, audience="client"),
    "plan": Kind({"words": Words(), "review_on": Day()}, single=True, audience="client"),
    "resource": Kind({"words": Words(500, needed=True), "helps": Words(500)}, audience="client"),
    "stop_signal": Kind({"words": Words(200, needed=True)}, single=True, audience="client"),
    "caution": Kind({"words": Words(1000, needed=True), "since": Day(), "until": Day()}),
    "safety": Kind({"words": Words(2000, needed=True)}),
    "history": Kind({"category": Choice("categories", needed=True), "age": Number(0, 120), "activation": TEN}),
    "range": Kind({"low": TEN, "high": TEN, "words": Words(500)}, single=True, audience="client"),
}
_SESSION: dict[str, Kind] = {
    "arrival": Kind({**STATE, "resource": Words(500), "oriented": YesNo(), "present": Words(200)}, single=True),
    "departure": Kind(
        {**STATE, "settled": Choice("settled"), "agreed": Words(1000), "completion": Words(1000)}, single=True
    ),
    "touch": Kind({"used": YesNo(needed=True), "consent": Code(), "words": Words(500)}, single=True),
    "risk": Kind({"found": Choice("risks", needed=True), "words": Words(2000), "action": Words(2000)}, single=True),
    "helped": Kind({"words": Words(1000)}, single=True, audience="client"),
    "practice": Kind({"words": Words(1000, needed=True)}, audience="client"),
    "next_step": Kind({"words": Words(1000)}, single=True),
    "target": Kind({"category": Choice("categories"), "before": TEN, "after": TEN}),
    "segment": Kind(
        {
            "phase": Choice("phases", needed=True),
            "at": AT,
            "minutes": Number(0, 600, parts=True),
            "title": Words(200),
            "words": Words(),
            "intervention": Words(1000),
            "response": Words(1000),
            "states": Choice("states", several=True),
            "signs": Choice("signs", several=True),
            "channels": Rows({"channel": Choice("channels", needed=True), **ENTRY}, most=60),
        }
    ),
    "reading": Kind({"at": Number(0, SECONDS_A_DAY, needed=True), "activation": Number(0, 10, needed=True)}),
    "cycle": Kind(
        {
            "at": AT,
            "peak": TEN,
            "peak_at": AT,
            "settled_at": AT,
            "outcome": Choice("outcomes", needed=True),
            "words": Words(500),
        }
    ),
    "mark": Kind(
        {
            "at": AT,
            "order": Number(1, 999),
            "template": Code(),
            "view": Code(10),
            "regions": Rows({"region": Code(needed=True)}, most=60),
            "x": SHARE,
            "y": SHARE,
            "family": Choice("families"),
            "word": Choice("sensations"),
            "own_word": Words(60),
            "qualifiers": Choice("qualifiers", several=True),
            "answer": Choice("answers"),
            "intensity": TEN,
            "depth": Choice("depths"),
            "direction": Choice("directions"),
        },
        audience="client",
    ),
    "stroke": Kind(
        {
            "at": AT,
            "mark": Code(),
            "template": Code(needed=True),
            "view": Code(10, needed=True),
            "family": Choice("families"),
            "radius": Number(0, 0.2, parts=True, needed=True),  # of the figure's height
            # x and y as fractions of the view, pressure, milliseconds since the stroke began. Points beside the body
            # are kept: they are clipped when something is reckoned from them, never when stored.
            "points": Rows(
                numbers=(
                    Number(-0.5, 1.5, parts=True),
                    Number(-0.5, 1.5, parts=True),
                    Number(0, 1, parts=True),
                    Number(0, 3_600_000, parts=True),
                ),
                most=5000,
                needed=True,
            ),
        },
        audience="client",
    ),
}
KINDS: Mapping[str, Kind] = MappingProxyType(
    {name: Kind(k.fields, False, k.single, k.audience) for name, k in _FILE.items()} | _SESSION
)

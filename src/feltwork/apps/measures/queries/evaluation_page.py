"""What the page of an evaluation shows, and the same as a table for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from feltwork.apps.measures.models import Evaluation
from feltwork.apps.measures.queries import evaluation_words as words
from feltwork.apps.measures.queries.definitions import Figure, changes, figure
from feltwork.core.measures import Instrument, Scale, instrument

LEFT, RIGHT, TOP, BOTTOM = 46.0, 346.0, 16.0, 196.0  # of a drawing of 360 by 236
COLUMNS = ("part", "name", "people", "value", "se", "low", "high")


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the chart; `y` None where nothing may be shown. `label` as two lines at most."""

    x: float
    y: float | None
    low: float
    high: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A share, as part of 300 units."""

    label: str
    count: int | None
    percent: float | None
    low: float | None
    high: float | None
    width: float


@dataclass(frozen=True)
class Shown:
    """A finished evaluation in the words of its page."""

    row: Evaluation

    @property
    def result(self) -> Mapping[str, Any]:
        return self.row.result or {}

    @cached_property
    def of(self) -> Instrument:
        return instrument(self.row.instrument)

    @cached_property
    def scale(self) -> Scale:
        return self.of.scale(self.row.scale)

    @property
    def scale_name(self) -> str:
        return self.scale.label(get_language() or "en") if len(self.of.scales) > 1 else ""

    @property
    def times(self) -> str:
        return str(words.TIMES[self.row.times])

    @property
    def first(self) -> str:
        return str(words.POINTS[self.result["first"]])

    @property
    def last(self) -> str:
        return str(words.POINTS[self.result["last"]])

    @property
    def verdict(self) -> str:
        """ "better", "worse", "moved" where more is neither, "unclear" where chance is not ruled out; "" without."""
        paired = self.result.get("paired")
        if not paired:
            return ""
        if paired["low"] <= 0 <= paired["high"]:
            return "unclear"
        if self.scale.higher_is == "neither":
            return "moved"
        return "better" if (paired["difference"] > 0) == (self.scale.higher_is == "better") else "worse"

    @property
    def size(self) -> float:
        return abs(float(self.result["paired"]["difference"]))

    @property
    def is_more(self) -> bool:
        return bool(self.result["paired"]["difference"] > 0)

    @property
    def limits(self) -> list[str]:
        """What has to be said with the figures; why there are none is said in their place."""
        return [str(words.SAID[code]) for code in self.result["limits"] if code != self.result["why"]]

    @property
    def why(self) -> str:
        return str(words.SAID[self.result["why"]]) if self.result["why"] else ""

    @property
    def points(self) -> list[dict[str, Any]]:
        return [{**one, "label": str(words.POINTS[one["point"]])} for one in self.result["points"]]

    @property
    def model(self) -> str:
        return str(words.MODELS[self.result["mixed"]["model"]])

    @property
    def tried(self) -> list[tuple[str, str]]:
        return [(str(words.MODELS[x["model"]]), str(words.TRIED[x["why"]])) for x in self.result["mixed"]["tried"]]

    @property
    def mixed_changes(self) -> list[dict[str, Any]]:
        return [{**one, "label": str(words.POINTS[one["name"]])} for one in self.result["mixed"]["changes"]]

    @property
    def mixed_why(self) -> str:
        return str(words.SAID[self.result["mixed_why"]]) if self.result["mixed_why"] else ""

    @property
    def rule(self) -> Figure | None:
        """The chosen rule of change with its sample and source."""
        told = zip(self.of.changes, changes(self.of, get_language() or "en"), strict=True)
        return next((words_of for one, words_of in told if one.id == self.row.change_rule), None)

    @property
    def bars(self) -> list[Bar]:
        shares = (self.result.get("reliable") or {}).get("shares", [])
        return [_bar(one) for one in shares]

    @property
    def bars_note(self) -> str:
        return (
            str(words.VERDICT_NOTE)
            if any(one.label == str(words.VERDICTS["none_or_worse"]) for one in self.bars)
            else ""
        )

    @property
    def answered(self) -> list[dict[str, Any]]:
        rows = self.result["missing"]["answered"]
        return [{**one, "label": str(words.POINTS[one["point"]]), "percent": _percent(one["share"])} for one in rows]

    @property
    def drop_out_why(self) -> str:
        why = self.result["missing"]["why"]
        return str(words.SAID[why]) if why else ""

    @property
    def assumed(self) -> list[str]:
        return [str(words.SAID[code]) for code in self.result["missing"]["assumed"].values()]

    @cached_property
    def dots(self) -> list[Dot]:
        rows = self.points
        step = (RIGHT - LEFT) / len(rows)
        return [self._dot(one, LEFT + step * (place + 0.5)) for place, one in enumerate(rows)]

    @property
    def line(self) -> str:
        return " ".join(f"{one.x:.1f},{one.y:.1f}" for one in self.dots if one.y is not None)

    @property
    def ticks(self) -> list[tuple[str, float]]:
        low, high = self.scale.low, self.scale.high
        return [(figure(one), self._y(float(one))) for one in (low, (low + high) / 2, high)]

    def _y(self, value: float) -> float:
        low, high = float(self.scale.low), float(self.scale.high)
        return round(BOTTOM - (min(max(value, low), high) - low) / (high - low) * (BOTTOM - TOP), 1)

    def _dot(self, one: Mapping[str, Any], x: float) -> Dot:
        if one["mean"] is None:
            return Dot(round(x, 1), None, 0, 0, one["label"])
        return Dot(round(x, 1), self._y(one["mean"]), self._y(one["low"]), self._y(one["high"]), one["label"])


def figures(row: Evaluation) -> Iterator[dict[str, Any]]:
    """Every figure of the page, a row each: part, name, people, value, standard error, interval. In codes."""
    result = row.result or {}
    for one in result["points"]:
        yield _figure("mean", one["point"], one["people"], one["mean"], None, one["low"], one["high"])
    paired = result["paired"]
    if paired:
        n = paired["n"]
        yield _figure("paired", "difference", n, paired["difference"], None, paired["low"], paired["high"])
        yield _figure("paired", "g", n, paired["g"], paired["g_se"], paired["g_low"], paired["g_high"])
        for name in ("d_av", "d_z", "d_rm", "correlation"):
            yield _figure("paired", name, n, paired[name])
    mixed = result["mixed"]
    for one in (mixed or {}).get("changes", ()):
        name = f"{mixed['model']}:{one['name']}"
        yield _figure("mixed", name, mixed["people"], one["value"], one["se"], one["low"], one["high"])
    for one in (result["reliable"] or {}).get("shares", ()):
        yield _figure("reliable", one["verdict"], one["count"], one["share"], None, one["low"], one["high"])
    for one in (result["missing"] or {}).get("answered", ()):
        yield _figure("answered", one["point"], one["people"], one["share"])
    drop_out = (result["missing"] or {}).get("drop_out")
    if drop_out:
        effect = drop_out["effect"]
        yield _figure("stayed", result["first"], drop_out["stayed"], drop_out["mean_stayed"])
        yield _figure("left", result["first"], drop_out["left"], drop_out["mean_left"])
        yield _figure("stayed_less_left", "g", None, effect["g"], effect["se"], effect["low"], effect["high"])


def _figure(
    part: str, name: str, people: int | None, value: float | None, se: float | None = None, low: float | None = None,
    high: float | None = None,
) -> dict[str, Any]:  # fmt: skip
    return dict(zip(COLUMNS, (part, name, people, value, se, low, high), strict=True))


def _bar(one: Mapping[str, Any]) -> Bar:
    share = one["share"]
    label = str(words.VERDICTS[one["verdict"]])
    return Bar(
        label, one["count"], _percent(share), _percent(one["low"]), _percent(one["high"]), round((share or 0) * 300, 1)
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)

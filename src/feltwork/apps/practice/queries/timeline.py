"""Rising and settling in one session: the rated line, phases, marks and cycles, for a chart and the same as a table.

    timeline = timeline_of(file, record)     # None where nothing was rated and no phase marked

Every moment is in seconds since the session began. `series` is the place for measured lines from elsewhere, each a
`Series` with gaps as None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from feltwork.apps.practice.models import SessionRecord
from feltwork.apps.practice.queries.file import Opened, items_of
from feltwork.apps.practice.queries.maps import MarkRow, map_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.practice import Cycle, cycles, label, words

SHORT = 60  # seconds that a phase lasts at least, to be seen


@dataclass(frozen=True, slots=True)
class Series:
    """A measured line beside the rated one, e.g. heart rate: `values` at `seconds`, None where there was no signal."""

    label: str
    unit: str
    seconds: Sequence[float]
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Segment:
    at: int
    until: int
    label: str
    touches: bool  # touches activation, rather than arriving, resting, settling


@dataclass(frozen=True, slots=True)
class Mark:
    at: int
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    clock: str
    what: str
    activation: float | None


@dataclass(frozen=True)
class Timeline:
    prefix: str
    starts_at: datetime
    seconds: int
    readings: list[tuple[int, float]]
    segments: list[Segment]
    marks: list[Mark]
    cycles: list[Cycle]
    range: tuple[float, float] | None = None
    series: tuple[Series, ...] = ()

    @cached_property
    def sentence(self) -> str:
        """The line in words: where it starts, each rise with what followed, where it ends."""
        if not self.readings:
            return _("No activation was rated in this session.")
        first, last = self.readings[0], self.readings[-1]
        parts = [_("Activation starts at %(value)s.") % {"value": number(first[1])}]
        parts += [self._rise(one) for one in self.cycles]
        if last is not first:
            words = _("It ends at %(value)s at %(clock)s.")
            parts.append(words % {"value": number(last[1]), "clock": self.clock(last[0])})
        if self.range:
            low, high = self.range
            parts.append(
                _("The person’s own range is %(low)s to %(high)s.") % {"low": number(low), "high": number(high)}
            )
        return " ".join(parts)

    def _rise(self, one: Cycle) -> str:
        data = {"value": number(one.peak), "clock": self.clock(one.peak_at)}
        if one.seconds_to_settle is None:
            outcome = {
                "partly_settled": _("It rises to %(value)s at %(clock)s and settles in part."),
                "escalated": _("It rises to %(value)s at %(clock)s and is still there at the end."),
            }
            return outcome.get(one.outcome, _("It rises to %(value)s at %(clock)s.")) % data
        minutes = max(1, round(one.seconds_to_settle / 60))
        text = ngettext(
            "It rises to %(value)s at %(clock)s and settles within a minute.",
            "It rises to %(value)s at %(clock)s and settles within %(minutes)s minutes.",
            minutes,
        )
        return text % {**data, "minutes": minutes}

    def clock(self, seconds: float) -> str:
        return f"{self.starts_at + timedelta(seconds=seconds):%H:%M}"

    @cached_property
    def rows(self) -> list[Row]:
        """Everything in order of time."""
        found = [(at, 1, Row(self.clock(at), _("Rated"), value)) for at, value in self.readings]
        found += [(one.at, 0, Row(self.clock(one.at), one.label, None)) for one in self.segments]
        found += [
            (one.at, 2, Row(self.clock(one.at), f"{one.number}: {one.title}", self.value_at(one.at)))
            for one in self.marks
        ]
        return [row for _at, _rank, row in sorted(found, key=lambda one: one[:2])]

    def value_at(self, seconds: float) -> float | None:
        """On the straight line between the ratings around it, rounded; None outside of them."""
        for (before, low), (after, high) in zip(self.readings, self.readings[1:], strict=False):
            if before <= seconds <= after:
                return round(low + (high - low) * (seconds - before) / max(1, after - before), 1)
        return None

    @property
    def data_id(self) -> str:
        return f"{self.prefix}-data"

    @property
    def data(self) -> Mapping[str, Any]:
        """For the chart."""
        return {
            "starts": self.starts_at.hour * 3600 + self.starts_at.minute * 60,
            "seconds": self.seconds,
            "readings": self.readings,
            "segments": [[one.at, one.until, one.label, one.touches] for one in self.segments],
            "marks": [[one.at, one.number] for one in self.marks],
            "range": self.range,
            "series": [
                {"label": one.label, "unit": one.unit, "seconds": list(one.seconds), "values": list(one.values)}
                for one in self.series
            ],
            "words": {"activation": _("Activation, as rated"), "range": _("own range")},
        }


def timeline_of(
    file: OpenFile,
    record: SessionRecord,
    *,
    items: Iterable[Opened] | None = None,
    usual: tuple[float, float] | tuple[()] | None = (),
    series: tuple[Series, ...] = (),
    known: Sequence[MarkRow] | None = None,
) -> Timeline | None:
    """*items* and *known* marks of the session, where the page has them already; *usual*: the person's own range,
    None where nobody wrote it down; it is looked up where () is given."""
    rows = list(items_of(file, record=record) if items is None else items)
    readings = _readings(record, rows)
    seconds = _length(record, rows, readings)
    segments = _segments(rows, seconds)
    if not readings and not segments:
        return None
    own = _range(file) if usual == () else usual or None
    if known is None:
        known = map_of(file, record, items=rows).marks
    marks = [Mark(one.seconds, one.number, one.title) for one in known if one.seconds is not None]
    return Timeline(
        f"line-{str(record.uuid)[:8]}",
        record.starts_at.astimezone(ZoneInfo(record.zone)),
        seconds,
        readings,
        segments,
        marks,
        cycles(readings, range_high=own[1] if own else None),
        own,
        series,
    )


def _readings(record: SessionRecord, rows: Sequence[Opened]) -> list[tuple[int, float]]:
    """The ratings; arriving and leaving count as ratings at both ends."""
    found = {int(one.body["at"]): float(one.body["activation"]) for one in rows if one.kind == "reading"}
    bodies = {one.kind: one.body for one in rows if one.kind in {"arrival", "departure"}}
    if "activation" in bodies.get("arrival", {}):
        found.setdefault(0, float(bodies["arrival"]["activation"]))
    if "activation" in bodies.get("departure", {}) and record.ends_at:
        end = int((record.ends_at - record.starts_at).total_seconds())
        found.setdefault(max(end, *found, 0) if found else end, float(bodies["departure"]["activation"]))
    return sorted(found.items())


def _length(record: SessionRecord, rows: Sequence[Opened], readings: Sequence[tuple[int, float]]) -> int:
    last = max([at for at, _value in readings] + [int(one.body.get("at", 0)) for one in rows], default=0)
    planned = int((record.ends_at - record.starts_at).total_seconds()) if record.ends_at else 0
    return max(planned, last + SHORT if last > planned else last, SHORT)


def _segments(rows: Sequence[Opened], seconds: int) -> list[Segment]:
    """Each until the next one begins, or for as long as it says."""
    timed = sorted((one for one in rows if one.kind == "segment" and "at" in one.body), key=lambda one: one.body["at"])
    language = get_language() or "en"
    found = []
    for index, one in enumerate(timed):
        at = int(one.body["at"])
        following = int(timed[index + 1].body["at"]) if index + 1 < len(timed) else seconds
        until = min(following, at + int(one.body["minutes"] * 60)) if one.body.get("minutes") else following
        phase = words("phases")[one.body["phase"]]
        text = one.body.get("title") or label("phases", phase.id, language)
        found.append(Segment(at, max(until, at + SHORT), text, bool(phase.more.get("activates"))))
    return found


def _range(file: OpenFile) -> tuple[float, float] | None:
    own = next((one.body for one in items_of(file, kinds=("range",)) if {"low", "high"} <= set(one.body)), None)
    return (float(own["low"]), float(own["high"])) if own else None


def number(value: float) -> str:
    return f"{value:g}"

"""All of a session's record for its page: one look at the items, sorted by what they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from feltwork.apps.practice.models import SessionRecord
from feltwork.apps.practice.queries.file import Opened, items_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.practice import OrderHint, cycles, label, order_hint


@dataclass(frozen=True)
class Moment:
    """A segment as the page shows it. `channels`: (code, label, what was said) in order."""

    item: Opened
    at: datetime | None

    @property
    def phase(self) -> str:
        return _word("phases", self.item.body["phase"])

    @property
    def title(self) -> str:
        return str(self.item.body.get("title") or self.phase)

    @property
    def channels(self) -> list[tuple[str, str, str]]:
        rows = self.item.body.get("channels", [])
        return [(row["channel"], _word("channels", row["channel"]), _entry(row)) for row in rows]

    @property
    def signs(self) -> list[str]:
        states = [_word("states", one) for one in self.item.body.get("states", [])]
        return states + [_word("signs", one) for one in self.item.body.get("signs", [])]


@dataclass(frozen=True)
class Wave:
    """A rise and what followed it; `item` is None where it is only suggested."""

    body: Mapping[str, Any]
    begins: datetime | None
    peak_at: datetime | None
    settled_at: datetime | None
    outcome: str
    item: Opened | None = None

    @property
    def minutes(self) -> int | None:
        """From the highest point until it had settled."""
        if "settled_at" not in self.body or "peak_at" not in self.body:
            return None
        seconds: float = self.body["settled_at"] - self.body["peak_at"]
        return round(seconds / 60)

    @property
    def text(self) -> str:
        return json.dumps(dict(self.body))


@dataclass(frozen=True)
class Page:
    """`kept_beside`: texts that wait for somebody to choose, by the item they stand beside."""

    record: SessionRecord
    items: list[Opened]

    @cached_property
    def standing(self) -> list[Opened]:
        return [item for item in self.items if item.beside is None]

    @cached_property
    def kept_beside(self) -> dict[UUID, list[Opened]]:
        found: dict[UUID, list[Opened]] = {}
        for item in self.items:
            if item.beside is not None:
                found.setdefault(item.beside, []).append(item)
        return found

    @cached_property
    def conflicts(self) -> list[tuple[Opened, list[Opened]]]:
        first = {item.uuid: item for item in self.standing}
        return [(first[uuid], others) for uuid, others in self.kept_beside.items() if uuid in first]

    def all_of(self, *kinds: str) -> list[Opened]:
        return [item for item in self.standing if item.kind in kinds]

    def one_of(self, kind: str) -> Opened | None:
        return next(iter(self.all_of(kind)), None)

    def body(self, kind: str) -> Mapping[str, Any]:
        item = self.one_of(kind)
        return item.body if item else {}

    @property
    def touch_used(self) -> bool:
        return bool(self.body("touch").get("used"))

    @cached_property
    def moments(self) -> list[Moment]:
        """In the order in which they came; those without a time in the order in which they were made."""
        rows = sorted(
            self.all_of("segment"), key=lambda item: (item.body.get("at", 10**6), item.position, item.made_at)
        )
        return [Moment(item, self.moment(item.body.get("at"))) for item in rows]

    def moment(self, seconds: float | None) -> datetime | None:
        """On the clock of the place where the session was."""
        if seconds is None:
            return None
        return (self.record.starts_at + timedelta(seconds=seconds)).astimezone(self.zone)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.record.zone)

    @cached_property
    def readings(self) -> list[tuple[datetime, int, Opened]]:
        rows = sorted(self.all_of("reading"), key=lambda item: float(item.body["at"]))
        return [(self.moment(item.body["at"]) or self.record.starts_at, item.body["activation"], item) for item in rows]

    @cached_property
    def cycles(self) -> list[Wave]:
        rows = sorted(self.all_of("cycle"), key=lambda item: float(item.body.get("at", 0)))
        return [self.wave(item.body, item) for item in rows]

    def wave(self, body: Mapping[str, Any], item: Opened | None = None) -> Wave:
        return Wave(
            body,
            self.moment(body.get("at")),
            self.moment(body.get("peak_at")),
            self.moment(body.get("settled_at")),
            _word("outcomes", body["outcome"]),
            item,
        )

    def suggested(self, range_high: float | None) -> list[Wave]:
        """Cycles read from the curve that nobody has written down yet."""
        known = {wave.body.get("peak_at") for wave in self.cycles}
        curve = [(int(item.body["at"]), float(value)) for _at, value, item in self.readings]
        return [
            self.wave(
                {
                    "at": one.begins_at,
                    "peak": int(one.peak),
                    "peak_at": one.peak_at,
                    "outcome": one.outcome,
                    **({} if one.settled_at is None else {"settled_at": one.settled_at}),
                }
            )
            for one in cycles(curve, range_high=range_high)
            if one.peak_at not in known
        ]

    def hint(self, reached: frozenset[str]) -> OrderHint | None:
        return order_hint([moment.item.body["phase"] for moment in self.moments], reached=reached)


def page_of(file: OpenFile, record: SessionRecord) -> Page:
    """One statement, however much was recorded."""
    return Page(record, items_of(file, record=record))


def _word(group: str, word: str) -> str:
    return label(group, word, get_language() or "en")


def _entry(row: Mapping[str, Any]) -> str:
    parts = [row.get("words", "")]
    parts += [_word(group, row[name]) for name, group in (("valence", "valences"), ("sense", "senses")) if name in row]
    if "carried_out" in row:
        parts.append(_word("carried_out", row["carried_out"]))
    if "intensity" in row:
        parts.append(str(row["intensity"]))
    return ", ".join(part for part in parts if part)

"""A body map: its items as a list and as a drawing, with the sentence that reads it back.

    view = map_of(file, record)              # of a session
    view = map_of_body("fw-child-1", body)   # of a journal's entry

Both views come from the same items of kind "mark" and "stroke"; neither is the original of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from feltwork.apps.practice.models import SessionRecord
from feltwork.apps.practice.queries import drawing
from feltwork.apps.practice.queries.drawing import Drawing, Drawn
from feltwork.apps.practice.queries.file import Opened, items_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.practice import (
    FIGURES,
    figure,
    label,
    pieces,
    place_in_words,
    places_of,
    sentence,
    short,
    what_of,
    words,
)

CHILD = FIGURES[1]
STRONG = 7  # from here on the page offers to look around first, without blocking
LISTED, LATEST = 40, 20  # a list of more marks than the first begins with the second number of them


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark in the list. `number` is its place in the order, the same on the body and in the line of the session."""

    uuid: str
    number: int
    version: int
    family: str
    title: str
    detail: str
    at: str  # time of day, or ""
    seconds: int | None
    body: Mapping[str, Any]

    @property
    def is_strong(self) -> bool:
        return int(self.body.get("intensity", 0)) >= STRONG


@dataclass(frozen=True)
class MapView:
    """`strokes`: what was drawn, with the number of the mark it belongs to (0: none)."""

    figure: str
    marks: list[MarkRow]
    strokes: list[Drawn]
    sentence: str
    prefix: str = "map"
    language: str = "en"
    starts_at: datetime | None = None
    raw: list[Any] = field(default_factory=list, repr=False)

    @property
    def latest(self) -> list[MarkRow]:
        """What the list of a session's page begins with: everything, or of a long list its end."""
        return self.marks if len(self.marks) <= LISTED else self.marks[-LATEST:]

    @property
    def earlier(self) -> int:
        """How many marks lie before those."""
        return len(self.marks) - len(self.latest)

    @property
    def layers(self) -> list[Drawing]:
        """The same with what later marks cover, for playing back."""
        return self._drawn(layered=True)

    @cached_property
    def drawings(self) -> list[Drawing]:
        """Front and back with everything on them; marks of another figure stand in the list only."""
        return self._drawn()

    def _drawn(self, *, layered: bool = False) -> list[Drawing]:
        shown = [Drawn(row.uuid, row.number, row.body) for row in self.marks]
        return drawing.drawings(
            self.figure, self.language, prefix=self.prefix, marks=shown, strokes=self.strokes, layered=layered
        )

    def until(self, step: int) -> MapView:
        """As it was after *step* marks, in words and as a drawing."""
        marks = [row for row in self.marks if row.number <= step]
        return replace(
            self,
            marks=marks,
            strokes=[one for one in self.strokes if one.number <= step],
            sentence=sentence([row.body for row in marks], self.language),
        )

    @property
    def is_child(self) -> bool:
        return self.figure == CHILD

    @property
    def is_strong(self) -> bool:
        return any(row.is_strong for row in self.marks)

    @property
    def fresh(self) -> UUID:
        """The id of the mark that a plain form would add: sent twice, it is added once."""
        return uuid4()

    @property
    def items_id(self) -> str:
        return f"{self.prefix}-items"

    @property
    def words_id(self) -> str:
        return f"{self.prefix}-words"

    @property
    def words(self) -> Mapping[str, Any]:
        return words_of(self.figure, self.language)

    @property
    def items(self) -> list[dict[str, Any]]:
        """For the island: bodies without the points of strokes, which are drawn already."""
        rows = [
            {"uuid": row.uuid, "kind": "mark", "version": row.version, "body": dict(row.body)} for row in self.marks
        ]
        for one in self.raw:
            body = {name: value for name, value in one.body.items() if name != "points"}
            rows.append({"uuid": str(one.uuid), "kind": "stroke", "version": one.version, "body": body})
        return rows


def map_of(file: OpenFile, record: SessionRecord, *, items: Iterable[Opened] | None = None) -> MapView:
    """The map of one session as the sight of *file* may read it. *items*: where the page has them already."""
    if items is None:
        items = items_of(file, record=record, kinds=("mark", "stroke"))
    here = [one for one in items if one.kind in {"mark", "stroke"}]
    return map_view(
        file.figure,
        marks=[one for one in here if one.kind == "mark"],
        strokes=[one for one in here if one.kind == "stroke"],
        prefix=f"map-{str(record.uuid)[:8]}",
        starts_at=record.starts_at.astimezone(ZoneInfo(record.zone)),
    )


def map_of_body(name: str, body: Mapping[str, Any], *, prefix: str = "map") -> MapView:
    """The map in an entry of a journal: `body["marks"]` as bodies of marks, or plain `body["regions"]`."""
    marks = list(body.get("marks", ()))
    plain = [one["region"] if isinstance(one, Mapping) else one for one in body.get("regions", ())]
    if plain:
        more = {key: body[key] for key in ("family", "word", "own_word", "intensity", "depth") if key in body}
        marks.append({"regions": [{"region": one} for one in plain], **more})
    loose = [_Loose(f"{prefix}-{number}", body=one) for number, one in enumerate(marks, start=1)]
    return map_view(name, marks=loose, prefix=prefix)


@dataclass(frozen=True, slots=True)
class _Loose:
    uuid: str
    body: Mapping[str, Any]
    version: int = 1


def map_view(
    name: str,
    *,
    marks: Sequence[Any],
    strokes: Sequence[Any] = (),
    prefix: str = "map",
    starts_at: datetime | None = None,
) -> MapView:
    """From items, or whatever has `uuid`, `version` and `body`. A map keeps the figure that it was made on."""
    language = get_language() or "en"
    ordered = sorted(marks, key=lambda one: one.body.get("order", 10_000))
    made_on = next((one.body["template"] for one in [*ordered, *strokes] if one.body.get("template") in FIGURES), name)
    rows = [_row(one, number, language, starts_at) for number, one in enumerate(ordered, start=1)]
    numbers = {row.uuid: row.number for row in rows}
    drawn = [
        Drawn(str(one.uuid), numbers.get(str(one.body.get("mark", "")), 0), _coloured(one.body, rows))
        for one in strokes
    ]
    text = sentence([one.body for one in ordered], language)
    return MapView(made_on, rows, drawn, text, prefix, language, starts_at, list(strokes))


def _coloured(body: Mapping[str, Any], rows: Sequence[MarkRow]) -> Mapping[str, Any]:
    """A stroke takes the family of its mark, which may have been changed since."""
    mark = next((row for row in rows if row.uuid == str(body.get("mark", ""))), None)
    return {**body, "family": mark.family} if mark else body


def _row(one: Any, number: int, language: str, starts_at: datetime | None) -> MarkRow:
    body = one.body
    seconds = body.get("at")
    clock = f"{starts_at + timedelta(seconds=seconds):%H:%M}" if starts_at and seconds is not None else ""
    title, detail = title_of(body, language), detail_of(body, language)
    return MarkRow(
        str(one.uuid), number, one.version, drawing.family_of(body), title, detail, clock, seconds, body
    )  # fmt: skip


def title_of(body: Mapping[str, Any], language: str) -> str:
    """ "Tingling, both hands"."""
    what, places = what_of(body, language), places_of([one["region"] for one in body.get("regions", ())], language)
    text = ", ".join(part for part in (what, places) if part)
    return f"{text[:1].upper()}{text[1:]}"


def detail_of(body: Mapping[str, Any], language: str) -> str:
    """ "Charge 4, on the skin, fading"."""
    family = label("family_names", body["family"], language) if "family" in body else ""
    strong = str(body["intensity"]) if "intensity" in body else ""
    parts = [" ".join(part for part in (family, strong) if part)]
    parts.append(label("depths", body["depth"], language) if "depth" in body else "")
    parts += [label("qualifiers", one, language) for one in body.get("qualifiers", ())]
    if body.get("direction") in {"more", "less"}:
        parts.append(label("directions", body["direction"], language))
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the body with its places, for lists: (id, label)."""

    label: str
    places: list[tuple[str, str]]


def areas_of(name: str, language: str | None = None) -> list[Area]:
    """The places of the figure by part of the body, front before back."""
    language = language or get_language() or "en"
    own = figure(name).places
    return [
        Area(
            area.label(language),
            [(one.id, one.label(language)) for one in words("regions").values()
             if one.id in own and one.more["area"] == area.id],
        )
        for area in words("areas").values()
    ]  # fmt: skip


@cache
def words_of(name: str, language: str) -> Mapping[str, Any]:
    """Everything that the island needs to speak as the server does, in one language."""
    families = words("families")
    return {
        "families": [
            {
                "id": one,
                "label": label("family_names", one, language),
                "words": [
                    [word.id, word.label(language)]
                    for word in words("sensations").values()
                    if one in word.more["families"]
                ],
            }
            for one in families
        ],
        "labels": {
            group: {one: label(group, one, language) for one in words(group)}
            for group in ("family_names", "depths", "qualifiers", "directions")
        },
        "short": {
            group: {one: short(group, one, language) for one in words(group)}
            for group in ("sensations", "family_names", "answers", "depths", "qualifiers", "directions")
        },
        "places": {one: place_in_words(one, language) for one in figure(name).places},
        "pairs": {
            one: word.label(language) for one, word in words("pairs").items() if f"{one}-left" in figure(name).places
        },
        "pieces": dict(pieces(language)),
    }


def read_back(marks: Iterable[Mapping[str, Any]], language: str | None = None) -> str:
    """The sentence alone, for exports and papers."""
    return sentence(marks, language or get_language() or "en")

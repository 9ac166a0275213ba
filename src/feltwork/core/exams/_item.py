"""An item: what is asked, what may be answered, and what is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Self

from ._errors import Unsound
from ._kinds import ALL_OR_NOTHING
from ._problems import problems_of

Point = tuple[float, float]
Key = str | tuple[str, ...] | Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, to put in order, or to match. A `fixed` one stays at the end ("none of these")."""

    id: str
    text: str
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What a choice is matched with; several may share one, and one may be nobody's."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the figure; `shape` is a polygon in shares of its width and height, `text` its name."""

    id: str
    text: str
    shape: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a short answer has to have, for those who mark it."""

    id: str
    text: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Figure:
    """`file`: the name of an uploaded figure or of a built-in one ("body-front"); pixels."""

    file: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question of any kind; what a kind does not have is empty.

    `key`: single "b"; multiple ("a", "c"); ordering ("c", "a", "b"); matching {"a": "t1"}; region ("chest",), any of
    which is right; short None. `words` is the limit of a short answer, 0 for none. `stem` and `explanation` are
    Markdown.
    """

    kind: str
    stem: str
    choices: tuple[Choice, ...] = ()
    key: Key = None
    scoring: str = ALL_OR_NOTHING
    targets: tuple[Target, ...] = ()
    figure: Figure | None = None
    regions: tuple[Region, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    words: int = 0
    points: Fraction = Fraction(1)
    explanation: str = ""
    language: str = "en"

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Raises Unsound with everything that is wrong, as `problems_of` tells it."""
        if problems := problems_of(data):
            raise Unsound(problems)
        figure = data.get("figure")
        return cls(
            kind=data["kind"],
            stem=data["stem"],
            choices=tuple(Choice(one["id"], one["text"], one.get("fixed", False)) for one in _rows(data, "choices")),
            key=_key(data),
            scoring=data.get("scoring", ALL_OR_NOTHING),
            targets=tuple(Target(one["id"], one["text"]) for one in _rows(data, "targets")),
            figure=Figure(figure["file"], figure["alt"], figure["width"], figure["height"]) if figure else None,
            regions=tuple(Region(one["id"], one["text"], _shape(one["shape"])) for one in _rows(data, "regions")),
            criteria=tuple(
                Criterion(one["id"], one["text"], Fraction(str(one["points"]))) for one in _rows(data, "criteria")
            ),
            words=data.get("words") or 0,
            points=Fraction(str(data.get("points", 1))),
            explanation=data.get("explanation", ""),
            language=data.get("language", "en"),
        )

    def data(self) -> dict[str, Any]:
        """The JSON that `from_data` reads; empty fields are left out."""
        told: dict[str, Any] = {"kind": self.kind, "stem": self.stem}
        if self.choices:
            told["choices"] = [
                {"id": one.id, "text": one.text} | ({"fixed": True} if one.fixed else {}) for one in self.choices
            ]
        if self.targets:
            told["targets"] = [{"id": one.id, "text": one.text} for one in self.targets]
        if self.figure:
            told["figure"] = {name: getattr(self.figure, name) for name in ("file", "alt", "width", "height")}
        if self.regions:
            told["regions"] = [
                {"id": one.id, "text": one.text, "shape": [list(point) for point in one.shape]} for one in self.regions
            ]
        if self.criteria:
            told["criteria"] = [{"id": one.id, "text": one.text, "points": number(one.points)} for one in self.criteria]
        if self.key is not None:
            told["key"] = dict(self.key) if isinstance(self.key, Mapping) else _listed(self.key)
        if self.words:
            told["words"] = self.words
        told |= {"scoring": self.scoring, "points": number(self.points), "language": self.language}
        return told | ({"explanation": self.explanation} if self.explanation else {})

    @property
    def is_marked_by_people(self) -> bool:
        return self.kind == "short"


def number(value: Fraction) -> int | float | str:
    """As JSON that gives the same Fraction again: 2, 1.5, "1/3"."""
    if value.denominator == 1:
        return value.numerator
    return float(value) if Fraction(str(float(value))) == value else str(value)


def _listed(key: str | Sequence[str]) -> str | list[str]:
    return key if isinstance(key, str) else list(key)


def _rows(data: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = data.get(name) or ()
    return rows


def _key(data: Mapping[str, Any]) -> Key:
    """What is a set stands in the order of the item, so that equal items are equal."""
    kind: str = data["kind"]
    key: Any = data.get("key")
    if kind == "short":
        return None
    if isinstance(key, Mapping):
        return MappingProxyType(dict(key))
    if isinstance(key, str) or kind == "ordering":
        return key if isinstance(key, str) else tuple(key or ())
    return tuple(one["id"] for one in _rows(data, "regions" if kind == "region" else "choices") if one["id"] in key)


def _shape(points: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in points)

"""One question as a candidate meets it: what the sitting page, the preview in the bank and a result draw.

The key is never part of it unless somebody asks for it by name (`with_key`): pages of candidates do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString

from feltwork.apps.ui.markdown import in_line, render

BUNDLED = {
    "body-front": ("exams/figures/body-front.svg", 340, 760),
    "body-back": ("exams/figures/body-back.svg", 340, 760),
}
PICKING = frozenset({"single", "multiple"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One line to choose, to order or to match. *place*: 1, 2, … as put in order; *target*: what it is matched with."""

    id: str
    text: SafeString
    plain: str
    is_chosen: bool = False
    is_right: bool = False
    place: int = 0
    right_place: int = 0
    target: str = ""
    right_target: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A place on a figure. *points*: its corners for SVG; *x*, *y*: where its number stands."""

    id: str
    number: int
    text: str
    points: str
    x: str
    y: str
    is_chosen: bool = False
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with its size in its own units."""

    url: str
    alt: str
    width: int
    height: int

    @property
    def size(self) -> str:
        """How large a number on it has to be drawn to be read at any size of the figure."""
        return f"{max(self.width, self.height) / 24:.0f}"


@dataclass(frozen=True, slots=True)
class Question:
    """Everything `exams/parts/question.html` needs. *number* and *legend* are the page's own."""

    kind: str
    name: str
    language: str
    stem: SafeString
    choices: tuple[Choice, ...] = ()
    targets: tuple[Choice, ...] = ()
    regions: tuple[Region, ...] = ()
    figure: Shown | None = None
    words: int = 0
    text: str = ""
    is_fixed: bool = False
    with_key: bool = False
    explanation: str = ""  # safe markup where there is one
    criteria: tuple[Mapping[str, Any], ...] = ()

    @property
    def places(self) -> range:
        return range(1, len(self.choices) + 1)


def question(
    data: Mapping[str, Any],
    *,
    order: Sequence[str] | None = None,
    target_order: Sequence[str] | None = None,
    answer: Any = None,
    name: str = "answer",
    fixed: bool = False,
    with_key: bool = False,
    figure_url: Callable[[str], str] | None = None,
) -> Question:
    """*data* of an item for a page. *order*, *target_order*: ids of the choices (or places on a figure) and of
    what they are matched with, as this person sees them; *fixed*: cannot be answered.

    *figure_url* gives the address of a figure that was handed in, by its uuid.
    """
    kind = str(data.get("kind", ""))
    return Question(
        kind=kind,
        name=name,
        language=str(data.get("language", "")),
        stem=render(str(data.get("stem", ""))),
        choices=_choices(data, kind, order, answer, with_key),
        targets=tuple(_plain(one) for one in _ordered(data.get("targets"), target_order)),
        regions=_regions(data, order, answer, with_key),
        figure=_figure(data.get("figure"), figure_url),
        words=int(data.get("words") or 0),
        text=answer if kind == "short" and isinstance(answer, str) else "",
        is_fixed=fixed,
        with_key=with_key,
        explanation=render(str(data.get("explanation") or "")) if with_key else "",
        criteria=tuple(data.get("criteria") or ()) if with_key else (),
    )


def _ordered(rows: Sequence[Mapping[str, Any]] | None, order: Sequence[str] | None) -> list[Mapping[str, Any]]:
    by_id = {str(one["id"]): one for one in rows or ()}
    return [by_id[one] for one in order or by_id if one in by_id]


def _plain(one: Mapping[str, Any]) -> Choice:
    return Choice(str(one["id"]), in_line(str(one["text"])), str(one["text"]))


def _choices(
    data: Mapping[str, Any], kind: str, order: Sequence[str] | None, answer: Any, with_key: bool
) -> tuple[Choice, ...]:
    by_id = {str(one["id"]): one for one in data.get("choices") or ()}
    shown = [one for one in (order or by_id) if one in by_id]
    if kind == "ordering" and isinstance(answer, list) and set(answer) == set(by_id):
        shown = [str(one) for one in answer]
    key = data.get("key") if with_key else None
    return tuple(_choice(by_id[one], place, kind, answer, key) for place, one in enumerate(shown, 1))


def _choice(one: Mapping[str, Any], place: int, kind: str, answer: Any, key: Any) -> Choice:
    code = str(one["id"])
    given, right = _ids(answer), _ids(key)
    in_order = kind == "ordering"
    return Choice(
        id=code,
        text=in_line(str(one["text"])),
        plain=str(one["text"]),
        is_chosen=kind in PICKING and code in given,
        is_right=kind in PICKING and code in right,
        place=place if in_order and answer else 0,
        right_place=right.index(code) + 1 if in_order and code in right else 0,
        target=str(answer.get(code, "")) if kind == "matching" and isinstance(answer, Mapping) else "",
        right_target=str(key.get(code, "")) if kind == "matching" and isinstance(key, Mapping) else "",
    )


def _ids(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [value] if isinstance(value, str) else []


def _regions(data: Mapping[str, Any], order: Sequence[str] | None, answer: Any, with_key: bool) -> tuple[Region, ...]:
    figure = data.get("figure") or {}
    width, height = int(figure.get("width") or 1), int(figure.get("height") or 1)
    right = _ids(data.get("key")) if with_key else []
    return tuple(
        Region(
            id=str(one["id"]),
            number=number,
            text=str(one["text"]),
            points=" ".join(f"{x * width:.1f},{y * height:.1f}" for x, y in one["shape"]),
            x=f"{sum(x for x, _y in one['shape']) / len(one['shape']) * width:.1f}",
            y=f"{sum(y for _x, y in one['shape']) / len(one['shape']) * height:.1f}",
            is_chosen=one["id"] == answer,
            is_right=one["id"] in right,
        )
        for number, one in enumerate(_ordered(data.get("regions"), order), 1)
        if one.get("shape")
    )


def _figure(figure: Mapping[str, Any] | None, figure_url: Callable[[str], str] | None) -> Shown | None:
    if not figure or not figure.get("file"):
        return None
    file = str(figure["file"])
    if file in BUNDLED:
        path, width, height = BUNDLED[file]
        return Shown(static(path), str(figure.get("alt", "")), width, height)
    url = figure_url(file) if figure_url else ""
    return Shown(url, str(figure.get("alt", "")), int(figure.get("width") or 1), int(figure.get("height") or 1))

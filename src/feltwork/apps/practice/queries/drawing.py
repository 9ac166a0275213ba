"""The figures as markup of the page itself: places, and over them marks, strokes and numbers.

Nothing here comes from people but numbers: a place is looked up, a family must be one of ours, words are escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from feltwork.core.practice import Figure, figure, label, neighbours, words

MOST_POINTS = 40  # of a stroke as drawn; all of them are kept, and counted when something is reckoned from them
PIN = 12  # radius of a number, in units of the figure
MOST_PINS = 4  # at one place; more would run off the figure, so a count stands for the older ones


@dataclass(frozen=True, slots=True)
class Drawing:
    """One view: `svg`, what to call it, and which side of it is which of the person's own."""

    view: str
    label: str
    svg: SafeString
    sides: tuple[str, str]  # "left" or "right", as they lie on the screen


@dataclass(frozen=True, slots=True)
class Drawn:
    """What to draw of a mark: where, in which pattern, and its number; hidden ones are left to the player."""

    uuid: str
    number: int
    body: Mapping[str, Any]


def drawings(
    name: str,
    language: str,
    *,
    prefix: str = "map",
    marks: Sequence[Drawn] = (),
    strokes: Sequence[Drawn] = (),
    layered: bool = False,
) -> list[Drawing]:
    """Each view of the figure *name* with these marks and strokes; *prefix* keeps ids on one page apart.

    Of several marks at one place the last covers the others, and a count stands for the older numbers; with *layered*
    all are drawn, for playing back.
    """
    body = figure(name)
    shown = marks if layered else _uppermost(marks)
    most = len(marks) if layered else MOST_PINS
    return [
        _drawing(body, view, language, prefix, pins(body, view, marks, most=most), shown, strokes)
        for view in body.sizes
    ]


def _uppermost(marks: Sequence[Drawn]) -> list[Drawn]:
    """The marks with those places only that no later mark covers."""
    last = {one["region"]: mark.uuid for mark in marks for one in mark.body.get("regions", ())}
    return [
        Drawn(mark.uuid, mark.number, {**mark.body, "regions": kept})
        for mark in marks
        if (kept := [one for one in mark.body.get("regions", ()) if last[one["region"]] == mark.uuid])
    ]


def _drawing(
    body: Figure,
    view: str,
    language: str,
    prefix: str,
    numbers: SafeString,
    shown: Sequence[Drawn],
    strokes: Sequence[Drawn],
) -> Drawing:
    width, height = body.sizes[view]
    left, title = body.lefts[view], view_name(view)
    outline, detail = body.lines[view]
    svg = format_html(
        '<svg class="fw-body" viewBox="{} 0 {} {}" data-view="{}" data-left="{}" role="img" aria-label="{}">'
        '<defs><clipPath id="{}-{}-clip"><path d="{}"/></clipPath></defs>'
        '<g class="fw-body-view">{}</g><g data-layer="fill">{}</g>'
        '<g class="fw-paint" data-layer="paint" clip-path="url(#{}-{}-clip)">{}</g>'
        '<path class="fw-body-outline" d="{}"/><path class="fw-body-detail" d="{}"/>'
        '<g data-layer="rings"></g><g data-layer="pins">{}</g></svg>',
        *(_n(left), _n(width), _n(height), view, _n(left), title, prefix, view, outline),
        *(_regions(body.id, view, language), fills(body, view, shown), prefix, view, paint(body, view, strokes)),
        *(outline, detail, numbers),
    )
    # front faces the reader: the person's right is on the left of the screen
    return Drawing(view, title, svg, ("right", "left") if view == "front" else ("left", "right"))


@cache
def _regions(name: str, view: str, language: str) -> SafeString:
    body, near = figure(name), neighbours(name)
    left = body.lefts[view]
    rows = []
    for place in body.places.values():
        if place.view == view:
            ways = [near[place.id].get(way, "") for way in ("up", "down", "left", "right")]
            x, y = _n(place.centre[0] + left), _n(place.centre[1])
            text = label("regions", place.id, language)
            rows.append((place.id, x, y, *ways, place.path, text))
    return format_html_join(
        "",
        '<path class="fw-body-region" data-region="{}" data-x="{}" data-y="{}" data-up="{}" data-down="{}" '
        'data-to-left="{}" data-to-right="{}" d="{}"><title>{}</title></path>',
        rows,
    )


def fills(body: Figure, view: str, marks: Iterable[Drawn]) -> SafeString:
    """The places of marks in the pattern of their family."""
    rows = [
        (mark.uuid, mark.number, f"url(#pat-{family_of(mark.body)})", place.path)
        for mark in marks
        for place in _places(body, view, mark)
    ]
    return format_html_join("", '<path data-item="{}" data-n="{}" fill="{}" d="{}"/>', rows)


def paint(body: Figure, view: str, strokes: Iterable[Drawn]) -> SafeString:
    """Strokes as lines as wide as the brush, in the colour and pattern of their family."""
    size, left = body.sizes[view], body.lefts[view]
    rows = []
    for stroke in strokes:
        if stroke.body.get("view") == view and stroke.body.get("template") == body.id:
            family, path = family_of(stroke.body), stroke_path(stroke.body["points"], size, left)
            wide = _n(2 * stroke.body["radius"] * size[1])
            rows.append((stroke.uuid, stroke.number, family, path, wide, family, path, wide))
    return format_html_join(
        "",
        '<g data-item="{}" data-n="{}" class="fam-{}"><path class="c" d="{}" stroke-width="{}"/>'
        '<path class="i" stroke="url(#ink-{})" d="{}" stroke-width="{}"/></g>',
        rows,
    )


def pins(body: Figure, view: str, marks: Iterable[Drawn], *, most: int = MOST_PINS) -> SafeString:
    """The number of each mark at its place; several at one place stand in a row of *most* at most."""
    at: dict[str, list[tuple[Drawn, float, float]]] = {}
    for mark in marks:
        spot = _spot(body, view, mark)
        if spot:
            at.setdefault(spot[2], []).append((mark, spot[0], spot[1]))
    rows = [row for place in at.values() for row in _pins_in_a_row(place, most)]
    return format_html_join(
        "",
        '<g class="fw-pin" data-item="{}" data-n="{}" transform="translate({} {})">'
        '<circle r="{}"/><text text-anchor="middle" dy=".35em">{}</text></g>',
        rows,
    )


def _pins_in_a_row(place: Sequence[tuple[Drawn, float, float]], most: int) -> Iterator[tuple[object, ...]]:
    """The newest ones of *place* in order; before them one that says how many are not drawn."""
    hidden = len(place) - most + 1 if len(place) > most else 0
    for index, (mark, x, y) in enumerate(place[max(hidden - 1, 0) :]):
        text = f"+{hidden}" if hidden and not index else str(mark.number)
        yield mark.uuid, mark.number, _n(x + index * (2 * PIN + 2)), _n(y), PIN, text


def stroke_path(points: Sequence[Sequence[float]], size: tuple[float, float], left: float) -> str:
    """A path in units of the drawing, thinned out; one point alone is drawn as a dot."""
    step = max(1, -(-len(points) // MOST_POINTS))
    kept = [*points[::step], points[-1]] if step > 1 else list(points)
    corners = [f"{left + one[0] * size[0]:.1f} {one[1] * size[1]:.1f}" for one in kept]
    return f"M{corners[0]}L{'L'.join(corners[1:] or corners)}"


def family_of(body: Mapping[str, Any]) -> str:
    """The family whose pattern is drawn. What has none, and "numb" or "nothing" at a place, looks like absence."""
    family = str(body.get("family", ""))
    if not family and "word" in body:
        word = words("sensations").get(body["word"])
        family = word.more["families"][0] if word else ""
    return family if family in words("families") else "absence"


def view_name(view: str) -> str:
    return {"front": _("Front of the body"), "back": _("Back of the body")}.get(view, view)


def _places(body: Figure, view: str, mark: Drawn) -> list[Any]:
    found = (body.places.get(one["region"]) for one in mark.body.get("regions", ()))
    return [place for place in found if place and place.view == view]


def _spot(body: Figure, view: str, mark: Drawn) -> tuple[float, float, str] | None:
    places, left, (width, height) = _places(body, view, mark), body.lefts[view], body.sizes[view]
    if "x" in mark.body and "y" in mark.body and mark.body.get("view", "front") == view:
        x, y = mark.body["x"], mark.body["y"]
        return left + x * width, y * height, f"{x:.2f} {y:.2f}"
    if not places:
        return None
    return places[0].centre[0] + left, places[0].centre[1], places[0].id


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")

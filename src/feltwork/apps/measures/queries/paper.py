"""The drawing of a line for paper: as SVG in the page, black on white, there without scripts and sharp in print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NOTHING = format_html_join("", "", ())

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 190, 34, 10, 18, 22
MANY = 40  # from here on dots would touch
MONTHS = 8  # more would touch, too
DASHES = ("", "7 5", "2 4")
DAY = 86_400

SVG = '<svg class="rd-paper" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>'
STEP = '<path d="M{} {}H{}" stroke="#bbb" stroke-width=".6"/><text x="{}" y="{}" text-anchor="end">{}</text>'
MONTH = '<text x="{}" y="{}" text-anchor="middle">{}</text>'
BAND = '<rect x="{}" y="{}" width="{}" height="{}" fill="#eee" stroke="#999" stroke-width=".6" stroke-dasharray="1 2"/>'
BAND_WORDS = '<text x="{}" y="{}" text-anchor="end">{}</text>'
CUT = '<path d="M{} {}H{}" fill="none" stroke="#000" stroke-width=".9" stroke-dasharray="7 5"/>'
LINE = '<path d="{}" fill="none" stroke="#000" stroke-width="1.4" stroke-dasharray="{}"/>'
NAME = '<text x="{}" y="{}" text-anchor="end" font-weight="600">{}</text>'
WHISKER = '<path d="M{} {}V{}" stroke="#777" stroke-width=".8"/>'
DOT = '<circle cx="{}" cy="{}" r="2.8" fill="{}" stroke="#000" stroke-width="1.1"/>'
SCORE = '<text x="{}" y="{}" text-anchor="middle" font-weight="600">{}</text>'

Points = Sequence[tuple[float, float]]  # across the drawing, and the score


def paper_chart(data: Mapping[str, Any]) -> SafeString:
    """*data* as `drawing.drawing_of` makes it. Hidden from screen readers: the sentence and the table say the same."""
    if not data["x"]:
        return NOTHING
    at = _Place(data)
    parts = [_grid(at, data), _band(at, data), _cut(at, data), _since(at, data)]
    parts += [_line(at, data, number) for number in range(len(data["lines"]))]
    return format_html(SVG, WIDTH, HEIGHT, _joined(parts))


class _Place:
    """From days and scores to points of the drawing."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        first, last = float(data["x"][0]), float(data["x"][-1])
        room = max(DAY * 10, (last - first) * 0.03)
        self.since, self.until = first - room, last + room
        self.low, self.high = float(data["low"]), float(data["high"])

    def x(self, at: float) -> float:
        return round(LEFT + (at - self.since) / (self.until - self.since) * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM), 1)


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _grid(at: _Place, data: Mapping[str, Any]) -> SafeString:
    count = next((count for count in (4, 3, 5, 2) if (at.high - at.low) % count == 0), 4)
    steps = [at.low + (at.high - at.low) * part / count for part in range(count + 1)]
    rows = ((LEFT, at.y(one), WIDTH - RIGHT, LEFT - 5, at.y(one) + 3.5, f"{one:.3g}") for one in steps)
    months = ((at.x(when), HEIGHT - 6, words) for when, words in _months(at))
    direction = format_html('<text x="{}" y="11">{}</text>', LEFT, data["words"]["direction"])
    return _joined([format_html_join("", STEP, rows), format_html_join("", MONTH, months), direction])


def _months(at: _Place) -> list[tuple[float, str]]:
    """The first days of some months, and what they are called."""
    first, last = datetime.fromtimestamp(at.since, UTC), datetime.fromtimestamp(at.until, UTC)
    since, until = first.year * 12 + first.month, last.year * 12 + last.month - 1
    starts = [datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(since, until + 1)]
    some = starts[:: max(1, -(-len(starts) // MONTHS))]
    return [(one.timestamp(), date_format(one, "M Y")) for one in some if at.x(one.timestamp()) < WIDTH - 34]


def _band(at: _Place, data: Mapping[str, Any]) -> SafeString:
    if data["band"] is None:
        return NOTHING
    since, low, high = data["band"]
    left, top = at.x(since), at.y(high)
    box = format_html(BAND, left, top, round(WIDTH - RIGHT - left, 1), round(at.y(low) - top, 1))
    return _joined([box, format_html(BAND_WORDS, WIDTH - RIGHT - 5, top + 11, data["words"]["band"])])


def _cut(at: _Place, data: Mapping[str, Any]) -> SafeString:
    if data["cut"] is None:
        return NOTHING
    y = at.y(data["cut"]["y"])
    words = format_html('<text x="{}" y="{}">{}</text>', LEFT + 4, y + 11, data["cut"]["words"])
    return _joined([format_html(CUT, LEFT, y, WIDTH - RIGHT), words])


def _since(at: _Place, data: Mapping[str, Any]) -> SafeString:
    return format_html(WHISKER, at.x(data["since"]), TOP, HEIGHT - BOTTOM) if data.get("since") else NOTHING


def _line(at: _Place, data: Mapping[str, Any], number: int) -> SafeString:
    line = data["lines"][number]
    points = [(at.x(when), value) for when, value in zip(data["x"], line["y"], strict=True) if value is not None]
    if not points:
        return NOTHING
    path = "M" + "L".join(f"{x} {at.y(value)}" for x, value in points)
    (x, value), few = points[-1], len(points) < MANY
    parts = [
        _whiskers(at, data["margin"], points) if few else NOTHING,
        format_html(LINE, path, DASHES[number % 3]),
    ]
    parts += [_dots(at, data, number, points)] if few else []
    return _joined([*parts, _scores(at, points), format_html(NAME, x - 4, at.y(value) - 7, line["name"])])


def _whiskers(at: _Place, margin: float | None, points: Points) -> SafeString:
    if not margin:
        return NOTHING
    ends = ((x, at.y(min(at.high, value + margin)), at.y(max(at.low, value - margin))) for x, value in points)
    return format_html_join("", WHISKER, ends)


def _dots(at: _Place, data: Mapping[str, Any], number: int, points: Points) -> SafeString:
    """Hollow where an answer was late, partial or corrected."""
    hollow = {at.x(data["x"][day]) for line, day in data["marks"] if line == number}
    return format_html_join("", DOT, ((x, at.y(value), "#fff" if x in hollow else "#000") for x, value in points))


def _scores(at: _Place, points: Points) -> SafeString:
    """The first and the last."""
    ends = dict.fromkeys([points[0], points[-1]])
    return format_html_join("", SCORE, ((x, at.y(value) + 16, f"{value:.4g}") for x, value in ends))

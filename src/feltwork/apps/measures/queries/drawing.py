"""What the drawing of a line needs: days, values and bounds as numbers, words for what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from feltwork.apps.measures.queries import reading_words as words
from feltwork.apps.measures.queries.lines import Sheet, Stack
from feltwork.core.measures import ChangeRule, Scale, Threshold, Trajectory, needed

EPOCH = date(1970, 1, 1).toordinal()
DAY = 86_400


def drawing_of(
    stack: Stack,
    scale: Scale,
    whole: Trajectory,
    rule: ChangeRule | None,
    cut: Threshold | None,
    margin: float | None,
    *,
    cut_label: str | None = None,
    since: date | None = None,
) -> Mapping[str, Any]:
    """Seconds since 1970 at midnight for each day; values as numbers, null where there is no score. *since*: the day of
    a new start."""
    groups = _groups(stack)
    days = sorted({one.day for _name, sheets in groups for one in sheets})
    return {
        "x": [seconds(one) for one in days],
        "lines": [{"name": name, "y": _values(days, sheets, scale)} for name, sheets in groups],
        "marks": _marks(days, groups, scale),
        "low": float(scale.low),
        "high": float(scale.high),
        "band": _band(whole, rule, scale),
        "cut": None if cut is None else {"y": float(cut.value), "words": cut_label or words.cut_value(cut)},
        "margin": margin,
        "since": seconds(since) if since and days[0] < since else None,
        "words": {"band": _("may be chance"), "direction": direction(scale)},
    }


def seconds(day: date) -> int:
    return (day.toordinal() - EPOCH) * DAY


def direction(scale: Scale) -> str:
    match scale.higher_is:
        case "worse":
            return _("less trouble is lower")
        case "better":
            return _("more of it is higher")
    return ""


def _groups(stack: Stack) -> list[tuple[str, list[Sheet]]]:
    """One line; of a momentary instrument one each for before and after."""
    if not stack.is_momentary:
        return [("", list(stack.sheets))]
    found: dict[str, list[Sheet]] = {}
    for one in stack.sheets:
        found.setdefault(one.moment, []).append(one)
    order = [code for code in ("before", "after", "") if code in found]
    return [(str(words.MOMENTS.get(code, _("on a day"))) if len(order) > 1 else "", found[code]) for code in order]


def _values(days: Sequence[date], sheets: Sequence[Sheet], scale: Scale) -> list[float | None]:
    by_day = {one.day: _value(one, scale) for one in sheets}
    return [None if by_day.get(day) is None else float(by_day[day] or 0) for day in days]


def _value(sheet: Sheet, scale: Scale) -> Fraction | None:
    score = sheet.scored.scales.get(scale.id)
    return score.value if score is not None else None


def _marks(days: Sequence[date], groups: Sequence[tuple[str, Sequence[Sheet]]], scale: Scale) -> list[list[int]]:
    """[line, day] of answers that were late, partial or corrected: they are drawn hollow."""
    place = {day: at for at, day in enumerate(days)}
    return [
        [line, place[one.day]]
        for line, (_name, sheets) in enumerate(groups)
        for one in sheets
        if (one.is_late or one.is_corrected or one.scored.answered < one.scored.of) and _value(one, scale) is not None
    ]


def _band(whole: Trajectory, rule: ChangeRule | None, scale: Scale) -> list[float] | None:
    """[since, low, high]: within it a change from the start may be chance."""
    if rule is None or whole.baseline is None or whole.baseline[1] is None:
        return None
    start, size = float(whole.baseline[1]), needed(rule)
    return [seconds(whole.baseline[0]), max(float(scale.low), start - size), min(float(scale.high), start + size)]

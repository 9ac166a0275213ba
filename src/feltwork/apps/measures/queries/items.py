"""Answers item by item over time, and two measures side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.measures.hands import Hands
from feltwork.apps.measures.queries import reading_words as words
from feltwork.apps.measures.queries.lines import Stack, answers_of
from feltwork.apps.measures.queries.reading import Card, Panel
from feltwork.apps.measures.wording import words_for
from feltwork.apps.ui.words import date_words, short_date
from feltwork.core.measures import DECLINED, Item

SHOWN = 8  # sheets side by side


@dataclass(frozen=True, slots=True)
class ItemRow:
    """`values`: one for each sheet shown; `path`: the same as the points of a small line, "" with fewer than two."""

    number: int
    topic: str
    words: str
    values: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class ItemTable:
    stack: Stack
    heads: tuple[tuple[str, str], ...]  # short day, day written out
    rows: tuple[ItemRow, ...]
    older: int  # how many pages back the next is, 0 for none
    newer: int | None
    scale: str  # "0 to 3"


@dataclass(frozen=True, slots=True)
class PairRow:
    day: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two scales over the same days, each on its own axis."""

    left: tuple[Card, Panel]
    right: tuple[Card, Panel]
    rows: tuple[PairRow, ...]

    @property
    def sides(self) -> tuple[tuple[str, Card, Panel], ...]:
        """For the page: name, card, panel."""
        return ("left", *self.left), ("right", *self.right)


def item_table(hands: Hands, stack: Stack, *, back: int = 0) -> ItemTable:
    """The *SHOWN* sheets that are *back* pages from the newest, the oldest first."""
    end = max(1, len(stack.sheets) - back * SHOWN)
    start = max(0, end - SHOWN)
    sheets = stack.sheets[start:end]
    answers = answers_of(hands, sheets)
    found = words_for(hands.school, stack.of, get_language() or "en")
    texts = found.pack.items if found else {}
    return ItemTable(
        stack=stack,
        heads=tuple((_short(one.day), date_words(one.day)) for one in sheets),
        rows=tuple(_item_row(item, answers, texts.get(item.id, "")) for item in stack.of.items),
        older=back + 1 if start else 0,
        newer=back - 1 if back else None,
        scale=_range(stack.of.items),
    )


def pair_of(left: tuple[Card, Panel], right: tuple[Card, Panel]) -> Pair:
    """Every day on which either was answered, the newest first."""
    by_day = [_by_day(card, panel) for card, panel in (left, right)]
    days = sorted({*by_day[0], *by_day[1]}, reverse=True)
    rows = tuple(PairRow(date_words(day), by_day[0].get(day, ""), by_day[1].get(day, "")) for day in days)
    xs = [*left[1].data["x"], *right[1].data["x"]]
    span = (min(xs), max(xs))
    drawn = [(card, _spanned(panel, span, side)) for side, (card, panel) in (("a", left), ("b", right))]
    return Pair(drawn[0], drawn[1], rows)


def choices_of(cards: Sequence[Card]) -> list[tuple[str, str]]:
    """(value, words) of every scale that can be put beside another."""
    made = []
    for card in cards:
        for panel in card.panels:
            label = card.of.short if panel.scale is card.of.main else f"{card.of.short}: {panel.label}"
            if card.version_note:
                label = f"{label} ({card.version_note})"
            made.append((f"{card.stack.slug}.{panel.scale.id}", label))
    return made


def chosen(cards: Sequence[Card], value: str) -> tuple[Card, Panel] | None:
    for card in cards:
        for panel in card.panels:
            if f"{card.stack.slug}.{panel.scale.id}" == value:
                return card, panel
    return None


def _spanned(panel: Panel, span: tuple[int, int], side: str) -> Panel:
    """Drawn over the days of both."""
    return replace(panel, data={**panel.data, "span": span}, data_id=f"{panel.data_id}-{side}")


def _by_day(card: Card, panel: Panel) -> dict[date, str]:
    found: dict[date, str] = {}
    for sheet in card.stack.sheets:
        score = sheet.scored.scales.get(panel.scale.id)
        said = words.number(score.value if score is not None else None)
        moment = words.MOMENTS.get(sheet.moment)
        told = f"{said} {moment}" if moment and card.stack.is_momentary else said
        found[sheet.day] = f"{found[sheet.day]}, {told}" if sheet.day in found else told
    return found


def _item_row(item: Item, answers: Sequence[dict[str, Any]], text: str) -> ItemRow:
    given = [one.get(item.id) for one in answers]
    return ItemRow(item.number, item.label(get_language() or "en"), text, tuple(map(_said, given)), _path(item, given))


def _said(value: Any) -> str:
    if value is None:
        return "–"
    return _("rather not") if value == DECLINED else str(value)


def _path(item: Item, given: Sequence[Any]) -> str:
    """In a box of 100 by 24; what was not answered leaves a gap."""
    low, high = item.responses[0], item.responses[-1]
    parts, pen = [], "M"
    for at, value in enumerate(given):
        if not isinstance(value, int):
            pen = "M"
            continue
        x = 4 + 92 * at / max(1, len(given) - 1)
        parts.append(f"{pen}{x:.1f} {21 - 18 * (value - low) / max(1, high - low):.1f}")
        pen = "L"
    return "".join(parts) if len(parts) > 1 else ""


def _short(day: date) -> str:
    return f"{short_date(day)} {day:%y}"


def _range(items: Sequence[Item]) -> str:
    low, high = min(one.responses[0] for one in items), max(one.responses[-1] for one in items)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}

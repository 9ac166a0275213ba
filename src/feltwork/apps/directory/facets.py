"""Choices beside a list of people: what each would leave, how many are shown at once, and which were chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.directory.asking import Question, name_of
from feltwork.apps.ui.patterns import Pattern, gap, joined
from feltwork.apps.ui.rows import render_rows
from feltwork.core.directory import Found, vocabulary

FIRST = ("how", "room", "language", "touch", "access", "level")
FURTHER = ("theme", "ages", "who", "profession", "fee", "identity", "country")
AT_ONCE = 6
NOTHING, CHECKED, OPEN = (Pattern(word).filled() for word in ("", " checked", " open"))


@dataclass(frozen=True, slots=True)
class Box:
    """One choice in one language. `sorts_as`: its label, in the order of reading."""

    code: str
    label: str
    sorts_as: str
    pattern: Pattern  # mark, count


@dataclass(frozen=True, slots=True)
class Group:
    """One facet in one language, with few choices or with more that are folded away."""

    boxes: tuple[Box, ...]
    whole: Pattern  # first
    folded: Pattern  # first, number, mark, rest


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    address: str


def choices(found: Found, question: Question) -> SafeString:
    """The markup of all facets of which somebody has something; those asked for seldom are folded away together."""
    language = get_language() or "en"
    first, further = (
        [_facet(code, found.counts.get(code, {}), question.chosen.get(code, frozenset()), language) for code in codes]
        for codes in (FIRST, FURTHER)
    )
    if any(further):
        is_open = any(question.chosen.get(code) for code in FURTHER)
        first.append(_further(language).filled(mark=OPEN if is_open else NOTHING, groups=joined(further)))
    return joined(first)


def chips(question: Question) -> list[Chip]:
    """What was chosen, each with the address of the search without it."""
    language = get_language() or "en"
    return [
        Chip(value.name(language), question.without(facet.code, value.code))
        for facet in vocabulary().facets.values()
        for value in facet.values.values()
        if value.code in question.chosen.get(facet.code, ())
    ]


def _facet(code: str, counts: Mapping[str, int], chosen: frozenset[str], language: str) -> SafeString:
    group = _group(code, language)
    rows = [(counts.get(box.code, 0), box) for box in group.boxes if counts.get(box.code) or box.code in chosen]
    if not rows:
        return NOTHING
    if len(rows) <= AT_ONCE + 1:  # nobody folds away a single one
        return group.whole.filled(first=_lines(rows, chosen))
    rows.sort(key=lambda row: (-row[0], row[1].sorts_as))
    first, rest = rows[:AT_ONCE], rows[AT_ONCE:]
    is_open = any(box.code in chosen for _count, box in rest)
    return group.folded.filled(
        first=_lines(first, chosen), rest=_lines(rest, chosen), number=len(rest), mark=OPEN if is_open else NOTHING
    )


def _lines(rows: Sequence[tuple[int, Box]], chosen: frozenset[str]) -> SafeString:
    return joined(
        box.pattern.filled(mark=CHECKED if box.code in chosen else NOTHING, count=count) for count, box in rows
    )


@cache
def _group(code: str, language: str) -> Group:
    """In this language, which is the one that is active."""
    facet = vocabulary().facets[code]
    boxes = [_box(code, value.code, value.name(language)) for value in facet.values.values()]
    return Group(tuple(boxes), *(_fieldset(facet.name(language), folds=folds) for folds in (False, True)))


def _box(facet: str, code: str, label: str) -> Box:
    gaps = {name: gap(name) for name in ("mark", "count")}
    markup = render_rows("directory/choice.html", [], facet=facet, name=name_of(facet), code=code, label=label, **gaps)
    return Box(code, label, label.casefold(), Pattern(markup.strip()))


def _fieldset(label: str, *, folds: bool) -> Pattern:
    gaps = {name: gap(name) for name in ("first", "rest", "number", "mark")}
    return Pattern(render_rows("directory/choices.html", [], label=label, folds=folds, more=_("More"), **gaps).strip())


@cache
def _further(language: str) -> Pattern:
    gaps = {name: gap(name) for name in ("groups", "mark")}
    return Pattern(render_rows("directory/further.html", [], further=_("More to choose from"), **gaps).strip())

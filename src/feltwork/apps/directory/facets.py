"""Choices beside a list of people: what each would leave, how many are shown at once, and which were chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from feltwork.apps.directory.asking import Question, name_of
from feltwork.apps.ui.patterns import Pattern, gap
from feltwork.apps.ui.rows import render_rows
from feltwork.core.directory import Found, vocabulary

FIRST = ("how", "room", "language", "touch", "access", "level")
FURTHER = ("theme", "ages", "who", "profession", "fee", "identity", "country")
AT_ONCE = 6
CHECKED = SafeString(" checked")


@dataclass(frozen=True, slots=True)
class Choice:
    """One box. `name` is that of its facet in addresses."""

    facet: str
    code: str
    label: str
    count: int
    is_chosen: bool

    @property
    def name(self) -> str:
        return name_of(self.facet)

    @property
    def line(self) -> SafeString:
        """Its markup."""
        return _line(self.facet, self.code, self.label).filled(mark=CHECKED if self.is_chosen else "", count=self.count)


@dataclass(frozen=True, slots=True)
class Choices:
    """One facet. `rest` is folded away, open where something in it was chosen."""

    code: str
    label: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    is_first: bool

    @property
    def first_lines(self) -> SafeString:
        return SafeString("".join(one.line for one in self.first))

    @property
    def rest_lines(self) -> SafeString:
        return SafeString("".join(one.line for one in self.rest))

    @property
    def is_open(self) -> bool:
        return any(one.is_chosen for one in self.rest)

    @property
    def has_chosen(self) -> bool:
        return any(one.is_chosen for one in (*self.first, *self.rest))


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    address: str


def choices(found: Found, question: Question) -> list[Choices]:
    """All facets of which somebody has something, in the order of the page."""
    rows = [_choices(code, found.counts.get(code, {}), question) for code in (*FIRST, *FURTHER)]
    return [row for row in rows if row.first]


def chips(question: Question) -> list[Chip]:
    """What was chosen, each with the address of the search without it."""
    language = get_language() or "en"
    return [
        Chip(value.name(language), question.without(facet.code, value.code))
        for facet in vocabulary().facets.values()
        for value in facet.values.values()
        if value.code in question.chosen.get(facet.code, ())
    ]


def _choices(code: str, counts: Mapping[str, int], question: Question) -> Choices:
    facet, language = vocabulary().facets[code], get_language() or "en"
    chosen = question.chosen.get(code, frozenset())
    rows = [
        Choice(code, value.code, value.name(language), counts.get(value.code, 0), value.code in chosen)
        for value in facet.values.values()
        if counts.get(value.code) or value.code in chosen
    ]
    if len(rows) > AT_ONCE + 1:  # nobody folds away a single one
        rows.sort(key=lambda row: (-row.count, row.label.casefold()))
        return Choices(code, facet.name(language), tuple(rows[:AT_ONCE]), tuple(rows[AT_ONCE:]), code in FIRST)
    return Choices(code, facet.name(language), tuple(rows), (), code in FIRST)


@cache  # as many as there are codes and languages
def _line(facet: str, code: str, label: str) -> Pattern:
    one = Choice(facet, code, label, 0, is_chosen=False)
    return Pattern(render_rows("directory/choice.html", [one], mark=gap("mark"), count=gap("count")).strip())

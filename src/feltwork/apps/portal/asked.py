"""What a school's certificate asks for, as figures: from the rule edition to the rows of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from feltwork.apps.schools.models import Programme, RuleEdition
from feltwork.apps.schools.rules import in_words, rules_of
from feltwork.apps.ui.words import fraction
from feltwork.core.certification import DaysRule, GateRule, Number, Question, Requirement, RuleSet, SumRule


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement that is counted: in all, and at each level where the rules ask it there."""

    title: str
    help: str
    in_all: str
    levels: tuple[tuple[str, str], ...]  # title of the level, amount or ""
    is_part: bool  # lies inside the requirement above it


@dataclass(frozen=True, slots=True)
class Way:
    """A route of admission."""

    title: str
    help: str
    papers: tuple[str, ...]
    is_decided_by_person: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One programme with what it asks of those who begin now."""

    programme: Programme
    edition: str
    levels: tuple[str, ...]
    rows: tuple[Row, ...]
    besides: tuple[tuple[str, str], ...]  # title and help of what is shown, not counted
    ways: tuple[Way, ...]
    notes: tuple[str, ...]
    checked_on: date | None


def asked_by(programme: Programme, edition: RuleEdition) -> Asked:
    """The figures of *edition*, in the reader's language."""
    rules = rules_of(edition)
    standing = [item for item in rules.requirements if item.when is None]
    return Asked(
        programme=programme,
        edition=edition.code,
        levels=tuple(in_words(level.title) for level in rules.levels),
        rows=tuple(_row(item, rules) for item in standing if isinstance(item.body, SumRule | DaysRule)),
        besides=tuple(pair for item in standing for pair in _besides(item)),
        ways=_ways(rules),
        notes=tuple(in_words(note.text) for note in rules.notes),
        checked_on=rules.checked_on,
    )


def _row(item: Requirement, rules: RuleSet) -> Row:
    at_levels = _at_levels(item)
    return Row(
        title=in_words(item.title),
        help=in_words(item.help),
        in_all=fraction(item.asked.value),
        levels=tuple((in_words(level.title), _amount(at_levels.get(level.code))) for level in rules.levels),
        is_part=bool(item.within),
    )


def _amount(number: Number | None) -> str:
    return fraction(number.value) if number else ""


def _at_levels(item: Requirement) -> Mapping[str, Number]:
    if isinstance(item.body, DaysRule):
        return item.body.per_level
    if isinstance(item.body, SumRule) and item.body.per_level:
        return item.body.per_level.asks
    return {}


def _besides(item: Requirement) -> list[tuple[str, str]]:
    """What is shown, not counted: the requirement itself when it is one thing, else each of its documents."""
    if not isinstance(item.body, GateRule):
        return []
    if len(item.body.items) == 1:
        return [(in_words(item.title), in_words(item.help))]
    return [(in_words(one.title), in_words(one.help)) for one in item.body.items]


def _ways(rules: RuleSet) -> tuple[Way, ...]:
    return tuple(
        Way(
            title=in_words(route.title),
            help=in_words(route.help),
            papers=tuple(in_words(one.title) for one in route.criteria if one.question is Question.DOCUMENT),
            is_decided_by_person=route.decided_by_person,
        )
        for route in rules.routes
    )

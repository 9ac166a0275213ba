"""What would change: whom it is about, and what was found, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet

from feltwork.apps.certification.models import Outlook, OutlookRow
from feltwork.apps.certification.queries.editions import public_rules
from feltwork.apps.certification.queries.under import Under, under_of
from feltwork.apps.certification.queries.what_if import standing_words
from feltwork.apps.certification.sentences import requirement_word
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import RuleSet

Turn = OutlookRow.Turn
OPEN = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED)
WITH = ("programme", "cohort__programme", "run__started_by", "asked_by")
ABOUT = ("student", "school", "edition", "cohort__programme")


@dataclass(frozen=True, slots=True)
class Move:
    """One requirement before and after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Affected:
    """One candidate with what would move."""

    enrolment: Enrolment
    turn: str
    turn_words: str
    moves: tuple[Move, ...]


def outlooks() -> QuerySet[Outlook]:
    """Those of the school, the newest first."""
    return Outlook.objects.select_related(*WITH)


def under_of_outlook(outlook: Outlook) -> Under | None:
    """Its rules; None where an edition or a programme of the library is not there any more."""
    return under_of(outlook.under, public_rules(outlook.school), text=outlook.text, name=outlook.name)


def places_of(outlook: Outlook) -> QuerySet[Enrolment]:
    """Whoever is in training, in the order in which it is worked out."""
    places = Enrolment.objects.filter(school=outlook.school, state__in=OPEN).select_related(*ABOUT)
    if outlook.programme_id:
        places = places.filter(cohort__programme=outlook.programme_id)
    if outlook.cohort_id:
        places = places.filter(cohort=outlook.cohort_id)
    return places.order_by("pk")


def rows_of(outlook: Outlook, turn: str = "") -> QuerySet[OutlookRow]:
    """Candidates for whom something would change, by name."""
    rows = outlook.rows.select_related(*(f"enrolment__{one}" for one in ABOUT))
    return (rows.filter(turn=turn) if turn else rows).order_by("enrolment__student__name", "enrolment_id")


def turns_of(outlook: Outlook) -> list[tuple[str, str, int]]:
    """How many of each kind of change: code, words, number."""
    counts = dict(outlook.rows.values_list("turn").annotate(number=Count("pk")))
    return [(turn.value, str(turn.label), counts[turn.value]) for turn in Turn if turn.value in counts]


def affected(rows: Iterable[OutlookRow], after: RuleSet | None) -> Iterator[Affected]:
    """*rows* in words."""
    for row in rows:
        before = rules_of(row.enrolment.edition)
        moves = tuple(_move(one, before, after) for one in row.moved)
        yield Affected(row.enrolment, row.turn, str(Turn(row.turn).label), moves)


def _move(one: list[Any], before: RuleSet, after: RuleSet | None) -> Move:
    code, was, becomes = one
    rules = after if becomes and after else before
    return Move(requirement_word(code, rules), _answer(was), _answer(becomes))


def _answer(one: list[str] | None) -> str:
    if one is None:
        return standing_words(None, None, None)
    state, counted, needed, _ = one
    return standing_words(state, Fraction(counted), Fraction(needed))


def table_of(rows: Iterable[OutlookRow]) -> Iterator[list[str]]:
    """A line for each requirement that would move; codes and exact numbers, for spreadsheets and programs."""
    for row in rows:
        place = row.enrolment
        head = [str(place.uuid), place.student.name, place.cohort.code, place.edition.code, row.turn]
        for code, was, becomes in row.moved or [["", None, None]]:
            yield [*head, code, *(was or [""] * 4), *(becomes or [""] * 4)]


COLUMNS = [
    "candidate",
    "name",
    "cohort",
    "edition",
    "change",
    "requirement",
    *(f"{word} {side}" for side in ("before", "after") for word in ("state", "counted", "needed", "missing")),
]

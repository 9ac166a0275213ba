"""Whom a page of results shows: every gate, the badge and what a card says, in one statement to the living rows.

`gates.listed` and `badges.badges_of` are what it has to agree with; a test compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import BooleanField, DateField, ExpressionWrapper, OuterRef, Subquery
from django_scopes import scopes_disabled

from feltwork.apps.directory.queries.badges import training_year
from feltwork.apps.directory.queries.gates import Terms, certified, entitled, terms_by_school, wished
from feltwork.apps.directory.queries.statements import Statement
from feltwork.apps.schools.models import Enrolment


class Shown(NamedTuple):
    """One person as a card needs them."""

    pk: int
    slug: str
    name: str
    photo: str
    headline: str
    words_language: str
    profession: str
    town: int | None
    town_name: str
    country: str
    how_in_person: bool
    how_online: bool
    languages: tuple[str, ...]
    fee_low: int | None
    fee_high: int | None
    currency: str
    fee_minutes: int
    is_sliding: bool
    room: str
    waiting_weeks: int | None
    year: int  # of the training, from 1; 0 with a certificate


COLUMNS = Shown._fields[:-1]  # of the profile
LANGUAGES = COLUMNS.index("languages")


def shown(numbers: Sequence[int], at: datetime) -> dict[int, Shown]:
    """Those of these profiles that pass every gate at *at*, by number. One statement for each school's terms."""
    found = {}
    for terms, schools in terms_by_school(at).items():
        for *columns, is_certified, training_from in _statement(terms, tuple(schools)).rows(numbers):
            year = 0 if is_certified else training_year(training_from, terms.today)
            columns[LANGUAGES] = tuple(columns[LANGUAGES])  # what was made of a person is kept under all of this
            found[columns[0]] = Shown._make([*columns, year])
    return found


@lru_cache(maxsize=16)
def _statement(terms: Terms, schools: tuple[int, ...]) -> Statement:
    with scopes_disabled():  # the public directory has no school; each gate names the school of the profile
        begun = Enrolment.objects.filter(
            school=OuterRef("school"),
            student=OuterRef("owner"),
            state=Enrolment.State.ACTIVE,
            anchor_on__lte=terms.today,
        ).order_by("-anchor_on", "-pk")
        people = (
            wished()
            .filter(entitled(terms), school__in=schools, confirmed_on__gte=terms.confirmed_since)
            .annotate(
                is_certified=ExpressionWrapper(certified(terms.today), output_field=BooleanField()),
                training_from=Subquery(begun.values("anchor_on")[:1], output_field=DateField()),
            )
        )
        return Statement(
            people.filter(pk__in=Statement.NUMBERS).order_by().values_list(*COLUMNS, "is_certified", "training_from")
        )

"""Judges and what they expect, as a judge and as those who begin it see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from feltwork.apps.accounts.models import Role, User
from feltwork.apps.accounts.queries import members_of
from feltwork.apps.exams.models import Examination, Expectation, Judge, Standard, StandardItem
from feltwork.apps.schools.models import School

JUDGING = (Role.FACULTY.value, Role.PROVIDER.value)
Ratings = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rated:
    """One question on a judge's page. *mine*: None before it was rated; *others*: first round, sorted, no names."""

    item: StandardItem
    mine: int | None
    first: int | None
    others: tuple[int, ...]


def eligible_judges(school: School) -> list[User]:
    """Faculty and providers who are no students of the school, by name."""
    students = members_of(school, roles=[Role.STUDENT]).values("user")
    found = members_of(school, roles=JUDGING).exclude(user__in=students).select_related("user")
    return sorted({one.user for one in found}, key=lambda user: (user.name.casefold(), user.pk))


def standards_of(examination: Examination) -> QuerySet[Standard]:
    return Standard.objects.filter(examination=examination).select_related("begun_by", "ended_by")


def judge_of(standard: Standard, user: User) -> Judge | None:
    return Judge.objects.filter(standard=standard, user=user).select_related("standard__examination").first()


def sheet(judge: Judge) -> list[Rated]:
    """Every question with what this judge and, in the second round, the others said."""
    standard = judge.standard
    said: dict[tuple[int, int, int], int] = {}
    for one in Expectation.objects.filter(judge__standard=standard):
        said[one.judge_id, one.item_id, one.round] = one.percent
    others = [pk for pk in standard.judges.values_list("pk", flat=True) if pk != judge.pk]
    items = standard.items.select_related("version__item")
    return [_rated(item, judge.pk, others if standard.round == 2 else [], standard.round, said) for item in items]


def _rated(item: StandardItem, judge: int, others: Sequence[int], number: int, said: dict[Any, int]) -> Rated:
    theirs = sorted(said[other, item.pk, 1] for other in others if (other, item.pk, 1) in said)
    first = said.get((judge, item.pk, 1)) if number == 2 else None
    return Rated(item, said.get((judge, item.pk, number)), first, tuple(theirs))


def ratings(standard: Standard, number: int) -> Ratings:
    """Judges × questions as shares from 0 to 1; NaN where nothing was said."""
    judges = {pk: row for row, pk in enumerate(standard.judges.values_list("pk", flat=True))}
    items = {pk: column for column, pk in enumerate(standard.items.values_list("pk", flat=True))}
    table = np.full((len(judges), len(items)), np.nan)
    rows = Expectation.objects.filter(judge__standard=standard, round=number)
    for judge, item, percent in rows.values_list("judge", "item", "percent"):
        table[judges[judge], items[item]] = percent / 100
    return table


def weights(standard: Standard) -> list[str]:
    """The points of each question, as text that `Fraction` reads."""
    return [str(one.version.data.get("points", 1)) for one in standard.items.select_related("version")]

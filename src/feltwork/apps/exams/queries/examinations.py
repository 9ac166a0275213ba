"""Examinations as staff see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from feltwork.apps.exams.models import Attempt, Examination
from feltwork.core.exams import Blueprint as Plan


@dataclass(frozen=True, slots=True)
class ExaminationRow:
    examination: Examination
    sittings: int
    questions: int


def was_begun(examination: Examination) -> bool:
    return Attempt.objects.filter(examination=examination).exists()


def rows(examinations: QuerySet[Examination]) -> list[ExaminationRow]:
    """By programme and name; one statement."""
    counted = examinations.annotate(begun=Count("sittings", filter=Q(sittings__isnull=False), distinct=True)).order_by(
        "programme__name", "name", "pk"
    )
    return [ExaminationRow(one, one.begun, questions_of(one)) for one in counted]


def questions_of(examination: Examination) -> int:
    """How many one form has."""
    return Plan.from_data(examination.blueprint.data).count if examination.blueprint else 0

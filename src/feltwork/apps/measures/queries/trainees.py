"""What cohorts are asked: numbers of people only, never whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from feltwork.apps.measures.models import Asking, Plan
from feltwork.apps.schools.models import Cohort, Enrolment
from feltwork.core.measures import Instrument, instrument

LEAST = 5  # smaller numbers of people who answered are not told: they would point at somebody
STEP = 5  # larger ones in steps: a difference of one, from day to day or page to page, would point at somebody, too


@dataclass(frozen=True, slots=True)
class Asked:
    """One measure in one rhythm. `answered`: at least so many people have a finished sheet, in whole steps; None where
    it is fewer than LEAST."""

    of: Instrument
    how: str
    how_words: str
    people: int
    answered: int | None


@dataclass(frozen=True, slots=True)
class CohortRow:
    cohort: Cohort
    people: int
    asked: tuple[Asked, ...]


def cohorts_of(at: datetime) -> list[CohortRow]:
    """Cohorts with somebody in training, the newest first."""
    active = Q(enrolments__state=Enrolment.State.ACTIVE)
    rows = Cohort.objects.select_related("programme").annotate(people=Count("enrolments", filter=active))
    cohorts = list(rows.filter(people__gt=0).order_by("-pk"))
    asked = _asked(cohorts)
    return [CohortRow(cohort, cohort.people, tuple(asked.get(cohort.pk, ()))) for cohort in cohorts]


def told_of(answered: int) -> int | None:
    """What is said of *answered* people: the last whole step, None below the first."""
    return answered - answered % STEP if answered >= LEAST else None


def asked_of(cohort: Cohort) -> QuerySet[Plan]:
    """Plans that run in *cohort*."""
    return Plan.objects.filter(enrolment__cohort=cohort, stopped_at=None)


def _asked(cohorts: Sequence[Cohort]) -> dict[int, list[Asked]]:
    plans = Plan.objects.filter(enrolment__cohort__in=cohorts, stopped_at=None)
    done = Q(askings__state=Asking.State.DONE)
    groups = plans.values("enrolment__cohort", "instrument", "how").annotate(
        people=Count("enrolment", distinct=True), answered=Count("enrolment", filter=done, distinct=True)
    )
    found: dict[int, list[Asked]] = {}
    for row in groups.order_by("instrument", "how"):
        told = told_of(row["answered"])
        one = Asked(instrument(row["instrument"]), row["how"], str(Plan.How(row["how"]).label), row["people"], told)
        found.setdefault(row["enrolment__cohort"], []).append(one)
    return found

"""What is true of cohorts and their rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from feltwork.apps.schools.models import Cohort, Enrolment, Module, Programme, RuleEdition, TrainingDay

# someone who paused keeps the place until they change cohort or leave
HOLDS_A_PLACE = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED, Enrolment.State.COMPLETED)


@dataclass(frozen=True, slots=True)
class EditionUser:
    """A cohort that an edition would be for. `is_fixed`: people are enrolled or it has begun, so it keeps its own."""

    pk: int
    name: str
    starts_on: date
    edition: str
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """A module of the programme as one cohort takes it; no days means it has no dates yet."""

    uuid: UUID
    name: str
    level: str
    place: str = ""
    days: list[dict[str, Any]] = field(default_factory=list)  # uuid, on, mode, marked

    @property
    def first(self) -> date | None:
        return self.days[0]["on"] if self.days else None

    @property
    def last(self) -> date | None:
        return self.days[-1]["on"] if self.days else None


def taken_places(cohort: Cohort) -> int:
    """How many people have a place in *cohort*; whoever left gave it up."""
    return Enrolment.objects.filter(cohort=cohort, state__in=HOLDS_A_PLACE).count()


def edition_for(programme: Programme, starts_on: date) -> RuleEdition | None:
    """The edition in force for a cohort that starts on that day: the latest with `valid_from` on or before it."""
    editions = RuleEdition.objects.filter(programme=programme, valid_from__lte=starts_on)
    return editions.order_by("-valid_from", "-published_at", "-pk").first()


def cohorts_for_edition(programme: Programme, valid_from: date, *, today: date) -> list[EditionUser]:
    """Cohorts an edition valid from that day is for: they start on or after it and no later edition claims them."""
    later = RuleEdition.objects.filter(programme=programme, valid_from__gt=valid_from)
    until = later.order_by("valid_from").values_list("valid_from", flat=True).first()
    cohorts = Cohort.objects.filter(programme=programme, starts_on__gte=valid_from)
    if until is not None:
        cohorts = cohorts.filter(starts_on__lt=until)
    enrolled = Enrolment.objects.filter(cohort=OuterRef("pk"))
    rows = cohorts.annotate(has_people=Exists(enrolled)).select_related("edition").order_by("starts_on", "pk")
    return [EditionUser(c.pk, c.name, c.starts_on, c.edition.code, c.has_people or c.starts_on <= today) for c in rows]


def with_taken(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """*cohorts*, each with `taken`, the number of places taken."""
    counted = Count("enrolments", filter=Q(enrolments__state__in=HOLDS_A_PLACE), distinct=True)
    return cohorts.annotate(taken=counted)


def cohort_rows(cohorts: QuerySet[Cohort], today: date) -> list[dict[str, Any]]:
    """One row for each of *cohorts*, the latest first, with places taken and the next training day; one query."""
    days = TrainingDay.objects.filter(module_date__cohort=OuterRef("pk"), on__gte=today).order_by("on")
    rows = with_taken(cohorts).annotate(
        next_on=Subquery(days.values("on")[:1]),
        next_module=Subquery(days.values("module_date__module__name")[:1]),
        last_on=Max("module_dates__days__on"),
    )
    fields = ("uuid", "name", "place", "starts_on", "places", "taken", "next_on", "next_module", "last_on")
    return list(rows.order_by("-starts_on", "-pk").values(*fields, "programme__name", "edition__code"))


def planned_modules(cohort: Cohort) -> list[Planned]:
    """All modules of the cohort's programme in order, each with this cohort's days; two queries."""
    days = TrainingDay.objects.filter(module_date__cohort=cohort).order_by("on")
    found: dict[int, list[dict[str, Any]]] = {}
    places: dict[int, str] = {}
    fields = ("uuid", "on", "mode", "marked", "module_date__module_id", "module_date__place")
    for row in days.annotate(marked=Count("attendance")).values(*fields):
        found.setdefault(row["module_date__module_id"], []).append(row)
        places[row["module_date__module_id"]] = row["module_date__place"]
    modules = Module.objects.filter(level__programme=cohort.programme_id).select_related("level")
    ordered = modules.order_by("level__position", "position", "pk")
    return [Planned(m.uuid, m.name, m.level.name, places.get(m.pk, ""), found.get(m.pk, [])) for m in ordered]


def cohort_members(cohort: Cohort) -> list[dict[str, Any]]:
    """Everybody who has or had a place, by name: uuid, student__name, student__email, state, enrolled_at; one query."""
    fields = ("uuid", "student__name", "student__email", "state", "enrolled_at")
    return list(Enrolment.objects.filter(cohort=cohort).order_by("student__name", "pk").values(*fields))

"""Reads: what was answered, what the rules say to it, what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from feltwork.apps.admissions.models import Application, ApplicationDocument, ApplicationEvent
from feltwork.apps.schools.models import Cohort, Programme, RuleEdition
from feltwork.apps.schools.queries import date_at, edition_for, with_taken
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import AdmissionResult, Met, Question, Route, RuleSet, check_admission

Kind = ApplicationEvent.Kind


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that came with an application."""

    uuid: UUID
    criterion: str
    name: str
    size_bytes: int
    uploaded_at: datetime


def open_programmes() -> QuerySet[Programme]:
    """What one can apply for, in the school of the scope."""
    programmes: QuerySet[Programme] = Programme.objects.filter(is_open=True)
    return programmes.order_by("name", "pk")


def edition_now(programme: Programme, today: date) -> RuleEdition | None:
    """The edition whose admission routes hold today: the one in force, else the first that is published."""
    first = RuleEdition.objects.filter(programme=programme).order_by("valid_from", "pk")
    return edition_for(programme, today) or first.first()


def coming_cohorts(programme: Programme, today: date) -> QuerySet[Cohort]:
    """Cohorts shown to applicants that have not begun, each with `taken`."""
    cohorts: QuerySet[Cohort] = Cohort.objects.filter(programme=programme, is_public=True, starts_on__gt=today)
    return with_taken(cohorts.order_by("starts_on", "pk"))


def route_of(rules: RuleSet, code: str) -> Route | None:
    """The admission route of that code; None if the rules have none."""
    return next((route for route in rules.routes if route.code == code), None)


def papers_of(application: Application) -> list[Paper]:
    """The documents that are there, in the order they came."""
    rows = ApplicationDocument.objects.filter(application=application, removed_at=None).order_by("uploaded_at", "pk")
    return [Paper(row.uuid, row.criterion, row.name, row.size_bytes, row.uploaded_at) for row in rows]


def answers_with_papers(answers: Mapping[str, Any], route: Route, papers: Iterable[Paper]) -> dict[str, Any]:
    """The answers as the rules read them: a criterion that asks for a document is answered by the paper's name."""
    by_criterion = {paper.criterion: paper.name for paper in papers}
    asked_for = {one.code for one in route.criteria if one.question is Question.DOCUMENT}
    return {**answers, **{code: by_criterion.get(code, "") for code in asked_for}}


def result_of(application: Application, papers: Iterable[Paper], today: date) -> AdmissionResult | None:
    """What the rules say to an application; None as long as no route is chosen."""
    rules = rules_of(application.edition)
    route = route_of(rules, application.route)
    if route is None:
        return None
    return check_admission(rules, route.code, answers_with_papers(application.answers, route, papers), on=today)


def missing_in(result: AdmissionResult) -> list[str]:
    """Codes of the criteria that are not answered yet."""
    return [one.code for one in result.criteria if one.met is Met.MISSING]


def events_of(application: Application) -> list[ApplicationEvent]:
    """Everything that happened, in order, notes among staff included."""
    return list(ApplicationEvent.objects.filter(application=application).select_related("by").order_by("at", "pk"))


def shared(events: Iterable[ApplicationEvent]) -> list[ApplicationEvent]:
    """What the applicant reads: everything but the notes among staff."""
    return [event for event in events if event.kind != Kind.NOTE]


def last_of(events: Iterable[ApplicationEvent], *kinds: str) -> ApplicationEvent | None:
    """The latest event of one of *kinds*."""
    return next((event for event in reversed(list(events)) if event.kind in kinds), None)


def answer_due(application: Application, events: Iterable[ApplicationEvent]) -> date | None:
    """Until when the school answers: its days, counted from when something last came to it."""
    came = last_of(events, Kind.SUBMITTED, Kind.ANSWERED)
    return date_at(application.school, came.at) + timedelta(days=application.school.answer_days) if came else None


def application_rows(applications: QuerySet[Application]) -> QuerySet[Application, dict[str, Any]]:
    """Rows for the staff's list, the latest first."""
    fields = ("uuid", "applicant__name", "applicant__email", "programme__name", "state", "submitted_at", "decided_at")
    rows: QuerySet[Application, dict[str, Any]] = applications.order_by("-submitted_at", "-pk").values(
        *fields, "cohort__name"
    )
    return rows

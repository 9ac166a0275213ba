"""Candidates as lists show them, and what was decided about one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from feltwork.apps.certification.models import ExceptionRequest, GateRecord, Standing, Waiver
from feltwork.apps.schools.models import Cohort, Enrolment, Level
from feltwork.apps.schools.rules import in_words_again

SOON = timedelta(days=30)
FIELDS = {
    "candidate": F("enrolment__uuid"),
    "name": F("enrolment__student__name"),
    "cohort": F("enrolment__cohort__name"),
    "state": F("enrolment__state"),
}
KEPT = (
    "level",
    "is_eligible",
    "is_held",
    "met",
    "of",
    "sessions",
    "credits",
    "days",
    "waiting",
    "questions",
    "cannot",
    "next_due",
)
State = Enrolment.State


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader chose to see."""

    words: str = ""
    cohort: str = ""
    level: str = ""
    state: str = ""  # of the enrolment, or "ready", "held", "look", "open"


def candidate_rows(wanted: Wanted, today: date) -> QuerySet[Standing, Any]:
    """Values rows (FIELDS, KEPT, `look`) in the school of the scope: what to look at first, then by name."""
    rows = Standing.objects.all()
    for word in wanted.words.split():
        rows = rows.filter(enrolment__student__name__icontains=word)
    if wanted.cohort:
        rows = rows.filter(enrolment__cohort__code=wanted.cohort)
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    if wanted.state:
        rows = rows.filter(_in_state(wanted.state, today))
    rows = rows.annotate(**FIELDS)
    look = Case(When(_look_first(today), then=Value(True)), default=Value(False), output_field=BooleanField())
    found = rows.annotate(look=look).order_by("-look", "enrolment__student__name", "pk")
    return cast("QuerySet[Standing, Any]", found.values(*FIELDS, *KEPT, "look"))


def filter_choices() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Cohorts (code, name) and levels (code, name) of the school of the scope."""
    cohorts = Cohort.objects.order_by("-starts_on", "pk").values_list("code", "name")
    levels = Level.objects.order_by("position", "pk").values_list("code", "name")
    return list(cohorts), [(code, in_words_again(name)) for code, name in dict(levels).items()]


def waivers_of(enrolment: Enrolment) -> QuerySet[Waiver]:
    """Newest first, with their authors."""
    return Waiver.objects.filter(enrolment=enrolment).select_related("author").order_by("-entered_at", "-pk")


def gates_of(enrolment: Enrolment) -> QuerySet[GateRecord]:
    """Documents and examinations noted, also those taken back."""
    return GateRecord.objects.filter(enrolment=enrolment).select_related("entered_by").order_by("-entered_at", "-pk")


def exceptions_of(enrolment: Enrolment) -> QuerySet[ExceptionRequest]:
    """What was asked for and how it was answered."""
    rows = ExceptionRequest.objects.filter(enrolment=enrolment).select_related("answered_by", "entry__provider")
    return rows.order_by("-asked_at", "-pk")


def _in_state(state: str, today: date) -> Q:
    going_on = Q(enrolment__state__in=(State.ACTIVE, State.DEFERRED))
    return {
        "look": _look_first(today),
        "open": going_on,
        "ready": Q(is_eligible=True, is_held=False, enrolment__state=State.ACTIVE),
        "held": Q(is_held=True) & going_on,
    }.get(state, Q(enrolment__state=state))


def _look_first(today: date) -> Q:
    """Something cannot be met any more, waits for a person, or is due within thirty days."""
    troubled = Q(cannot__gt=0) | Q(questions__gt=0) | Q(next_due__lte=today + SOON)
    return troubled & Q(enrolment__state=State.ACTIVE, is_eligible=False)

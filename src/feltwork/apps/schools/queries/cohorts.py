"""What is true of cohorts and their rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from feltwork.apps.schools.models import Cohort, Enrolment, Programme, RuleEdition

# someone who paused keeps the place until they change cohort or leave
HOLDS_A_PLACE = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED, Enrolment.State.COMPLETED)


def taken_places(cohort: Cohort) -> int:
    """How many people have a place in *cohort*; whoever left gave it up."""
    return Enrolment.objects.filter(cohort=cohort, state__in=HOLDS_A_PLACE).count()


def edition_for(programme: Programme, starts_on: date) -> RuleEdition | None:
    """The edition in force for a cohort that starts on that day: the latest with `valid_from` on or before it."""
    editions = RuleEdition.objects.filter(programme=programme, valid_from__lte=starts_on)
    return editions.order_by("-valid_from", "-published_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class EditionUser:
    """A cohort that an edition would be for. `is_fixed`: people are enrolled or it has begun, so it keeps its own."""

    pk: int
    name: str
    starts_on: date
    edition: str
    is_fixed: bool


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

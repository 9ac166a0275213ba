"""Editions of rules: a programme's own, with as few texts read as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from feltwork.apps.schools.models import Enrolment, Programme, RuleEdition, School
from feltwork.apps.schools.rules import rules_of
from feltwork.core.certification import RuleSet

BULKY = ("text", "bases")  # read only where this process does not know the digest


def with_newest(places: QuerySet[Enrolment]) -> QuerySet[Any]:
    """Each with key, digest and code of the newest edition of its programme."""
    editions = RuleEdition.objects.filter(programme=OuterRef("cohort__programme")).order_by("-valid_from", "-pk")
    return places.annotate(
        newest_pk=Subquery(editions.values("pk")[:1]),
        newest_digest=Subquery(editions.values("digest")[:1]),
        newest_code=Subquery(editions.values("code")[:1]),
    )


def newest_rules(place: Any) -> RuleSet | None:
    """The programme's newest rules where they are not the place's own; *place* comes from `with_newest`."""
    if place.newest_pk is None or place.newest_digest == place.edition.digest:
        return None
    return rules_of(_light(place.newest_pk, place.newest_digest, place.newest_code))


def _light(pk: int, digest: str, code: str) -> RuleEdition:
    """An edition whose text is fetched only if somebody reads it."""
    edition: RuleEdition = RuleEdition.from_db("default", ["id", "digest", "code"], [pk, digest, code])
    return edition


@dataclass(frozen=True, slots=True)
class PublicEdition:
    """One edition of one programme, with its rules."""

    programme: Programme
    edition: RuleEdition
    rules: RuleSet


def public_rules(school: School) -> list[PublicEdition]:
    """Every edition of every programme of *school*, newest first within a programme. One query once all are known."""
    rows = RuleEdition.objects.filter(school=school).select_related("programme").defer(*BULKY)
    ordered = rows.order_by("programme__name", "programme_id", "-valid_from", "-pk")
    return [PublicEdition(row.programme, row, rules_of(row)) for row in ordered]


def editions_of(found: Sequence[PublicEdition], programme: str) -> list[PublicEdition]:
    """Those of one programme, by its slug."""
    return [one for one in found if one.programme.slug == programme]

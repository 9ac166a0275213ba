"""What a school teaches, for its own pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from feltwork.apps.schools.models import Level, Module, Programme, RuleEdition, School


def programme_rows(school: School) -> list[dict[str, Any]]:
    """One row for each programme by name: uuid, slug, name, is_open and how many levels, cohorts and editions."""
    counts = {word: Count(word, distinct=True) for word in ("levels", "cohorts", "editions")}
    rows = Programme.objects.filter(school=school).annotate(**{f"{word}_count": n for word, n in counts.items()})
    fields = ("uuid", "slug", "name", "certificate_title", "is_open", "levels_count", "cohorts_count", "editions_count")
    return list(rows.order_by("name", "pk").values(*fields))


def levels_of(programme: Programme) -> QuerySet[Level]:
    """The levels in order, each with its modules in order and how many cohorts took or planned them; two queries."""
    modules = Module.objects.annotate(used=Count("dates")).order_by("position", "pk")
    levels: QuerySet[Level] = Level.objects.filter(programme=programme).prefetch_related(Prefetch("modules", modules))
    return levels.order_by("position", "pk")


def edition_rows(school: School) -> list[dict[str, Any]]:
    """One row for each edition, by programme and the latest first, with how many cohorts and students are under it."""
    rows = RuleEdition.objects.filter(school=school).annotate(
        cohorts_count=Count("cohorts", distinct=True), students_count=Count("enrolments", distinct=True)
    )
    fields = ("uuid", "code", "valid_from", "published_at", "created_by__name", "cohorts_count", "students_count")
    ordered = rows.order_by("programme__name", "-valid_from", "-pk")
    return list(ordered.values(*fields, "programme__name", "programme__slug", "programme__uuid"))

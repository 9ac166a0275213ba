"""The same search as others would write it: the plain Django way, and PostgreSQL's full text by hand.

Both find people with a word, within a radius, who meet four choices, most points first, and count each choice without
itself. Less is asked of them than of us: one spelling of the word and no synonyms, counts of four facets instead of
thirteen, no lots among equals.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, radians
from typing import Any

from django.db import connection, models
from django.db.models import Count, ExpressionWrapper, F, FloatField, Value
from django.db.models.functions import ASin, Cos, Power, Radians, Sin, Sqrt

from feltwork.core.directory import Asked, Town

EARTH_KM = 6371.0088
FACETS = ("room", "touch", "level", "profession")
KM_PER_DEGREE = 111.195


class PlainPerson(models.Model):
    """A row of the plain table."""

    text = models.TextField()
    lat = models.FloatField()
    lon = models.FloatField()
    confirmed = models.IntegerField()
    reply = models.IntegerField()
    room = models.TextField()
    touch = models.TextField()
    level = models.TextField()
    profession = models.TextField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_person"

    def __str__(self) -> str:
        return str(self.pk)


def plain_orm(asked: Asked, town: Town) -> tuple[int, list[int], Mapping[str, Mapping[str, int]]]:
    """icontains and haversine: total, a page of ids, counts."""
    half_up, half_along = (Radians(F(part) - Value(at)) / 2 for part, at in (("lat", town.lat), ("lon", town.lon)))
    inside = Power(Sin(half_up), 2) + Cos(Radians(F("lat"))) * cos(radians(town.lat)) * Power(Sin(half_along), 2)
    far = ExpressionWrapper(2 * EARTH_KM * ASin(Sqrt(inside)), output_field=FloatField())
    today = asked.on.toordinal()
    near = PlainPerson.objects.annotate(km=far).filter(
        text__icontains=asked.words, km__lte=asked.km, confirmed__gte=today - 30
    )
    kept = _chosen(near, asked)
    fresh = 20 * (30 - today + F("confirmed")) / 30.0
    points = ExpressionWrapper(fresh + 0.15 * F("reply") + 20 * 20 / (20 + F("km")), output_field=FloatField())
    page = list(kept.annotate(points=points).order_by("-points", "pk").values_list("pk", flat=True)[: asked.size])
    counts = {}
    for facet in FACETS:
        others = _chosen(near, asked, without=facet).values_list(facet).annotate(number=Count("pk")).order_by()
        counts[facet] = dict(others)
    return kept.count(), page, counts


def _chosen(rows: Any, asked: Asked, without: str = "") -> Any:
    for facet in FACETS:
        if facet != without:
            rows = rows.filter(**{f"{facet}__in": sorted(asked.chosen[facet])})
    return rows


BY_HAND = """
WITH base AS MATERIALIZED (
    SELECT id, km, room, touch, level, profession,
        20 * (30 - %(today)s + confirmed) / 30.0 + 0.15 * reply + 20 * 20 / (20 + km) AS points
    FROM (
        SELECT *, 2 * 6371.0088 * asin(sqrt(least(1, power(sin(radians(lat - %(lat)s) / 2), 2)
            + cos(radians(lat)) * cos(radians(%(lat)s)) * power(sin(radians(lon - %(lon)s) / 2), 2)))) AS km
        FROM bench_person
        WHERE tokens @@ to_tsquery('simple', %(word)s) AND confirmed >= %(today)s - 30
            AND lat BETWEEN %(south)s AND %(north)s AND lon BETWEEN %(west)s AND %(east)s
    ) boxed WHERE km <= %(km)s
), kept AS (
    SELECT * FROM base WHERE room = ANY(%(room)s) AND touch = ANY(%(touch)s) AND level = ANY(%(level)s)
        AND profession = ANY(%(profession)s)
)
SELECT 'total', '', count(*) FROM kept
UNION ALL SELECT 'room', room, count(*) FROM base
    WHERE touch = ANY(%(touch)s) AND level = ANY(%(level)s) AND profession = ANY(%(profession)s) GROUP BY 2
UNION ALL SELECT 'touch', touch, count(*) FROM base
    WHERE room = ANY(%(room)s) AND level = ANY(%(level)s) AND profession = ANY(%(profession)s) GROUP BY 2
UNION ALL SELECT 'level', level, count(*) FROM base
    WHERE room = ANY(%(room)s) AND touch = ANY(%(touch)s) AND profession = ANY(%(profession)s) GROUP BY 2
UNION ALL SELECT 'profession', profession, count(*) FROM base
    WHERE room = ANY(%(room)s) AND touch = ANY(%(touch)s) AND level = ANY(%(level)s) GROUP BY 2
UNION ALL SELECT * FROM (SELECT 'page', id::text, 0 FROM kept ORDER BY points DESC, id LIMIT %(size)s) page
"""


def by_hand(asked: Asked, town: Town) -> tuple[int, list[int], Mapping[str, Mapping[str, int]]]:
    """Full text with GIN and a box of degrees, everything in one statement: total, a page of ids, counts."""
    assert asked.km is not None
    up, along = asked.km / KM_PER_DEGREE, asked.km / KM_PER_DEGREE / cos(radians(town.lat))
    values = {facet: sorted(asked.chosen[facet]) for facet in FACETS} | {
        **{"word": asked.words, "today": asked.on.toordinal(), "km": asked.km, "size": asked.size},
        **{"lat": town.lat, "lon": town.lon, "south": town.lat - up, "north": town.lat + up},
        **{"west": town.lon - along, "east": town.lon + along},
    }
    total, page, counts = 0, [], {facet: {} for facet in FACETS}  # type: int, list[int], dict[str, dict[str, int]]
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, values)
        for kind, code, number in cursor.fetchall():
            if kind == "total":
                total = number
            elif kind == "page":
                page.append(int(code))
            else:
                counts[kind][code] = number
    return total, page, counts

"""Trying the order on ourselves: the same searches every day, around the towns where people are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from feltwork.apps.directory import queries, search
from feltwork.apps.directory.models import ExposureDay, Profile
from feltwork.core.directory import Asked, exposure

TOWNS, KM, MOST = 40, 50.0, 2000
NEW_DAYS = 90
KEPT_DAYS = 90


@transaction.atomic
def count_exposure(*, on: date, at: datetime) -> ExposureDay:
    """Make the searches of the day *on* and keep who was shown; making them again replaces the count."""
    pages = [search.find_exactly(asked) for asked in _searches(on, at)]
    everybody = sorted({hit.id for page in pages for hit in page.hits})
    times = {str(number): times for number, times in exposure(pages, everybody).shown.items()}
    day, _new = ExposureDay.objects.update_or_create(
        on=on, defaults={"searches": len(pages), "shown": times, "groups": _groups(everybody, on, at), "at": at}
    )
    ExposureDay.objects.filter(on__lt=on - timedelta(days=KEPT_DAYS)).delete()
    return day


def _searches(on: date, at: datetime) -> Iterator[Asked]:
    """Around the towns with most people, and one from afar in each of their countries."""
    rows = queries.listed(at).values_list("town", "country")
    towns = Counter(town for town, _country in rows)
    for town, _people in sorted(towns.items(), key=lambda row: (-row[1], row[0]))[:TOWNS]:
        yield Asked(on=on, town=town, km=KM, online=True, size=MOST)
    for country in sorted({country for _town, country in rows}):
        yield Asked(on=on, country=country, online=True, size=MOST)


def _groups(everybody: list[int], on: date, at: datetime) -> dict[str, list[str]]:
    people = queries.in_order(queries.listed(at), everybody)
    badges = queries.badges_of(people, at)
    return {str(one.pk): sorted(_of(one, badges, on)) for one in people}


def _of(one: Profile, badges: dict[int, queries.Badge], on: date) -> Iterator[str]:
    if one.pk in badges:
        yield badges[one.pk].kind
    yield "new" if one.listed_at and one.listed_at.date() > on - timedelta(days=NEW_DAYS) else "long"
    if one.is_sliding:
        yield "sliding"

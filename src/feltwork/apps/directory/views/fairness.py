"""How the order is made, and whether it gives everybody their turn."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.directory.languages import in_asked_language
from feltwork.apps.directory.models import ExposureDay
from feltwork.apps.directory.pacing import pace_search
from feltwork.core.directory import gini
from feltwork.core.directory import order as formula

DAYS = 30


@access("anyone", methods=("GET",))
@in_asked_language
def order(request: Request) -> HttpResponse:
    """The formula as it is reckoned, with today's line from which lots are drawn."""
    context = {
        "version": formula.VERSION,
        "weights": {"match": formula.MATCH, "fresh": formula.FRESH, "reply": formula.REPLY, "near": formula.NEAR},
        "own_words": formula.MATCH * formula.OWN_WORDS // formula.WHOLE,
        "fresh_days": formula.FRESH_DAYS,
        "band": formula.BAND,
        "half_near": formula.HALF_NEAR_TENTHS // 10,
        "today": timezone.localdate(),
    }
    return render(request, "directory/order.html", context)


@access("anyone", methods=("GET",))
@in_asked_language
def exposure(request: Request) -> HttpResponse:
    """Thirty days of our own searches: how evenly people were shown, by the day and taken together."""
    pace_search(request)
    days = list(ExposureDay.objects.all()[:DAYS])
    return render(request, "directory/exposure.html", _counted(days) | {"days": days, "most_days": DAYS})


def _counted(days: list[ExposureDay]) -> dict[str, Any]:
    times: Counter[str] = Counter()
    groups: dict[str, set[str]] = {}
    for day in days:
        times.update(day.shown)
        for person, names in day.groups.items():
            groups.setdefault(person, set()).update(names)
    people, places = len(times), sum(times.values())
    return {
        "people": people,
        "searches": sum(day.searches for day in days),
        "never": sum(1 for number in times.values() if not number),
        "gini": f"{gini(times.values()):.2f}" if places else "",
        "by_day": [(day.on, day.searches, len(day.shown), f"{gini(day.shown.values()):.2f}") for day in days],
        "groups": [_group(name, words, times, groups, people, places) for name, words in _names().items()],
    }


def _group(
    name: str, words: str, times: Counter[str], groups: dict[str, set[str]], people: int, places: int
) -> tuple[str, int, int]:
    """(words, percent of people, percent of places among the first ten)"""
    inside = [person for person in times if name in groups.get(person, ())]
    had = sum(times[person] for person in inside)
    return words, round(100 * len(inside) / (people or 1)), round(100 * had / (places or 1))


def _names() -> dict[str, str]:
    return {
        "certified": _("Certified"),
        "training": _("In training"),
        "new": _("Listed for less than three months"),
        "long": _("Listed for longer"),
        "sliding": _("With a sliding fee"),
    }

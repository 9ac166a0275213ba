"""How the order is made, and whether it gives everybody their turn."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.directory.languages import in_asked_language
from feltwork.apps.directory.models import ExposureDay
from feltwork.apps.directory.pacing import pace_search
from feltwork.core.directory import exposure_of, gini
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
    times: Counter[int] = Counter()
    groups: defaultdict[int, set[str]] = defaultdict(set)
    for day in days:
        times.update({int(number): shown for number, shown in day.shown.items()})
        for number, names in day.groups.items():
            groups[int(number)].update(names)
    whole = exposure_of(times, groups)
    return {
        "people": len(times),
        "searches": sum(day.searches for day in days),
        "never": sum(1 for number in times.values() if not number),
        "gini": f"{whole.gini:.2f}" if any(times.values()) else "",
        "by_day": [(day.on, day.searches, len(day.shown), f"{gini(day.shown.values()):.2f}") for day in days],
        "groups": [(words, *_percent(whole.shares.get(name, (0, 0)))) for name, words in _names().items()],
    }


def _percent(shares: tuple[float, float]) -> tuple[int, int]:
    here, there = shares
    return round(100 * here), round(100 * there)


def _names() -> dict[str, str]:
    return {
        "certified": _("Certified"),
        "training": _("In training"),
        "new": _("Listed for less than three months"),
        "long": _("Listed for longer"),
        "sliding": _("With a sliding fee"),
    }

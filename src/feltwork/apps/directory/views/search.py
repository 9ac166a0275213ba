"""Finding somebody: one address for the form, the list and its parts, with and without scripts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.directory import asking, search
from feltwork.apps.directory.asking import DEEPEST, RADII, SIZE, Question
from feltwork.apps.directory.cards import cards
from feltwork.apps.directory.facets import chips, choices
from feltwork.apps.directory.languages import alternates, canonical, in_asked_language
from feltwork.apps.directory.pacing import pace_search
from feltwork.apps.directory.places import ATTRIBUTION, towns
from feltwork.apps.directory.steps import read_as, widened
from feltwork.apps.ui.patterns import joined
from feltwork.core.directory import Found, Town, coarse, order

SUGGESTED = 7
AROUND_KM = 12.0  # a cell is some eleven kilometres wide


@access("anyone", methods=("GET",))
@in_asked_language
def find(request: Request) -> HttpResponse:
    """The page, or with htmx the list beside its choices. Blank fields never stay in the address."""
    pace_search(request)
    question = asking.read(request.GET)
    context = page_context(question)
    if request.htmx:
        response = render(request, "directory/search.html#found", context)
        response["HX-Push-Url"] = reverse("directory:search") + question.address(page=question.page).removesuffix("?")
    else:
        path = reverse("directory:search")
        context |= {"alternates": alternates(path), "canonical": canonical(request, path)}
        response = render(request, "directory/search.html", context)
    response.feltwork_allows = "geolocation"  # type: ignore[attr-defined]  # "near me", if the person agrees
    patch_vary_headers(response, ("HX-Request",))
    return response


@access("anyone", methods=("GET",))
def suggest(request: Request) -> JsonResponse:
    """Towns that begin as `text` says, or the one around `at`: a point that the browser has made coarse already."""
    pace_search(request)
    point = _point(request.GET.get("at", ""))
    if point is not None:
        found = [_town_at(*coarse(*point))]
    else:
        text = request.GET.get("text", "")[: asking.LONGEST]
        found = towns().find(text, limit=SUGGESTED) if len(text.strip()) > 1 else []
    return JsonResponse({"towns": [asking.said(town) for town in found]})


def page_context(question: Question) -> dict[str, Any]:
    """What `directory/search.html` shows for *question*."""
    now = timezone.now()
    found = search.find(question.asked(timezone.localdate(now)))
    people = cards(found.hits, now, by_distance=question.by_distance and question.town is not None)
    # whoever fell since the index was told is not counted either
    found = replace(found, total=found.total - len(found.hits) + len(people))
    return {
        "q": question,
        "found": found,
        "radii": [(km, _("%(km)s km") % {"km": km}) for km in RADII],
        "town": asking.said(question.town) if question.town else "",
        "others": [(name, question.address(near=name)) for name in asking.other_names(question)],
        "count": _count(found, question),
        "list": joined(people),
        "has_people": bool(people),
        "groups": choices(found, question),
        "chips": chips(question),
        "clear": question.address(chosen={}),
        "steps": widened(found.widened),
        "read_as": read_as(found.words_read_as),
        "by_points": question.address(by_distance=False),
        "by_distance": question.address(by_distance=True),
        "pages": _pages(found, question),
        "seed": found.seed,
        "order_version": order.VERSION,
        "attribution": ATTRIBUTION,
    }


def _count(found: Found, question: Question) -> str:
    number = ngettext("%(n)s person", "%(n)s people", found.total) % {"n": found.total}
    if question.town is None or found.widened:
        return number
    if question.km is None:
        return _("%(number)s, at any distance") % {"number": number}
    return _("%(number)s within %(km)s km or online") % {"number": number, "km": question.km}


def _pages(found: Found, question: Question) -> dict[str, Any]:
    first, page = (question.page - 1) * SIZE, question.page
    last = min(found.total, first + SIZE)
    return {
        "words": _("%(first)s to %(last)s of %(total)s") % {"first": first + 1, "last": last, "total": found.total},
        "back": question.address(page=page - 1) if page > 1 else "",
        "further": question.address(page=page + 1) if last < found.total and page < DEEPEST else "",
        "is_deepest": last < found.total and page == DEEPEST,
        "is_beyond": first >= found.total > 0,
        "is_needed": found.total > SIZE,
    }


def _town_at(lat: float, lon: float) -> Town:
    """The largest town of the cell's surroundings, else the nearest: a cell's centre mostly lies in some suburb."""
    around = [towns()[number] for number in towns().within(lat, lon, AROUND_KM)]
    return max(around, key=lambda town: (town.population, town.id)) if around else towns().nearest(lat, lon)


def _point(text: str) -> tuple[float, float] | None:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None

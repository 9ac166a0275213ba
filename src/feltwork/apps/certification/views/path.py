"""“Your path”."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.permissions import OPEN, can_log
from feltwork.apps.certification.queries.editions import newest_rules
from feltwork.apps.certification.queries.path import PACES, path_page
from feltwork.apps.certification.standing import known_of
from feltwork.apps.certification.views.places import chosen, own_places
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of


@access("signed_in", methods=("GET",))
def path(request: Request, uuid: UUID | None = None) -> HttpResponse:
    """How one place stands. Whoever is in several trainings at once chooses first."""
    places = own_places(request)
    going_on = [one for one in places if one.state in OPEN]
    if uuid is None and len(going_on) > 1:
        return render(request, "certification/path_choice.html", {"places": places})
    return _path(request, chosen(places, uuid), list(places))


def _path(request: Request, place: Enrolment, places: list[Enrolment]) -> HttpResponse:
    now = timezone.now()
    known = known_of([place])[place.pk]
    pace = request.GET.get("pace", "")
    page = path_page(
        known,
        as_of=date_at(request.school, now),
        at=now,
        school=request.school.slug,
        pace=int(pace) if pace in map(str, PACES) else 2,
        newest=newest_rules(place),
    )
    facts = {
        "place": place,
        "page": page,
        "rules": rules_of(place.edition),
        "others": [one for one in places if one.pk != place.pk],
        "can_log": can_log(request.user, place),
        "is_done": place.state == Enrolment.State.COMPLETED,
    }
    part = "#estimate" if request.htmx and request.htmx.target == "estimate" else ""
    return render(request, "certification/path.html" + part, facts)

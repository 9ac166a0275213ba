"""What would be if: other rules, another first day of a level, one more session. Nothing is kept."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.forms.what_if import WhatIfForm
from feltwork.apps.certification.queries.choices import approvals_in, provider_choices
from feltwork.apps.certification.queries.editions import editions_of, public_rules
from feltwork.apps.certification.queries.what_if import outcome_of
from feltwork.apps.certification.standing import known_of
from feltwork.apps.certification.views.places import place_of
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of

ASKED = ("edition", "level", "kind")


@access("student", methods=("GET",))
def what_if(request: Request) -> HttpResponse:
    place = place_of(request, request.GET.get("place"))
    today = date_at(request.school, timezone.now())
    choices = provider_choices(request.school, without=request.user.pk)
    form = WhatIfForm(
        request.GET if any(request.GET.get(name) for name in ASKED) else None,
        rules=rules_of(place.edition),
        choices=choices,
        editions=editions_of(public_rules(request.school), place.cohort.programme.slug),
        today=today,
    )
    outcome = None
    if form.is_valid():
        chosen = form.chosen
        more = [chosen.pk] if chosen else []
        known = known_of([place], more_providers=more, approvals=approvals_in(choices))[place.pk]
        names = {str(chosen.uuid): chosen.name} if chosen else {}
        outcome = outcome_of(known, form.idea, names=names, as_of=today)
    return render(request, "certification/what_if.html", {"place": place, "form": form, "outcome": outcome})

"""Before applying: does a way in fit? For everybody; nothing that is answered here is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.admissions import wording
from feltwork.apps.admissions.forms.answers import AnswersForm, RouteForm
from feltwork.apps.admissions.queries import edition_now, open_programmes, route_of
from feltwork.apps.schools.models import Programme
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import in_words, rules_of
from feltwork.core.certification import Question, Route, RuleSet, check_admission


@access("anyone", methods=("GET",))
def check(request: Request) -> HttpResponse:
    """The school's trainings; where there is only one, its page at once."""
    programmes = list(open_programmes())
    if len(programmes) == 1:
        return redirect("admissions:eligibility", school=request.school.slug, programme=programmes[0].slug)
    return render(request, "admissions/programmes.html", {"programmes": programmes, "leads_to": "eligibility"})


@access("anyone", methods=("GET",))
def eligibility(request: Request, programme: str) -> HttpResponse:
    """Choose a way in, answer what one likes, and see what the rules say to each answer."""
    found = get_object_or_404(Programme, slug=programme)
    edition = edition_now(found, date_at(request.school, timezone.now()))
    facts: dict[str, Any] = {"programme": found, "edition": edition}
    if edition is not None:
        rules = rules_of(edition)
        asked = request.GET if "route" in request.GET else None
        facts |= {"rules_title": in_words(rules.title), "routes": RouteForm(asked, rules=rules)}
        route = route_of(rules, request.GET.get("route", ""))
        facts |= _checked(request, rules, route) if route else {}
    template = "admissions/eligibility.html" + ("#result" if request.htmx and "route" in facts else "")
    return render(request, template, facts)


def _checked(request: Request, rules: RuleSet, route: Route) -> dict[str, Any]:
    form = AnswersForm(request.GET, route=route, asks_papers=True)
    given = form.given()
    papers = {one.code for one in route.criteria if one.question is Question.DOCUMENT}
    answers = {code: value == "yes" if code in papers and value else value for code, value in given.items()}
    result = check_admission(rules, route.code, answers, on=date_at(request.school, timezone.now()))
    return {
        "route": route,
        "route_title": in_words(route.title),
        "source_title": in_words(route.source.title) if route.source else "",
        "form": form,
        "findings": wording.findings(route, result, answers),
        "result": result,
        "in_short": wording.in_short(result),
        "has_answers": any(given.values()),
    }

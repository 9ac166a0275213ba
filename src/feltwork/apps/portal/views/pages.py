"""Pages anyone may read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.credentials.forms import CheckForm
from feltwork.apps.credentials.views.public import EXAMPLE
from feltwork.apps.portal import crisis, queries, studies
from feltwork.apps.portal.links import address, practice, tools
from feltwork.apps.ui.terms import TERMS


@access("anyone", methods=("GET",))
def home(request: Request) -> HttpResponse:
    return render(request, "portal/home.html", {"form": CheckForm(), "example": EXAMPLE, **_ways()})


@access("anyone", methods=("GET",))
def method(request: Request) -> HttpResponse:
    return render(request, "portal/method.html", {"terms": [TERMS[code] for code in METHOD_TERMS], **_ways()})


METHOD_TERMS = ("felt-sense", "resource", "orienting", "titration", "pendulation", "settling")


@access("anyone", methods=("GET",))
def evidence(request: Request) -> HttpResponse:
    return render(request, "portal/evidence.html", {"studies": studies.STUDIES, "collected_on": studies.COLLECTED_ON})


@access("anyone", methods=("GET",))
def become_certified(request: Request) -> HttpResponse:
    """What certification asks: of one school under its address, else of every public school."""
    if request.school is None:
        return render(request, "portal/become_certified.html", {"schools": queries.public_schools()})
    context = {"programmes": queries.asked_in(request.school), **_school_ways(request.school.slug)}
    return render(request, "portal/become_certified_school.html", context)


@access("anyone", methods=("GET",))
def school_home(request: Request) -> HttpResponse:
    context = {
        "programmes": queries.open_programmes(request.school),
        "tools": tools(request),
        "practice": practice(request),
        **_school_ways(request.school.slug),
    }
    return render(request, "portal/school.html", context)


@access("anyone", methods=("GET",))
def help_now(request: Request) -> HttpResponse:
    today = timezone.localdate()
    regions = [(region, [(it, it.is_verified(today)) for it in region.services]) for region in crisis.regions()]
    return render(request, "portal/help_now.html", {"regions": regions, "today": today})


@access("anyone", methods=("GET",))
def hiding(request: Request) -> HttpResponse:
    return render(request, "portal/hiding.html")


@access("anyone", methods=("GET",))
def privacy(request: Request) -> HttpResponse:
    return render(request, "portal/privacy.html")


@access("anyone", methods=("GET",))
def accessibility(request: Request) -> HttpResponse:
    return render(request, "portal/accessibility.html")


def _school_ways(school: str) -> dict[str, str]:
    return {
        "eligibility_url": address("admissions:eligibility", school),
        "apply_url": address("admissions:apply", school),
        "rules_url": address("certification:rules", school),
    }


def _ways() -> dict[str, str]:
    return {"find_url": address("directory:search"), "check_url": address("credentials:check")}

"""Applying: first the way in, then one page that can be kept as a draft at any time and is sent when complete."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.admissions import actions, wording
from feltwork.apps.admissions.forms.answers import RouteForm
from feltwork.apps.admissions.forms.draft import DraftForms
from feltwork.apps.admissions.models import Application
from feltwork.apps.admissions.permissions import OPEN, can_change, visible_applications
from feltwork.apps.admissions.queries import (
    answers_with_papers,
    edition_now,
    missing_in,
    open_programmes,
    papers_of,
    result_of,
    route_of,
)
from feltwork.apps.schools.models import Programme, RuleEdition
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import in_words, rules_of


@access("signed_in", methods=("GET",))
def choose(request: Request) -> HttpResponse:
    """Which training; where there is only one, its page at once."""
    programmes = list(open_programmes())
    if len(programmes) == 1:
        return redirect("admissions:apply", school=request.school.slug, programme=programmes[0].slug)
    return render(request, "admissions/programmes.html", {"programmes": programmes, "leads_to": "apply"})


@access("signed_in")
def apply(request: Request, programme: str) -> HttpResponse:
    """The draft of the person's application; what was sent already has its own page."""
    found: Programme = get_object_or_404(Programme.objects.select_related("school"), slug=programme)
    application = visible_applications(request.user).filter(programme=found, state__in=OPEN).first()
    if application is not None and not can_change(application):
        return redirect("admissions:show", school=request.school.slug, uuid=application.uuid)
    edition = edition_now(found, date_at(request.school, timezone.now()))
    if edition is None or not (found.is_open or application):
        return render(request, "admissions/closed.html", {"programme": found})
    if request.method == "POST":
        limit(request, "apply", per_person="120/h")
        return _keep(request, found, edition)
    return _open(request, found, edition, application)


def _open(
    request: Request, programme: Programme, edition: RuleEdition, application: Application | None
) -> HttpResponse:
    rules = rules_of(edition)
    code = request.GET.get("route", application.route if application else "")
    route = None if "change" in request.GET else route_of(rules, code)
    if route is None:
        form = RouteForm(rules=rules, initial={"route": code})
        return render(request, "admissions/route.html", {"programme": programme, "routes": form})
    asked = {name.removeprefix("q_"): value for name, value in request.GET.items() if name.startswith("q_")}
    answers = {**(application.answers if application else {}), **asked}
    forms = DraftForms(
        programme=programme, route=route, today=_today(request), application=application, answers=answers
    )
    return _page(request, programme, application, forms)


def _keep(request: Request, programme: Programme, edition: RuleEdition) -> HttpResponse:
    """Keep what was filled in, and send it when that was asked for. What is wrong stays on the page."""
    rules = rules_of(edition)
    route = route_of(rules, request.POST.get("route", ""))
    if route is None:
        form = RouteForm(request.POST, rules=rules)
        return render(request, "admissions/route.html", {"programme": programme, "routes": form})
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    application = actions.begin(programme=programme, **who)
    if request.POST.get("act") == "route":
        actions.choose_route(application=application, route=route.code, **who)
        return _again(request, programme)
    forms = DraftForms(
        programme=programme,
        route=route,
        today=_today(request),
        application=application,
        answers={},
        data=request.POST,
        files=request.FILES,
    )
    application = actions.save_draft(application=application, **forms.given(), **who)
    _keep_papers(application, forms, who)
    if forms.is_fine and request.POST.get("act") == "send" and _send(application, forms, who):
        return redirect("admissions:show", school=request.school.slug, uuid=application.uuid)
    if forms.is_fine:
        messages.success(request, _("Kept. You can go on whenever you like; nobody at the school sees it yet."))
        return _again(request, programme)
    return _page(request, programme, application, forms)


def _keep_papers(application: Application, forms: DraftForms, who: dict[str, Any]) -> None:
    if not forms.papers.is_valid():
        return
    for field, criterion, file in list(forms.papers.files_by_criterion()):
        try:
            actions.add_document(application=application, criterion=criterion, upload=file, **who)
        except ValidationError as refused:
            forms.papers.refuse(field, file, refused)


def _send(application: Application, forms: DraftForms, who: dict[str, Any]) -> bool:
    try:
        actions.submit(application=application, **who)
    except ValidationError as refused:
        forms.wish.add_error(None, refused.messages)
        return False
    return True


def _page(request: Request, programme: Programme, application: Application | None, forms: DraftForms) -> HttpResponse:
    papers = papers_of(application) if application else []
    facts: dict[str, Any] = {
        "programme": programme,
        "application": application,
        "forms": forms,
        "route": forms.route,
        "route_title": in_words(forms.route.title),
        "questions": forms.questions(papers),
        "others": forms.others(papers),
    }
    if application is not None and application.route == forms.route.code:
        result = result_of(application, papers, _today(request))
        if result is not None:
            answers = answers_with_papers(application.answers, forms.route, papers)
            facts |= {"findings": wording.findings(forms.route, result, answers), "missing": missing_in(result)}
            facts |= {"in_short": wording.in_short(result)}
    return render(request, "admissions/apply.html", facts)


def _again(request: Request, programme: Programme) -> HttpResponse:
    return redirect("admissions:apply", school=request.school.slug, programme=programme.slug)


def _today(request: Request) -> Any:
    return date_at(request.school, timezone.now())

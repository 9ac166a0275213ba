"""What the school does with applications: read, ask, decide, note."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.admissions import actions, wording
from feltwork.apps.admissions.forms.review import DecisionForm, FilterForm, NoteForm
from feltwork.apps.admissions.models import Application
from feltwork.apps.admissions.permissions import reviewable_applications
from feltwork.apps.admissions.queries import (
    answer_due,
    answers_with_papers,
    application_rows,
    events_of,
    papers_of,
    result_of,
    route_of,
)
from feltwork.apps.audit.actions import record_view
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import in_words, rules_of
from feltwork.apps.ui.acts import done, take_errors

STAFF = ("registrar", "credentialing", "admin")
PAGE = 50
DECISIONS = {
    "accept": (actions.accept, gettext_lazy("Accepted. They have a place and were told.")),
    "conditional": (actions.accept_conditionally, gettext_lazy("Accepted with a condition. They were told.")),
    "met": (actions.confirm_condition, gettext_lazy("The condition is met. They have a place and were told.")),
    "ask": (actions.ask, gettext_lazy("Asked. It comes back when they answer.")),
    "refuse": (actions.refuse, gettext_lazy("Not accepted. They were told, with your reason.")),
}


@access(*STAFF, methods=("GET",))
def applications(request: Request) -> HttpResponse:
    """Everything that was sent, the latest first."""
    form = FilterForm(request.GET or None)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = reviewable_applications(request.roles)
    rows = application_rows(found.filter(state=state) if state else found)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    base = f"?state={state}&" if state else "?"
    return render(request, "admissions/applications.html", {"page": page, "form": form, "state": state, "base": base})


@access(*STAFF)
def review(request: Request, uuid: UUID) -> HttpResponse:
    """One application with what the rules say to each answer, and the decision."""
    application = _sent(request, uuid)
    form = DecisionForm(request.POST or None, application=application)
    if form.is_valid() and _decide(request, application, form):
        return redirect("admissions:review", school=request.school.slug, uuid=uuid)
    return _page(request, application, form, NoteForm(prefix="note"))


@access(*STAFF, methods=("POST",))
def add_note(request: Request, uuid: UUID) -> HttpResponse:
    """A note among staff."""
    application = _sent(request, uuid)
    form = NoteForm(request.POST, prefix="note")
    if done(form, actions.note, application=application, by=request.user, at=timezone.now()):
        messages.success(request, _("Noted."))
        return redirect("admissions:review", school=request.school.slug, uuid=uuid)
    return _page(request, application, DecisionForm(application=application), form)


def _sent(request: Request, uuid: UUID) -> Application:
    return get_object_or_404(reviewable_applications(request.roles), uuid=uuid)


def _decide(request: Request, application: Application, form: DecisionForm) -> bool:
    action, said = DECISIONS[form.cleaned_data["decision"]]
    try:
        action(application=application, by=request.user, at=timezone.now(), **form.arguments())  # type: ignore[operator]
    except ValidationError as refused:
        take_errors(form, refused)
        return False
    messages.success(request, str(said))
    return True


def _page(request: Request, application: Application, form: DecisionForm, note: NoteForm) -> HttpResponse:
    record_view("admissions.see_application", by=request.user, at=timezone.now(), subject=application)
    events, papers = events_of(application), papers_of(application)
    rules = rules_of(application.edition)
    route = route_of(rules, application.route)
    result = result_of(application, papers, date_at(request.school, timezone.now()))
    facts: dict[str, Any] = {"application": application, "form": form, "note": note, "events": events}
    facts |= {"papers": papers, "due": answer_due(application, events), "is_open": form.is_open}
    if route is not None and result is not None:
        answers = answers_with_papers(application.answers, route, papers)
        facts |= {"route_title": in_words(route.title), "clause": route.clause}
        facts |= {"findings": wording.findings(route, result, answers), "in_short": wording.in_short(result)}
    return render(request, "admissions/review.html", facts)

"""What became of an application, at any time, for the person who applied."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.admissions import actions, wording
from feltwork.apps.admissions.forms.applying import OTHER, AnswerForm
from feltwork.apps.admissions.models import Application, ApplicationEvent
from feltwork.apps.admissions.permissions import OPEN, visible_applications
from feltwork.apps.admissions.queries import (
    answer_due,
    answers_with_papers,
    events_of,
    last_of,
    papers_of,
    result_of,
    route_of,
    shared,
)
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import in_words, rules_of
from feltwork.apps.ui.acts import take_errors

Kind = ApplicationEvent.Kind
MAY_ANSWER = (Application.State.ASKED, Application.State.CONDITIONAL)


@access("signed_in", methods=("GET",))
def mine(request: Request) -> HttpResponse:
    """One's applications at this school; the only one at once."""
    own = list(visible_applications(request.user).order_by("-created_at"))
    if len(own) == 1:
        return redirect("admissions:show", school=request.school.slug, uuid=own[0].uuid)
    return render(request, "admissions/mine.html", {"applications": own})


@access("signed_in", methods=("GET",))
def show(request: Request, uuid: UUID) -> HttpResponse:
    """Where it stands, what happens next and until when; everything that was said; what was sent."""
    application = _own(request, uuid)
    return _page(request, application, AnswerForm())


@access("signed_in")
def answer(request: Request, uuid: UUID) -> HttpResponse:
    """Answer the school, with papers if they help."""
    application = _own(request, uuid)
    if request.method != "POST":
        return redirect("admissions:show", school=request.school.slug, uuid=uuid)
    limit(request, "answer", per_person="30/h")
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid() and _answer(request, application, form):
        messages.success(request, _("Your answer is with the school."))
        return redirect("admissions:show", school=request.school.slug, uuid=uuid)
    return _page(request, application, form)


@access("signed_in")
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Take the application back: asked once, then done."""
    application = _own(request, uuid)
    if request.method == "POST":
        try:
            actions.withdraw_application(application=application, by=request.user, at=timezone.now())
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect("admissions:show", school=request.school.slug, uuid=uuid)
    return render(request, "admissions/withdraw.html", {"application": application, "can": application.state in OPEN})


def _own(request: Request, uuid: UUID) -> Application:
    return get_object_or_404(visible_applications(request.user), uuid=uuid)


def _answer(request: Request, application: Application, form: AnswerForm) -> bool:
    """Papers and answer together or not at all: a paper that cannot be taken must not leave without its sentence."""
    given: dict[str, Any] = {"application": application, "by": request.user, "at": timezone.now()}
    try:
        with transaction.atomic():
            for file in form.cleaned_data["paper_other"]:
                _add_paper(form, file, given)
            if not form.errors:
                actions.answer(text=form.cleaned_data["text"], **given)
            else:
                transaction.set_rollback(True)
    except ValidationError as refused:
        take_errors(form, refused)
    return not form.errors


def _add_paper(form: AnswerForm, file: Any, given: dict[str, Any]) -> None:
    try:
        actions.add_document(criterion=OTHER, upload=file, **given)
    except ValidationError as refused:
        form.add_error("paper_other", [f"{file.name}: {message}" for message in refused.messages])


def _page(request: Request, application: Application, form: AnswerForm) -> HttpResponse:
    events, papers = events_of(application), papers_of(application)
    rules = rules_of(application.edition)
    route = route_of(rules, application.route)
    facts: dict[str, Any] = {
        "application": application,
        "events": shared(events),
        "papers": papers,
        "due": answer_due(application, events),
        "question": last_of(events, Kind.ASKED),
        "condition": last_of(events, Kind.CONDITIONAL),
        "refusal": last_of(events, Kind.REFUSED),
        "form": form if application.state in MAY_ANSWER else None,
        "can_withdraw": application.state in OPEN,
        "route_title": in_words(route.title) if route else "",
    }
    result = result_of(application, papers, date_at(request.school, timezone.now()))
    if route is not None and result is not None:
        facts["findings"] = wording.findings(route, result, answers_with_papers(application.answers, route, papers))
    return render(request, "admissions/show.html", facts)

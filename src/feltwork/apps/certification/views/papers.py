"""Papers in place of a signature, and asking a person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.actions import log as actions
from feltwork.apps.certification.forms.papers import EvidenceForm, ExceptionForm, MissingProviderForm
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.permissions import can_log, own_evidence
from feltwork.apps.certification.views.log import own_entry
from feltwork.apps.certification.views.places import place_of
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.ui.acts import done
from feltwork.apps.ui.uploads import serve_file

MISSING_PROVIDER = "provider-missing"


@access("student")
def evidence_new(request: Request, uuid: UUID) -> HttpResponse:
    """Attach a paper to an entry."""
    entry = own_entry(request, uuid)
    if not can_log(request.user, entry.enrolment):
        raise PermissionDenied
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if done(form, actions.attach_evidence, entry=entry, by=request.user, at=timezone.now()):
        messages.success(request, _("Attached. A person at the school will look at it."))
        return redirect("certification:entry", school=request.school.slug, uuid=uuid)
    return render(request, "certification/evidence_form.html", {"form": form, "entry": entry})


@access("student", methods=("GET",))
def evidence_file(request: Request, uuid: UUID) -> HttpResponse:
    """One's own paper, as a download."""
    paper = get_object_or_404(own_evidence(request.user), uuid=uuid)
    return serve_file(paper.file, paper.name, paper.content_type)


@access("student")
def exception_new(request: Request) -> HttpResponse:
    """Ask a person about an entry, a requirement, or somebody who is missing from the list of providers."""
    entry = own_entry(request, _uuid(request, "entry")) if request.GET.get("entry") else None
    place = entry.enrolment if entry else place_of(request, request.GET.get("place"))
    if not can_log(request.user, place):
        raise PermissionDenied
    question = request.GET.get("question", "")[:80]
    if question == MISSING_PROVIDER:
        return _missing_provider(request, place)
    return _exception(request, place, entry, question)


def _exception(request: Request, place: Enrolment, entry: LogEntry | None, question: str) -> HttpResponse:
    form = ExceptionForm(request.POST or None)
    given = {"enrolment": place, "entry": entry, "question": question, "by": request.user, "at": timezone.now()}
    if done(form, actions.ask_exception, **given):
        messages.success(request, _("Sent to the school. A person will answer; you will be told."))
        return _back(request, entry)
    return render(request, "certification/exception_form.html", {"form": form, "entry": entry, "question": question})


def _missing_provider(request: Request, place: Enrolment) -> HttpResponse:
    form = MissingProviderForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        text = _("Missing from the list: %(name)s. %(contact)s %(words)s") % data
        actions.ask_exception(
            enrolment=place,
            entry=None,
            question=f"{MISSING_PROVIDER}:{data['name']}"[:80],
            words=" ".join(text.split()),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Thank you. The school will look into it and tell you."))
        return _back(request, None)
    return render(request, "certification/exception_form.html", {"form": form, "entry": None, "is_missing": True})


def _back(request: Request, entry: LogEntry | None) -> HttpResponse:
    if entry is None:
        return redirect("certification:path", school=request.school.slug)
    return redirect("certification:entry", school=request.school.slug, uuid=entry.uuid)


def _uuid(request: Request, name: str) -> UUID:
    try:
        return UUID(request.GET[name])
    except ValueError:
        raise Http404 from None

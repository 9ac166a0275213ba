"""Who comes near a file: colleagues, supervision, guardians, another clinician, and who looked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import Role
from feltwork.apps.practice import actions
from feltwork.apps.practice.forms.clients import ColleagueForm, GuardianForm
from feltwork.apps.practice.models import Carer, Guardian, Supervision
from feltwork.apps.practice.permissions import Sight, consent_in_force
from feltwork.apps.practice.queries.clients import around, people_with
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.reads import READS_A_PAGE, openings_of, reads_of
from feltwork.apps.practice.views.door import file_or_404, practice_page
from feltwork.core.practice import is_minor

ADDING: dict[str, tuple[str, Callable[..., Any], str]] = {
    "carer": (Role.PRACTITIONER, actions.add_carer, "user"),
    "supervision": (Role.SUPERVISOR, actions.begin_supervision, "supervisor"),
    "hand-over": (Role.PRACTITIONER, actions.hand_over, "to"),
}


@access("practitioner", methods=("GET",))
@practice_page
def people(request: Request, uuid: UUID) -> HttpResponse:
    file = file_or_404(request, uuid, "people")
    return _page(request, file)


def _page(request: Request, file: OpenFile, wrong: dict[str, ColleagueForm] | None = None) -> HttpResponse:
    now = timezone.now()
    practitioners, supervisors = people_with(Role.PRACTITIONER, file, now), people_with(Role.SUPERVISOR, file, now)
    forms = {
        "carer": ColleagueForm(people=practitioners, prefix="carer", label=_("A colleague")),
        "supervision": ColleagueForm(people=supervisors, prefix="supervision", label=_("A supervisor")),
        "hand_over": ColleagueForm(people=practitioners, prefix="hand-over", label=_("Who treats the client then")),
    } | (wrong or {})
    context: dict[str, Any] = {
        "file": file,
        "around": around(file),
        "forms": forms,
        "is_clinician": file.sight is Sight.CLINICIAN,
        "may_be_supervised": consent_in_force(file.client, "supervision_use"),
        "is_minor": is_minor(file.identity, timezone.localdate()),
        "here": "people",
    }
    return render(request, "practice/clients/people.html", context)


@access("practitioner", methods=("POST",))
@practice_page
def people_add(request: Request, uuid: UUID, part: str) -> HttpResponse:
    """Let a colleague in, show the file for supervision, or hand it over."""
    if part not in ADDING:
        raise Http404
    file = file_or_404(request, uuid, "people", note=False)
    role, act, name = ADDING[part]
    form = ColleagueForm(request.POST, people=people_with(role, file, timezone.now()), prefix=part)
    if form.is_valid():
        try:
            act(file=file, by=request.user, at=timezone.now(), **{name: form.cleaned_data["user"]})
        except ValidationError as wrong:
            form.add_error("user", wrong.messages[0])
        else:
            messages.success(request, _("Kept."))
            if part == "hand-over":
                return redirect("practice:clients", school=request.school.slug)
            return redirect("practice:client-people", school=request.school.slug, uuid=uuid)
    return _page(request, file, {part.replace("-", "_"): form})


@access("practitioner", methods=("POST",))
@practice_page
def people_end(request: Request, uuid: UUID, part: str, row: UUID) -> HttpResponse:
    """End it, at once."""
    file = file_or_404(request, uuid, "people", note=False)
    now = timezone.now()
    match part:
        case "carer":
            carer = get_object_or_404(Carer, client=file.client, uuid=row)
            actions.end_carer(file=file, carer=carer, by=request.user, at=now)
        case "supervision":
            shown = get_object_or_404(Supervision, client=file.client, uuid=row)
            actions.end_supervision(file=file, supervision=shown, by=request.user, at=now)
        case "guardian":
            guards = get_object_or_404(Guardian, client=file.client, uuid=row)
            actions.end_guardian(file=file, guardian=guards, by=request.user, at=now)
        case _:
            raise Http404
    messages.success(request, _("Ended, from this moment on."))
    return redirect("practice:client-people", school=request.school.slug, uuid=uuid)


@access("practitioner")
@practice_page
def guardian(request: Request, uuid: UUID, row: UUID | None = None) -> HttpResponse:
    """Somebody who answers for a child, new or changed."""
    file = file_or_404(request, uuid, "people")
    known = get_object_or_404(Guardian, client=file.client, uuid=row, until=None) if row else None
    form = GuardianForm(request.POST or None, initial=file.cabinet.open(known, "about") if known else None)
    if request.method == "POST" and form.is_valid():
        try:
            if known:
                actions.change_guardian(file=file, guardian=known, about=form.taken, by=request.user, at=timezone.now())
            else:
                actions.add_guardian(file=file, about=form.taken, by=request.user, at=timezone.now())
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            messages.success(request, _("Kept."))
            return redirect("practice:client-people", school=request.school.slug, uuid=uuid)
    return render(
        request, "practice/clients/guardian.html", {"file": file, "form": form, "known": known, "here": "people"}
    )


@access("practitioner", methods=("GET",))
@practice_page
def reads(request: Request, uuid: UUID) -> HttpResponse:
    """Who opened the file; the client reads the same list."""
    file = file_or_404(request, uuid, "reads")
    broken = [(row, file.cabinet.open(row, "reason")) for row in openings_of(file.client)]
    page = Paginator(reads_of(file.client), READS_A_PAGE).get_page(request.GET.get("page"))
    context = {"file": file, "page": page, "broken": broken, "here": "reads"}
    return render(request, "practice/clients/reads.html", context)

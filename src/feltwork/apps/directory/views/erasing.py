"""Erasing a page: by its owner, or by the school because its owner asked for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.directory import actions
from feltwork.apps.directory.forms.erasing import EraseForm, EraseForOwnerForm
from feltwork.apps.directory.models import Erasure, Profile
from feltwork.apps.directory.permissions import DECIDERS, can_decide_about, visible_profiles
from feltwork.apps.directory.queries.erasing import what_goes
from feltwork.apps.directory.views.desk import own

PAGE_SIZE = 50


@access("signed_in", step_up=True)
def erase(request: Request) -> HttpResponse:
    """What goes, what stays and why; a tick and a button."""
    profile = own(request)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.erase_profile(profile=profile, why=Erasure.Why.OWN, by=request.user, at=timezone.now())
        messages.success(request, _("Your page is erased. Nobody finds it from this moment."))
        return redirect("directory-desk:mine", school=request.school.slug)
    return render(request, "directory/desk/erase.html", _context(profile, form))


@access(*DECIDERS, methods=("GET",))
def pages(request: Request) -> HttpResponse:
    """Every page of the school, whatever its state, by name."""
    asked = request.GET.get("name", "").strip()[:120]
    rows = visible_profiles(request.roles).order_by("name", "pk")
    rows = rows.filter(name__icontains=asked) if asked else rows
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "asked": asked, "base": f"?name={asked}&" if asked else "?"}
    return render(request, "directory/staff/pages.html", context)


@access(*DECIDERS, step_up=True)
def erase_for_owner(request: Request, uuid: UUID) -> HttpResponse:
    """The same for somebody else, who asked for it or whose account was closed."""
    profile = get_object_or_404(visible_profiles(request.roles), uuid=uuid)
    if not can_decide_about(request.user, profile):
        raise PermissionDenied
    form = EraseForOwnerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.erase_profile(profile=profile, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        messages.success(request, _("The page is erased. Its owner is told."))
        return redirect("directory-desk:pages", school=request.school.slug)
    return render(request, "directory/staff/erase.html", _context(profile, form))


def _context(profile: Profile, form: EraseForm) -> dict[str, Any]:
    return {"profile": profile, "form": form, "goes": what_goes(profile, timezone.now())}

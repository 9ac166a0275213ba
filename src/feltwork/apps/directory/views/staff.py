"""Staff: licences to look up, reports to answer, how the school keeps its part, who cannot be reached."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.directory import actions, queries
from feltwork.apps.directory.forms.staff import AnswerForm, CheckForm, PolicyForm
from feltwork.apps.directory.models import Licence, Profile, Report
from feltwork.apps.directory.permissions import (
    DECIDERS,
    RULERS,
    can_decide_about,
    visible_licences,
    visible_reports,
)
from feltwork.apps.directory.queries.phantoms import count_of, falling, weeks_of
from feltwork.apps.directory.views.desk import put_errors
from feltwork.apps.schools.queries import date_at

PAGE_SIZE = 50


@access(*DECIDERS, methods=("GET",))
def licences(request: Request) -> HttpResponse:
    """Those that wait, oldest first; then all others, those that end soonest first."""
    wanted = request.GET.get("state", Licence.State.CLAIMED)
    rows = visible_licences(request.roles).filter(state=wanted).order_by("changed_at", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "wanted": wanted, "states": Licence.State.choices, "base": f"?state={wanted}&"}
    return render(request, "directory/staff/licences.html", context)


@access(*DECIDERS)
def licence_check(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Look it up, and enter what stands there."""
    licence = get_object_or_404(visible_licences(request.roles), uuid=uuid)
    if not can_decide_about(request.user, licence.profile):
        raise PermissionDenied
    now = timezone.now()
    initial = {"on": date_at(request.school, now), "source": licence.url, "method": "looked_up"}
    form = CheckForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_licence(licence=licence, by=request.user, at=now, **form.cleaned_data)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("Kept. The person is told."))
            return redirect("directory-desk:licences", school=request.school.slug)
    checks = licence.checks.select_related("by").order_by("-at", "-pk")
    return render(request, "directory/staff/licence_check.html", {"licence": licence, "form": form, "checks": checks})


@access(*DECIDERS, methods=("GET",))
def reports(request: Request) -> HttpResponse:
    """What people say is wrong: open ones first."""
    is_open = request.GET.get("state") != "answered"
    rows = visible_reports(request.roles)
    rows = rows.filter(state="open").order_by("at") if is_open else rows.exclude(state="open").order_by("-answered_at")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "is_open": is_open, "base": "?" if is_open else "?state=answered&"}
    return render(request, "directory/staff/reports.html", context)


@access(*DECIDERS)
def report(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Read one, look at the page, answer."""
    row = get_object_or_404(visible_reports(request.roles), uuid=uuid)
    if not can_decide_about(request.user, row):
        raise PermissionDenied
    form = AnswerForm(request.POST or None, has_page=row.profile is not None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_report(report=row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("Answered."))
            return redirect("directory-desk:reports", school=request.school.slug)
    same = {"profile": row.profile} if row.profile is not None else {"about": row.about_id or 0}
    others = Report.objects.filter(**same).exclude(pk=row.pk).order_by("-at")
    return render(request, "directory/staff/report.html", {"report": row, "form": form, "others": others})


@access(*DECIDERS, methods=("POST",))
def release(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Let somebody publish again what the school had hidden."""
    profile: Profile = get_object_or_404(Profile, uuid=uuid)
    if not can_decide_about(request.user, profile):
        raise PermissionDenied
    actions.release(profile=profile, by=request.user, at=timezone.now())
    messages.success(request, _("Its owner can publish it again."))
    return redirect("directory-desk:phantom", school=request.school.slug)


@access(*RULERS)
def policy(request: Request) -> HttpResponse:
    """Whether people in training are listed; days."""
    standing = queries.policy_of(request.school)
    form = PolicyForm(request.POST or None, instance=standing, school=request.school)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_policy(school=request.school, fields=form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("Kept. It holds from this moment."))
            return redirect("directory-desk:policy", school=request.school.slug)
    return render(request, "directory/staff/policy.html", {"form": form})


@access(*DECIDERS, methods=("GET",))
def phantom(request: Request) -> HttpResponse:
    """How many of the listed cannot be reached, by week; who falls out of the list when."""
    now = timezone.now()
    context = {
        "count": count_of(request.school, now),
        "weeks": weeks_of(request.school),
        "falling": falling(request.school, now),
        "hidden": Profile.objects.filter(hidden_why=Profile.Why.STAFF).order_by("name"),
        "policy": queries.policy_of(request.school),
    }
    return render(request, "directory/staff/phantom.html", context)

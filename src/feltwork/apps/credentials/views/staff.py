"""Certificates for staff: the list, one with its history, and the acts, each a page that says what will happen."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.credentials import permissions, queries
from feltwork.apps.credentials.forms import FilterForm
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.credentials.views import acts
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.ui.rows import render_rows

PAGE_SIZE = 50


@access(*permissions.READERS, methods=("GET",))
def certificates(request: Request) -> HttpResponse:
    """All certificates of the school, newest first."""
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"state": "", "q": ""}
    found = queries.staff_list(state=chosen["state"], search=chosen["q"])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    labels = {
        "base": reverse("credentials-staff:list", kwargs={"school": request.school.slug}),
        "states": {state.value: (STATE_LOOKS[state.value], str(state.label)) for state in Certificate.State},
        "issued": _("Issued on"),
        "number": _("Number"),
        "state": _("State"),
        "listed": _("In the register"),
        "not_yet": _("not yet"),
    }
    rows = render_rows("credentials/list_rows.html", page.object_list, **labels)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "base": f"?{query.urlencode()}&",
        "is_filtered": any(chosen.values()),
        "is_admin": "admin" in request.roles,
    }
    return render(request, "credentials/list.html", context)


STATE_LOOKS = {"proposed": "person", "in_force": "met", "suspended": "look", "revoked": "not", "rejected": "line"}


@access(*permissions.READERS, methods=("GET",))
def detail(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """One certificate with all that happened; looking at it is noted."""
    certificate = _visible(request, uuid)
    record_view("credentials.see", by=request.user, at=timezone.now(), subject=certificate)
    proposal = queries.open_revocation(certificate)
    context = {
        "certificate": certificate,
        "events": queries.history_of(certificate),
        "proposal": proposal,
        "is_mine": proposal is not None and proposal.by_id == request.user.pk,
        "may_decide": permissions.can_decide(request.user, request.roles, certificate),
        "work": _work_item(certificate),
        "versions": certificate.versions.order_by("-version"),
        "change": queries.open_name_change(certificate),
        "link": queries.link_of(certificate) if certificate.state in permissions.PUBLIC else "",
    }
    return render(request, "credentials/detail.html", context)


@access(*permissions.DECIDERS, step_up=True)
def suspend(request: Request, uuid: uuids.UUID) -> HttpResponse:
    return _act(request, uuid, acts.SUSPEND)


@access(*permissions.DECIDERS, step_up=True)
def reinstate(request: Request, uuid: uuids.UUID) -> HttpResponse:
    return _act(request, uuid, acts.REINSTATE)


@access(*permissions.DECIDERS, step_up=True)
def renew(request: Request, uuid: uuids.UUID) -> HttpResponse:
    return _act(request, uuid, acts.RENEW)


@access(*permissions.DECIDERS, step_up=True)
def revoke(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """The first of two people proposes."""
    return _act(request, uuid, acts.PROPOSE)


@access(*permissions.DECIDERS, step_up=True)
def revoke_approve(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """The second of two people agrees."""
    return _act(request, uuid, acts.APPROVE)


@access(*permissions.DECIDERS, step_up=True)
def revoke_drop(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """The second person does not agree, or the first takes it back."""
    return _act(request, uuid, acts.DROP)


def _act(request: Request, uuid: uuids.UUID, act: acts.Act) -> HttpResponse:
    certificate = _visible(request, uuid)
    if not permissions.can_decide(request.user, request.roles, certificate):
        raise PermissionDenied
    form = act.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act.run(certificate=certificate, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, str(act.done))
        return redirect("credentials-staff:detail", school=request.school.slug, uuid=uuid)
    proposal = queries.open_revocation(certificate)
    context = {
        "certificate": certificate,
        "act": act,
        "form": form,
        "proposal": proposal,
    }
    return render(request, "credentials/act.html", context)


def _visible(request: Request, uuid: uuids.UUID) -> Certificate:
    visible = permissions.visible_certificates(request.user, request.roles)
    chosen: Any = visible.select_related("enrolment__student", "enrolment__cohort", "school", "proposed_by")
    found: Certificate = get_object_or_404(chosen, uuid=uuid)
    return found


def _work_item(certificate: Certificate) -> WorkItem | None:
    open_items = WorkItem.objects.filter(kind=WorkItem.Kind.SECOND, closed_at=None)
    return open_items.filter(subject_uuid=certificate.uuid).first()

"""Another name on a certificate: asked by the holder, decided by two people."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.credentials import actions, permissions
from feltwork.apps.credentials.forms import NameForm, ReasonForm
from feltwork.apps.credentials.models import NameChange
from feltwork.apps.ui.acts import done


@access("signed_in")
def ask(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """The holder asks."""
    certificate = get_object_or_404(permissions.own_certificates(request.user), uuid=uuid)
    form = NameForm(request.POST if request.method == "POST" else None)
    given = {"certificate": certificate, "by": request.user, "at": timezone.now()}
    if request.method == "POST" and done(form, actions.ask_name_change, **given):
        messages.success(request, _("Asked. Two people at the school look at it, and you hear what became of it."))
        return redirect("credentials-staff:mine", school=request.school.slug)
    return render(request, "credentials/name_ask.html", {"certificate": certificate, "form": form})


@access(*permissions.DECIDERS, step_up=True)
def decide(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """The first or second person agrees; or either says no."""
    change = _open(request, uuid)
    if request.method == "POST":
        act = actions.check_name_change if change.state == NameChange.State.ASKED else actions.approve_name_change
        try:
            act(change=change, by=request.user, at=timezone.now())
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            messages.success(request, _("Noted."))
        return redirect("credentials-staff:detail", school=request.school.slug, uuid=change.certificate.uuid)
    return render(request, "credentials/name_decide.html", {"change": change, "form": ReasonForm()})


@access(*permissions.DECIDERS, methods=("POST",), step_up=True)
def refuse(request: Request, uuid: uuids.UUID) -> HttpResponse:
    change = _open(request, uuid)
    form = ReasonForm(request.POST)
    if not done(form, actions.refuse_name_change, change=change, by=request.user, at=timezone.now()):
        return render(request, "credentials/name_decide.html", {"change": change, "form": form})
    messages.success(request, _("The name stays as it is. The holder has been told why."))
    return redirect("credentials-staff:detail", school=request.school.slug, uuid=change.certificate.uuid)


def _open(request: Request, uuid: uuids.UUID) -> NameChange:
    waiting = NameChange.objects.filter(state__in=NameChange.OPEN)
    change: NameChange = get_object_or_404(
        waiting.select_related("certificate__enrolment__student", "certificate__school", "checked_by"), uuid=uuid
    )
    if not permissions.can_decide(request.user, request.roles, change.certificate):
        raise PermissionDenied
    return change

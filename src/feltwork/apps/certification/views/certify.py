"""The certificate: one person proposes, a second approves or does not. Each page shows what the rules say just now."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.actions import certify as actions
from feltwork.apps.certification.forms.decisions import ColleagueReasonForm, NameForm
from feltwork.apps.certification.permissions_staff import DECIDERS, can_decide, visible_enrolments
from feltwork.apps.certification.queries.matters import ABOUT
from feltwork.apps.certification.queries.summary import requirement_rows
from feltwork.apps.certification.sentences import sentence
from feltwork.apps.certification.standing import known_of
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui.acts import done
from feltwork.core.certification import judge


@access(*DECIDERS, step_up=True)
def certify(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Propose the certificate of somebody who has met everything."""
    enrolment = _enrolment(request, uuid)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"holder_name": enrolment.student.name})
    given = {"enrolment": enrolment, "by": request.user, "at": timezone.now()}
    if request.method == "POST":
        certificate = done(form, actions.propose_certificate, **given)
        if certificate:
            messages.success(request, _("Proposed. A second person has to approve it."))
            return redirect("credentials-staff:detail", school=request.school.slug, uuid=certificate.uuid)
    return render(request, "certification/staff/certify.html", {"form": form, **_standing(enrolment)})


@access(*DECIDERS, step_up=True)
def certify_approve(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """The second person issues it, if everything is still met."""
    certificate = _certificate(request, uuid)
    if request.method == "POST":
        try:
            actions.approve_certificate(certificate=certificate, by=request.user, at=timezone.now())
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            messages.success(request, _("Issued. The holder has been told."))
        return redirect("credentials-staff:detail", school=request.school.slug, uuid=uuid)
    context = {
        "certificate": certificate,
        "is_mine": certificate.proposed_by_id == request.user.pk,
        **_standing(certificate.enrolment),
    }
    return render(request, "certification/staff/certify_approve.html", context)


@access(*DECIDERS, step_up=True)
def certify_reject(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Do not issue it; or take one's own proposal back."""
    certificate = _certificate(request, uuid)
    form = ColleagueReasonForm(request.POST if request.method == "POST" else None)
    given = {"certificate": certificate, "by": request.user, "at": timezone.now()}
    if request.method == "POST" and done(form, actions.reject_certificate, **given):
        messages.success(request, _("Not issued. The candidate is ready as before."))
        return redirect("credentials-staff:detail", school=request.school.slug, uuid=uuid)
    context = {
        "certificate": certificate,
        "form": form,
        "is_mine": certificate.proposed_by_id == request.user.pk,
    }
    return render(request, "certification/staff/certify_reject.html", context)


def _enrolment(request: Request, uuid: uuids.UUID) -> Enrolment:
    visible = visible_enrolments(request.user, request.roles).select_related(*ABOUT)
    enrolment: Enrolment = get_object_or_404(visible, uuid=uuid)
    if not can_decide(request.user, request.roles, enrolment):
        raise PermissionDenied
    return enrolment


def _certificate(request: Request, uuid: uuids.UUID) -> Certificate:
    wanted = Certificate.objects.select_related("school", "proposed_by", *(f"enrolment__{name}" for name in ABOUT))
    certificate: Certificate = get_object_or_404(wanted, uuid=uuid)
    if not can_decide(request.user, request.roles, certificate.enrolment):
        raise PermissionDenied
    return certificate


def _standing(enrolment: Enrolment) -> dict[str, Any]:
    known = known_of([enrolment])[enrolment.pk]
    rules = rules_of(enrolment.edition)
    verdict = judge(rules, known.record, as_of=date_at(enrolment.school, timezone.now()))
    return {
        "enrolment": enrolment,
        "verdict": verdict,
        "rows": requirement_rows(verdict, rules, known.names),
        "holds": [sentence(one, known.names, rules) for one in verdict.holds],
    }

"""Documents and examinations that staff note for a candidate."""

from __future__ import annotations

import uuid as uuids

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.actions import staff
from feltwork.apps.certification.forms.decisions import GateForm, ReasonForm
from feltwork.apps.certification.models import GateRecord
from feltwork.apps.certification.permissions_staff import QUEUE, visible_enrolments
from feltwork.apps.certification.queries.matters import ABOUT
from feltwork.apps.certification.views.waivers import to_decisions
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui.acts import done


@access(*QUEUE)
def gate_new(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Note a document seen, or an examination passed."""
    visible = visible_enrolments(request.user, request.roles).select_related(*ABOUT)
    enrolment: Enrolment = get_object_or_404(visible, uuid=uuid)
    if enrolment.student_id == request.user.pk:
        raise PermissionDenied
    codes = list(dict(staff.gate_codes(rules_of(enrolment.edition), get_language() or "en")).items())
    form = GateForm(
        request.POST if request.method == "POST" else None,
        codes=codes,
        initial={"valid_from": date_at(request.school, timezone.now())},
    )
    given = {"enrolment": enrolment, "by": request.user, "at": timezone.now()}
    if request.method == "POST" and done(form, staff.record_gate, **given):
        messages.success(request, _("Noted. The student has been told."))
        return to_decisions(request, enrolment)
    return render(request, "certification/staff/gate_new.html", {"enrolment": enrolment, "form": form})


@access(*QUEUE)
def gate_retract(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Take back what was entered wrongly."""
    wanted = GateRecord.objects.select_related("entered_by", *(f"enrolment__{name}" for name in ABOUT))
    gate: GateRecord = get_object_or_404(wanted, uuid=uuid)
    if gate.enrolment.student_id == request.user.pk:
        raise PermissionDenied
    form = ReasonForm(request.POST if request.method == "POST" else None)
    given = {"gate": gate, "by": request.user, "at": timezone.now()}
    if request.method == "POST" and done(form, staff.retract_gate, **given):
        messages.success(request, _("Taken back. The student has been told."))
        return to_decisions(request, gate.enrolment)
    return render(request, "certification/staff/gate_retract.html", {"gate": gate, "form": form})

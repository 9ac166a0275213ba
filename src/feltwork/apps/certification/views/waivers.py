"""Waivers and rulings of staff about one candidate, each with what it would change before it is saved."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.certification.actions import staff
from feltwork.apps.certification.forms.decisions import ReasonForm, RulingForm, WaiverForm
from feltwork.apps.certification.models import LogEntry, Waiver
from feltwork.apps.certification.permissions_staff import DECIDERS, can_decide, visible_enrolments
from feltwork.apps.certification.queries import effects
from feltwork.apps.certification.queries.matters import ABOUT
from feltwork.apps.certification.sentences import level_word, requirement_word
from feltwork.apps.certification.standing import known_of
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui.acts import done
from feltwork.core.certification import Record
from feltwork.core.certification import Waiver as Waived


@access(*DECIDERS)
def waiver_new(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Waive a requirement: first what it would change, then for good."""
    enrolment = enrolment_to_decide(request, uuid)
    today = date_at(request.school, timezone.now())
    rules = rules_of(enrolment.edition)
    form = WaiverForm(
        request.POST if request.method == "POST" else None,
        initial={"on": today},
        requirements=[(one.code, requirement_word(one.code, rules)) for one in rules.requirements],
        levels=[(one.code, level_word(one.code, rules)) for one in rules.levels],
    )
    given = {"enrolment": enrolment, "by": request.user, "at": timezone.now()}
    if "save" in request.POST and done(form, staff.waive, **given):
        messages.success(request, _("Waived. The student has been told."))
        return to_decisions(request, enrolment)
    preview = _preview_waiver(enrolment, form) if request.method == "POST" and form.is_valid() else None
    context = {"enrolment": enrolment, "form": form, "preview": preview}
    return render(request, "certification/staff/waiver_new.html", context)


@access(*DECIDERS)
def waiver_end(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """End a waiver before its day."""
    wanted = Waiver.objects.select_related("author", *(f"enrolment__{name}" for name in ABOUT))
    waiver: Waiver = get_object_or_404(wanted, uuid=uuid)
    if not can_decide(request.user, request.roles, waiver.enrolment):
        raise PermissionDenied
    form = ReasonForm(request.POST if request.method == "POST" else None)
    given = {"waiver": waiver, "by": request.user, "at": timezone.now()}
    if request.method == "POST" and done(form, staff.end_waiver, **given):
        messages.success(request, _("Ended. The student has been told."))
        return to_decisions(request, waiver.enrolment)
    rules = rules_of(waiver.enrolment.edition)
    context = {"waiver": waiver, "form": form, "title": requirement_word(waiver.requirement, rules)}
    return render(request, "certification/staff/waiver_end.html", context)


@access(*DECIDERS)
def ruling_new(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Decide about one entry (?entry=…) whatever the rules say."""
    enrolment = enrolment_to_decide(request, uuid)
    entries = LogEntry.objects.filter(enrolment=enrolment).exclude(state=LogEntry.State.REMOVED)
    entry: LogEntry = get_object_or_404(entries.select_related("provider"), uuid=_uuid(request.GET.get("entry")))
    form = RulingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        given = {"enrolment": enrolment, "entry": entry, "by": request.user, "at": timezone.now()}
        if done(form, staff.rule, **given):
            messages.success(request, _("Decided. The student has been told."))
            return redirect("certification:candidate", school=request.school.slug, uuid=enrolment.uuid)
    preview = _preview_ruling(enrolment, entry)
    context = {"enrolment": enrolment, "entry": entry, "form": form, "preview": preview}
    return render(request, "certification/staff/ruling_new.html", context)


def enrolment_to_decide(request: Request, uuid: uuids.UUID) -> Enrolment:
    """The candidate, if this person may decide about them; else 404 or 403."""
    visible = visible_enrolments(request.user, request.roles).select_related(*ABOUT)
    enrolment: Enrolment = get_object_or_404(visible, uuid=uuid)
    if not can_decide(request.user, request.roles, enrolment):
        raise PermissionDenied
    return enrolment


def to_decisions(request: Request, enrolment: Enrolment) -> HttpResponse:
    return redirect("certification:candidate-decisions", school=request.school.slug, uuid=enrolment.uuid)


def _preview_waiver(enrolment: Enrolment, form: WaiverForm) -> list[effects.Line]:
    data = form.cleaned_data
    fact = Waived(
        requirement=data["requirement"],
        reason=data["reason"],
        by="",
        on=data["on"],
        level=data["level"] or None,
        amount=data["amount"],
        until=data["until"],
    )
    return _preview(enrolment, lambda record: effects.waived(record, fact))


def _preview_ruling(enrolment: Enrolment, entry: LogEntry) -> list[effects.Line]:
    on = date_at(enrolment.school, timezone.now())
    return _preview(
        enrolment, lambda record: effects.ruled(record, entry_id=str(entry.uuid), question="", amount=None, on=on)
    )


def _preview(enrolment: Enrolment, change: Any) -> list[effects.Line]:
    known = known_of([enrolment])[enrolment.pk]
    after: Record = change(known.record)
    as_of = date_at(enrolment.school, timezone.now())
    return effects.lines(enrolment, effects.difference(known, after, as_of)[1])


def _uuid(text: str | None) -> uuids.UUID | None:
    try:
        return uuids.UUID(text or "")
    except ValueError:
        return None

"""Staff try a candidate under other rules. Nothing is kept and nobody is told; that it was looked at is noted."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.certification.forms.trial import TrialForm
from feltwork.apps.certification.models import Outlook
from feltwork.apps.certification.permissions_staff import QUEUE, can_decide, visible_enrolments
from feltwork.apps.certification.queries.editions import public_rules
from feltwork.apps.certification.queries.matters import ABOUT
from feltwork.apps.certification.queries.trial import trial_of
from feltwork.apps.certification.standing import known_of
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at


@access(*QUEUE)
def candidate_try(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Both verdicts beside each other. A choice alone may stand in the address; a draft is sent."""
    visible = visible_enrolments(request.user, request.roles).select_related(*ABOUT)
    enrolment = get_object_or_404(visible, uuid=uuid)
    today = date_at(request.school, timezone.now())
    given = request.POST if request.method == "POST" else _given(request)
    form = TrialForm(
        given,
        request.FILES or None,
        editions=public_rules(request.school),
        programme=enrolment.cohort.programme.slug,
        today=today,
    )
    trial = None
    if form.is_valid() and form.chosen:
        known = known_of([enrolment])[enrolment.pk]
        data = form.cleaned_data
        trial = trial_of(
            known,
            form.chosen,
            today=today,
            on=form.on,
            known_at=data["known_at"],
            as_transfer=data["transfer"],
        )
    note_trial(request, enrolment, form.chosen.key if form.chosen else "")
    facts = {"enrolment": enrolment, "tab": "try", "is_staff": True, "form": form, "trial": trial}
    facts["may_decide"] = can_decide(request.user, request.roles, enrolment)
    return render(request, "certification/staff/candidate_try.html", facts)


def _given(request: Request) -> Any:
    """What the address says: a choice, or the question of “what would change” whose reasons are wanted."""
    if "outlook" not in request.GET:
        return request.GET if "under" in request.GET else None
    outlook = get_object_or_404(Outlook, uuid=as_uuid(request.GET["outlook"]))
    given = QueryDict(mutable=True)
    given.update({"under": outlook.under, "text": outlook.text, "as_of": outlook.as_of.isoformat()})
    return given


def as_uuid(text: str) -> uuids.UUID:
    """404 where it is none."""
    try:
        return uuids.UUID(text)
    except ValueError:
        raise Http404 from None


def note_trial(request: Request, enrolment: Enrolment, under: str) -> None:
    """Who looked at whose record, and by which rules."""
    at = timezone.now()
    record_view("certification.try_candidate", by=request.user, at=at, subject=enrolment, under=under)

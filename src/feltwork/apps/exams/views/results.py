"""What a candidate reads afterwards: the result by topic, the log, and how to ask for another look."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions.appeals import DAYS, NoAppeal, why_no_appeal
from feltwork.apps.exams.actions.appeals import appeal as ask
from feltwork.apps.exams.forms.sittings import AppealForm
from feltwork.apps.exams.models import Appeal, Attempt
from feltwork.apps.exams.permissions.sittings import CANDIDATES, own_attempts
from feltwork.apps.exams.queries.attempts import decision_of, offer_of
from feltwork.apps.exams.queries.results import explained, outcome_in, topic_lines
from feltwork.apps.exams.views.door import unkept


@access(*CANDIDATES, methods=("GET",))
@unkept
def result(request: Request, uuid: UUID) -> HttpResponse:
    """One attempt that is over: what is known of it so far."""
    return _page(request, _own(request, uuid))


@access(*CANDIDATES)
@unkept
def appeal(request: Request, uuid: UUID) -> HttpResponse:
    """Ask for the decision to be looked at again."""
    row = _own(request, uuid)
    if why_no_appeal(decision_of(row), timezone.now()):
        return redirect("exams:result", school=request.school.slug, uuid=uuid)
    form = AppealForm(request.POST or None)
    if not form.is_valid():
        return render(request, "exams/sitting/appeal.html", {"attempt": row, "form": form})
    try:
        ask(attempt=row, words=form.cleaned_data["words"], by=request.user, at=timezone.now())
    except NoAppeal:
        messages.error(request, _("This cannot be asked any more."))
    else:
        messages.success(request, _("Sent. Somebody who had no part in it will look, and you are told."))
    return redirect("exams:result", school=request.school.slug, uuid=uuid)


def _page(request: Request, row: Attempt) -> HttpResponse:
    now = timezone.now()
    decision = decision_of(row)
    outcome = outcome_in(decision) if decision else None
    context = {
        "attempt": row,
        "decision": decision,
        "outcome": outcome,
        "topics": topic_lines(outcome) if outcome else [],
        "explained": explained(row) if decision and decision.outcome != "void" else [],
        "events": row.events.all(),
        "appeals": Appeal.objects.filter(decision__attempt=row).select_related("decision").order_by("at"),
        "may_appeal": not why_no_appeal(decision, now),
        "appeal_days": DAYS,
        "offer": offer_of(request.user, row.examination, now),
        "unanswered": row.questions.filter(answer__isnull=True).count(),
        "count": row.questions.count(),
    }
    return render(request, "exams/sitting/result.html", context)


def _own(request: Request, uuid: UUID) -> Attempt:
    row: Attempt = get_object_or_404(own_attempts(request.user).exclude(state__in=("running", "paused")), uuid=uuid)
    return row

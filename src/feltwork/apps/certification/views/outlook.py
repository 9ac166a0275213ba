"""What would change if other rules held: asked, worked out by the worker, looked at. It applies nothing."""

from __future__ import annotations

import uuid as uuids

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.certification import takeout
from feltwork.apps.certification.actions.outlook import ask_outlook
from feltwork.apps.certification.forms.outlook import OutlookForm
from feltwork.apps.certification.models import Outlook
from feltwork.apps.certification.permissions_staff import QUEUE
from feltwork.apps.certification.queries import outlook as queries
from feltwork.apps.certification.queries.editions import public_rules
from feltwork.apps.schools.models import Cohort
from feltwork.apps.schools.queries import date_at

PAGE_SIZE = 50


@access(*QUEUE)
def outlooks(request: Request) -> HttpResponse:
    """What was asked before, and the form for the next."""
    now = timezone.now()
    form = OutlookForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        editions=public_rules(request.school),
        cohorts=list(Cohort.objects.select_related("programme").order_by("programme__name", "starts_on", "pk")),
        today=date_at(request.school, now),
    )
    if form.is_valid() and form.chosen:
        asked = ask_outlook(
            school=request.school,
            under=form.chosen,
            programme=form.programme,
            cohort=form.cohort,
            as_of=form.on,
            by=request.user,
            at=now,
        )
        return redirect("certification:outlook", school=request.school.slug, uuid=asked.uuid)
    facts = {"form": form, "earlier": queries.outlooks()[:PAGE_SIZE]}
    return render(request, "certification/staff/outlooks.html", facts)


@access(*QUEUE, methods=("GET",))
def outlook(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """How far it is; then how many of each kind, and whom it is about."""
    found = _found(request, uuid)
    under = queries.under_of_outlook(found)
    turn = request.GET.get("turn", "")
    page = Paginator(queries.rows_of(found, turn), PAGE_SIZE).get_page(request.GET.get("page"))
    facts = {
        "outlook": found,
        "run": found.run,
        "may_stop": found.run and (found.run.started_by_id == request.user.pk or "admin" in request.roles),
        "page": page,
        "rows": list(queries.affected(page.object_list, under.rules if under else None)),
        "turns": queries.turns_of(found),
        "turn": turn,
        "base": f"?turn={turn}&" if turn in queries.Turn.values else "?",
    }
    return render(request, "certification/staff/outlook.html", facts)


@access(*QUEUE, methods=("GET",))
def outlook_file(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """Everybody affected as a table (CSV)."""
    found = _found(request, uuid)
    text = takeout.csv_text(queries.COLUMNS, queries.table_of(queries.rows_of(found)))
    headers = {"Content-Disposition": f'attachment; filename="what-would-change-{found.as_of.isoformat()}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _found(request: Request, uuid: uuids.UUID) -> Outlook:
    found: Outlook = get_object_or_404(queries.outlooks().select_related("school", *queries.WITH), uuid=uuid)
    record_view("certification.see_outlook", by=request.user, at=timezone.now(), subject=found)
    return found

"""“Not expecting it? Tell the school”, and what the school sees of that."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access, is_signed_in
from feltwork.apps.accounts.limits import limit
from feltwork.apps.audit.actions import record_view
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.signoffs import actions, presenting
from feltwork.apps.signoffs.forms import ReportForm
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.signoffs.views.asked import load


@access("anyone")
def report(request: Request, token: str) -> HttpResponse:
    """Anybody who holds the link can tell the school; nothing is signed."""
    found = load(token)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limit(request, "signoffs-report", per_address="20/h")
        by = request.user if is_signed_in(request) else None
        actions.report(request=found, by=by, word=form.cleaned_data["word"], at=timezone.now())
        messages.success(request, _("The school has been told and will look into it. Nothing was signed."))
        return redirect("signoffs:request", school=found.school.slug, token=token)
    return render(request, "signoffs/report.html", {"asked": found, "token": token, "form": form})


@access("registrar", "credentialing", "admin")
def reported(request: Request, asked: str) -> HttpResponse:
    """The request that somebody did not expect, with what they wrote; take it back, or settle the report."""
    requests = SignOffRequest.objects.select_related("provider__user", "student", "school")
    found: SignOffRequest = get_object_or_404(requests, uuid=asked)
    item = WorkItem.objects.filter(kind=WorkItem.Kind.REPORT, subject_uuid=found.uuid).order_by("-opened_at").first()
    if request.method == "POST":
        return _settle(request, found)
    record_view("signoffs.see_request", by=request.user, at=timezone.now(), subject=found)
    context = {"shown": presenting.shown([found])[0], "asked": found, "item": item}
    return render(request, "signoffs/reported.html", context)


def _settle(request: Request, found: SignOffRequest) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("what") == "cancel":
        actions.cancel_request(school=found.school, subject_uuid=found.subject_uuid, by=request.user, at=now)
    actions.settle_report(request=found, by=request.user, at=now)
    messages.success(request, _("Settled."))
    return redirect("signoffs:reported", school=found.school.slug, asked=found.uuid)

"""Something is wrong on this page: sent without an account, and answered behind a link of one's own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_scopes import scopes_disabled

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.accounts.links import hash_of
from feltwork.apps.directory import actions
from feltwork.apps.directory.forms.public import ReportForm
from feltwork.apps.directory.models import Report
from feltwork.apps.directory.views.open import PAGES, missed, unlisted
from feltwork.apps.directory.views.profiles import shown


@access("anyone")
def report(request: Request, slug: str) -> HttpResponse:
    """Say what is wrong on somebody's page."""
    limit(request, "directory.report_page", per_address=PAGES)
    with scopes_disabled():  # a public page; the profile names its school
        row = shown(slug)
        if row is None:
            raise missed(request)
        form = ReportForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            limit(request, "directory.report", per_address="5/h")
            _row, token = actions.report(profile=row, at=timezone.now(), **form.cleaned_data)
            return redirect("directory:report-answer", token)
        return render(request, "directory/report.html", {"profile": row, "form": form})


@access("anyone", methods=("GET",))
@unlisted
def answer(request: Request, token: str) -> HttpResponse:
    """What became of a report; only whoever sent it has the address."""
    with scopes_disabled():  # the token names one report, of whichever school
        row = Report.objects.select_related("profile", "school").filter(token_hash=hash_of(token)).first()
        if row is None:
            raise missed(request)
        return render(request, "directory/report_answer.html", {"report": row})

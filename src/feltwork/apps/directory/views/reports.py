"""Something is wrong on this page: sent without an account, and answered behind a link of one's own."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import TooMany, limit
from feltwork.apps.accounts.links import hash_of
from feltwork.apps.directory import actions
from feltwork.apps.directory.forms.public import ReportForm
from feltwork.apps.directory.models import Profile, Report
from feltwork.apps.directory.views.open import PAGES, missed, slowed, unlisted
from feltwork.apps.directory.views.profiles import shown


@access("anyone")
def report(request: Request, slug: str) -> HttpResponse:
    """Say what is wrong on somebody's page."""
    limit(request, "directory.report_page", per_address=PAGES)
    with scopes_disabled():  # a public page; the profile names its school
        row = shown(slug)
        if row is None:
            raise missed(request)
        form, status = ReportForm(request.POST or None), 200
        if request.method == "POST" and form.is_valid():
            token, status = _send(request, form, row)
            if token:
                return redirect("directory:report-answer", token)
        return render(request, "directory/report.html", {"profile": row, "form": form}, status=status)


def _send(request: Request, form: ReportForm, profile: Profile) -> tuple[str, int]:
    """The text of the sender's link; empty, with a status, where the form says why not. Nothing typed is lost."""
    given = form.cleaned_data
    try:
        slowed(request, "report", given["puzzle"])
        _row, token = actions.report(profile=profile, kind=given["kind"], words=given["words"], at=timezone.now())
    except TooMany:
        form.add_error(
            None,
            _(
                "Many reports came from your connection within an hour, so this one was not sent. What you wrote is "
                "still here: please send it again in an hour, from another connection, or with scripts switched on."
            ),
        )
        return "", 429
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
        return "", 422
    return token, 302


@access("anyone", methods=("GET",))
@unlisted
def answer(request: Request, token: str) -> HttpResponse:
    """What became of a report; only whoever sent it has the address."""
    with scopes_disabled():  # the token names one report, of whichever school
        row = Report.objects.select_related("profile", "school").filter(token_hash=hash_of(token)).first()
        if row is None:
            raise missed(request)
        return render(request, "directory/report_answer.html", {"report": row})

"""Long work that somebody waits for: look, stop, go on. Open to who started it and to the school's administrators."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRefresh

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import Membership, Role, User
from feltwork.apps.jobs.actions import ask_cancel, go_on
from feltwork.apps.jobs.models import Run


def visible_runs(user: User) -> QuerySet[Run]:
    """What *user* started, and what anybody started in a school that they administer."""
    administered = Membership.objects.filter(user=user, role=Role.ADMIN, until=None).values("school")
    return Run.objects.filter(Q(started_by=user) | Q(school__in=administered))


@access("signed_in", methods=("GET",))
def run_show(request: Request, uuid: UUID) -> HttpResponse:
    """Its state as a page, or as the part that htmx asks for; the page around that part is loaded anew at the end."""
    run = get_object_or_404(visible_runs(request.user), uuid=uuid)
    if request.htmx and not run.is_open:
        return HttpResponseClientRefresh()
    return render(request, "jobs/run.html" if request.htmx else "accounts/run.html", {"run": run})


@access("signed_in", methods=("POST",))
def run_cancel(request: Request, uuid: UUID) -> HttpResponse:
    run = get_object_or_404(visible_runs(request.user), uuid=uuid)
    ask_cancel(run=run, by=request.user, at=timezone.now())
    return _back(request, uuid)


@access("signed_in", methods=("POST",))
def run_go_on(request: Request, uuid: UUID) -> HttpResponse:
    run = get_object_or_404(visible_runs(request.user), uuid=uuid)
    go_on(run=run, by=request.user, at=timezone.now())
    return _back(request, uuid)


def _back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """To the page from which the button was pressed."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return redirect(before)
    return redirect(reverse("runs:show", kwargs={"uuid": uuid}))

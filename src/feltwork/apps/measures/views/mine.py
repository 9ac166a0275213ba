"""A person's own list of questions, and what a trainee decides about their folder."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.measures import actions
from feltwork.apps.measures.hands import own_hands
from feltwork.apps.measures.models import Folder
from feltwork.apps.measures.queries.folders import folder_table
from feltwork.apps.measures.queries.mine import mine_of
from feltwork.apps.measures.views.door import unkept


@access("client", "student", methods=("GET",))
@unkept
def mine(request: Request) -> HttpResponse:
    """Questions for you: what waits, and what was answered lately."""
    found = mine_of(request.user, request.roles, request.school, timezone.now())
    return render(request, "measures/mine/list.html", {"mine": found, "here": "questions"})


@access("student", methods=("POST",))
@unkept
def agree(request: Request) -> HttpResponse:
    """Whether one's results count, without a name, in the report on a cohort."""
    agreed = request.POST.get("agreed") == "yes"
    try:
        actions.agree(school=request.school, agreed=agreed, by=request.user, at=timezone.now())
    except KeyStoreError:
        raise Http404 from None
    messages.success(request, _("Kept. It holds from this moment."))
    return redirect("measures:mine", school=request.school.slug)


@access("student", methods=("GET",))
@unkept
def folder(request: Request) -> HttpResponse:
    """All that lies in one's folder, as a file."""
    row = _folder(request)
    hands = own_hands(request.user, school=request.school, at=timezone.now())
    content = json.dumps(folder_table(hands, row), ensure_ascii=False, indent=1)
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="answers.json"'
    return answer


@access("student")
@unkept
def erase(request: Request) -> HttpResponse:
    """Destroy one's folder, after a page that says what that means."""
    row = _folder(request)
    if request.method == "POST":
        actions.erase_folder(folder=row, by=request.user, at=timezone.now())
        messages.success(request, _("The key is destroyed. Nobody reads these answers any more."))
        return redirect("measures:mine", school=request.school.slug)
    return render(request, "measures/mine/erase.html", {"here": "questions"})


def _folder(request: Request) -> Folder:
    row = Folder.objects.filter(owner=request.user, erased_at=None).first()
    if row is None:
        raise Http404
    return row

"""All that waits for a provider."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.signoffs import actions, presenting
from feltwork.apps.signoffs.forms import InboxFilter, SeveralForm, parsed
from feltwork.apps.signoffs.notices import address_of
from feltwork.apps.signoffs.permissions import is_provider, visible_requests
from feltwork.apps.signoffs.presenting import Shown
from feltwork.apps.signoffs.views.answering import say
from feltwork.apps.ui.rows import render_rows

MOST = 200


@access("signed_in", methods=("GET",))
def inbox(request: Request) -> HttpResponse:
    """Open requests of all students, grouped by student, to be signed one by one or several at once."""
    return _page(request)


@access("signed_in", methods=("POST",), step_up=True)
def sign_several(request: Request) -> HttpResponse:
    """Sign what was ticked."""
    form = SeveralForm(request.POST)
    ticked = parsed(request.POST.getlist("sign"))
    mine = visible_requests(request.user).filter(uuid__in=[uuid for uuid, _hash in ticked])
    known = set(mine.values_list("uuid", flat=True))
    if not form.is_valid() or not known:
        return _page(request, form=form, nothing_ticked=not known)
    answered = actions.confirm_many(
        requests=[(uuid, shown_hash) for uuid, shown_hash in ticked if uuid in known],
        by=request.user,
        by_name=form.cleaned_data["by_name"],
        at=timezone.now(),
        idempotency_key=form.cleaned_data["key"],
    )
    say(request, answered)
    return redirect("signoffs:inbox", school=request.school.slug)


def _page(request: Request, *, form: SeveralForm | None = None, nothing_ticked: bool = False) -> HttpResponse:
    waiting = (
        visible_requests(request.user).filter(outcome="open").order_by("student__name", "student", "asked_at", "pk")
    )
    every = presenting.shown(waiting[:MOST])
    if not every and not is_provider(request.user):
        raise Http404
    wanted = InboxFilter(request.GET)
    shown = [row for row in every if _is_wanted(row, wanted)]
    groups = _groups(shown, ticked=set(request.POST.getlist("sign")))
    context: dict[str, Any] = {
        "rows": render_rows("signoffs/inbox.html", groups, words=_words()),
        "form": form or SeveralForm(name=every[0].request.provider.name if every else ""),
        "nothing_ticked": nothing_ticked,
        "wanted": wanted,
        "students": sorted({(row.student, str(row.request.student.uuid)) for row in every}),
        "all": len(every),
        "shown": len(shown),
    }
    return render(request, "signoffs/inbox.html", context)


def _words() -> dict[str, str]:
    return {
        "tick_all": _("Tick all"),
        "open": _("Open"),
        "ticks": static("signoffs/ticks.js"),
        "not_in_force": _("Approval not in force on that day"),
    }


def _is_wanted(row: Shown, wanted: InboxFilter) -> bool:
    data = wanted.cleaned_data if wanted.is_valid() else {}
    student, kind = data.get("student"), data.get("kind")
    return (not student or row.request.student.uuid == student) and (
        not kind or row.request.presented.get("kind") == kind
    )


def _groups(rows: list[Shown], *, ticked: set[str]) -> list[dict[str, Any]]:
    groups = []
    for _same, some in groupby(rows, key=lambda row: row.request.student_id):
        group = sorted(some, key=lambda row: str(row.request.presented["on"]))
        lines = [_line(row, ticked) for row in group]
        groups.append({"student": group[0].student, "uuid": group[0].request.student.uuid, "lines": lines})
    return groups


def _line(row: Shown, ticked: set[str]) -> dict[str, Any]:
    value = f"{row.request.uuid}.{row.shown_hash}"
    return {
        "value": value,
        "is_ticked": value in ticked,
        "when": row.when,
        "kind": row.kind,
        "how": row.how,
        "level": row.level,
        "in_force": row.in_force,
        "due_on": row.request.due_on,
        "url": address_of(row.request),
    }

"""Answers that a person has to look at. Whoever may not know of one gets the same answer as for none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.measures import actions
from feltwork.apps.measures.forms.alerts import MoveForm, PassOnForm
from feltwork.apps.measures.models import Alert
from feltwork.apps.measures.permissions import can_handle
from feltwork.apps.measures.queries import alerts as queries
from feltwork.apps.measures.risk import policy_of
from feltwork.apps.measures.views.door import unkept

# anybody who works here may be named; what they see is decided by `permissions.visible_alerts`
STAFF = (
    "practitioner", "assistant", "supervisor", "admin", "registrar", "credentialing", "faculty", "provider",
)  # fmt: skip
MOVES: dict[str, Callable[..., Alert]] = {
    "acknowledged": actions.acknowledge,
    "assessed": actions.assess,
    "actioned": actions.act_on,
    "closed": actions.close,
}


@access(*STAFF, methods=("GET",))
@unkept
def alerts(request: Request) -> HttpResponse:
    """What waits for somebody to look, the first due first, and what was closed lately."""
    waiting, closed = queries.alert_lists(request.user, request.roles, timezone.now())
    policy = policy_of(request.school)
    context = {"waiting": waiting, "closed": closed, "policy": policy, "here": "alerts"}
    return render(request, "measures/alerts/list.html", context)


@access(*STAFF, methods=("GET",))
@unkept
def count(request: Request) -> HttpResponse:
    """How many wait, as words for the navigation; empty where none does."""
    number = queries.waiting_count(request.user, request.roles, timezone.now())
    return HttpResponse(escape(queries.waiting_words(number)) if number else "")


@access(*STAFF, methods=("GET",))
@unkept
def alert(request: Request, uuid: UUID) -> HttpResponse:
    """One answer: whose, what was said, what was done about it, and what can be done next."""
    return _page(request, _alert_or_404(request, uuid, timezone.now()))


@access(*STAFF, methods=("POST",))
@unkept
def move(request: Request, uuid: UUID) -> HttpResponse:
    """The next step, with its reason."""
    row = _alert_or_404(request, uuid, timezone.now())
    to = request.POST.get("step", "")
    if to not in MOVES:
        return redirect("measures:alert", school=request.school.slug, uuid=uuid)
    if not can_handle(request.user, request.roles, row, timezone.now()):
        raise PermissionDenied
    form = MoveForm(request.POST, to=to)
    if not form.is_valid():
        return _page(request, row, form=form)
    try:
        MOVES[to](alert=row, reason=form.reason, seen=_seen(request), by=request.user, at=timezone.now())
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    else:
        messages.success(request, _("Kept, with your name and the time."))
    return redirect("measures:alert", school=request.school.slug, uuid=uuid)


@access(*STAFF, methods=("POST",))
@unkept
def pass_on(request: Request, uuid: UUID) -> HttpResponse:
    """To somebody else who works here; they are told."""
    row = _alert_or_404(request, uuid, timezone.now())
    if not can_handle(request.user, request.roles, row, timezone.now()):
        raise PermissionDenied
    form = PassOnForm(request.POST, school=request.school, but=row.responder)
    if not form.is_valid():
        return _page(request, row, passing=form)
    try:
        actions.hand_over(
            alert=row, to=form.cleaned_data["to"], seen=_seen(request), by=request.user, at=timezone.now()
        )
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
        return redirect("measures:alert", school=request.school.slug, uuid=uuid)
    name = form.cleaned_data["to"].name
    messages.success(request, _("%(name)s has it now and has been told.") % {"name": name})
    return redirect("measures:alerts", school=request.school.slug)


def _page(
    request: Request, row: Alert, *, form: MoveForm | None = None, passing: PassOnForm | None = None
) -> HttpResponse:
    now = timezone.now()
    try:
        one = queries.opened_alert(row, request.user, request.roles, now)
    except KeyStoreError:
        raise Http404 from None
    may = can_handle(request.user, request.roles, row, now)
    context = {
        "one": one,
        "form": form or (MoveForm(to=one.next) if one.next and may else None),
        "passing": passing or (PassOnForm(school=request.school, but=row.responder) if one.next and may else None),
        "here": "alerts",
    }
    return render(request, "measures/alerts/alert.html", context)


def _alert_or_404(request: Request, uuid: UUID, at: datetime) -> Alert:
    row = queries.alert_or_none(request.user, request.roles, uuid, at)
    if row is None:
        raise Http404
    return row


def _seen(request: Request) -> int:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0

"""People from outside: inviting them, marking them, and their own page, which needs no account."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.actions.visitors import KINDS
from feltwork.apps.seminars.forms.seminars import VisitorForm
from feltwork.apps.seminars.models import Seminar, SeminarStaff, Visitor
from feltwork.apps.seminars.queries.seminars import meetings_of, when
from feltwork.apps.seminars.queries.visitors import attended_by, erased_on, open_visitors
from feltwork.apps.seminars.views.going import go, kept, kept_meeting, refuse
from feltwork.apps.seminars.visits import uuid_in
from feltwork.apps.ui.acts import done

State = Visitor.State
NO_INDEX = "noindex, nofollow"


@access("faculty", "registrar", "admin")
def visitors(request: Request, uuid: UUID) -> HttpResponse:
    """Who comes from outside; invite somebody."""
    found = kept(request, uuid)
    if found.kind not in KINDS:
        raise Http404
    is_open = found.state == Seminar.State.OPEN
    form = VisitorForm(request.POST or None if is_open else None, initial={"language": request.LANGUAGE_CODE})
    if done(form, actions.invite_visitor, seminar=found, by=request.user, at=timezone.now()):
        return go(request, "visitors", uuid=uuid, words=_("Invited. The place is kept until they answer."))
    rows = [(row, len(row.days.all())) for row in open_visitors(found).prefetch_related("days")]
    facts = {"seminar": found, "rows": rows, "form": form, "is_open": is_open, "can_keep": True, "here": "visitors"}
    return render(request, "seminars/visitors.html", facts)


@access("faculty", "registrar", "admin")
def visitor_remove(request: Request, uuid: UUID) -> HttpResponse:
    """Take somebody out, once it was asked again."""
    rows = Visitor.objects.filter(state__in=(State.ASKED, State.COMING)).select_related("seminar")
    visitor: Visitor = get_object_or_404(rows, uuid=uuid)
    if request.method == "POST":
        try:
            actions.remove_visitor(visitor=visitor, by=request.user, at=timezone.now())
        except ValidationError as refused:
            refuse(request, refused)
        return go(request, "visitors", uuid=visitor.seminar.uuid)
    return render(request, "seminars/visitor_remove.html", {"visitor": visitor, "seminar": visitor.seminar})


@access("faculty", "registrar", "admin", "provider", methods=("POST",))
def visitors_mark(request: Request, uuid: UUID) -> HttpResponse:
    """Who of them was there at one meeting."""
    meeting = kept_meeting(request, uuid)
    try:
        there = [UUID(one) for one in request.POST.getlist("there")]
        actions.mark_visitors(meeting=meeting, there=there, by=request.user, at=timezone.now())
    except ValidationError as refused:
        refuse(request, refused)
        return go(request, "attendance", uuid=uuid)
    except ValueError:
        raise Http404 from None
    return go(request, "attendance", uuid=uuid, words=_("Kept."))


@access("anyone")
def visit(request: Request, token: str) -> HttpResponse:
    """A visitor's own page: dates, yes or no, and what became of it."""
    visitor, now = _of(request, token), timezone.now()
    if request.method == "POST":
        act = {"yes": actions.confirm_visit, "no": actions.give_back_visit}.get(request.POST.get("do", ""))
        try:
            if act is not None:
                act(visitor=visitor, at=now)
        except ValidationError as refused:
            refuse(request, refused)
        return go(request, "visit", token=token)
    meetings = meetings_of(visitor.seminar)
    facts = {
        "visitor": visitor,
        "seminar": visitor.seminar,
        "token": token,
        "dates": [when(one, visitor.seminar.zone) for one in meetings],
        "is_off": visitor.seminar.state != Seminar.State.OPEN,
        "is_over": bool(meetings) and meetings[-1].ends_at <= now,
        "attended": attended_by(visitor),
        "erased_on": erased_on(visitor, meetings),
    }
    return _unindexed(render(request, "seminars/visit.html", facts))


@access("anyone", methods=("GET",))
def visit_statement(request: Request, token: str) -> HttpResponse:
    """A statement of attendance, to print or keep as PDF."""
    visitor = _of(request, token)
    attended = attended_by(visitor)
    if visitor.state != State.COMING or not attended.days:
        raise Http404
    leads = SeminarStaff.objects.filter(seminar=visitor.seminar, role=SeminarStaff.Role.TRAINER)
    trainers = [
        row.provider.name if row.provider else str(row.user) for row in leads.select_related("provider", "user")
    ]
    facts = {
        "visitor": visitor,
        "seminar": visitor.seminar,
        "attended": attended,
        "trainers": trainers,
        "token": token,
        "today": timezone.localdate(),
    }
    return _unindexed(render(request, "seminars/visit_statement.html", facts))


def _of(request: Request, token: str) -> Visitor:
    limit(request, "seminars.visit", per_address="60/h")
    rows = Visitor.objects.filter(erased_at=None).select_related("seminar__school", "school")
    found: Visitor = get_object_or_404(rows, uuid=uuid_in(token))
    return found


def _unindexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = NO_INDEX
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response

"""Marking short answers: one's own pile, one answer after the other, without a name."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import marking as acts
from feltwork.apps.exams.actions.marking import MarkRefused
from feltwork.apps.exams.forms.sittings import MarkForm
from feltwork.apps.exams.models import Marking
from feltwork.apps.exams.permissions.sittings import MARKERS, own_markings
from feltwork.apps.exams.queries.marking import Pile, ToMark, markings_for, pile_of
from feltwork.apps.exams.queries.shown import shown
from feltwork.apps.exams.views.door import unkept


@access(*MARKERS, methods=("GET",))
@unkept
def mine(request: Request) -> HttpResponse:
    """What waits for one's marks."""
    return render(request, "exams/sitting/marking.html", {"markings": markings_for(request.user)})


@access(*MARKERS)
@unkept
def mark(request: Request, uuid: UUID) -> HttpResponse:
    """One answer of a pile; sending its marks leads to the next."""
    pile = pile_of(_own(request, uuid))
    if pile.marking.done_at is not None:
        return redirect("exams:marking", school=request.school.slug)
    now = pile.at(request.POST.get("q") or request.GET.get("q", ""))
    form = _form(request, now)
    if request.method == "POST" and form.is_valid():
        try:
            acts.save_mark(
                marking=pile.marking, question=now.question, points=form.points, words=form.cleaned_data["words"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except MarkRefused:
            messages.error(request, _("These marks could not be kept."))
        return redirect(_next(request, pile, now))
    context = {"pile": pile, "now": now, "form": form, "q": shown(pile.marking.attempt, now.question, fixed=True)}
    return render(request, "exams/sitting/mark.html", context)


@access(*MARKERS, methods=("POST",))
def done(request: Request, uuid: UUID) -> HttpResponse:
    """All is marked; from now on it stands."""
    row = _own(request, uuid)
    try:
        acts.finish_marking(marking=row, by=request.user, at=timezone.now())
    except MarkRefused:
        messages.error(request, _("Some answers have no marks yet."))
        return redirect("exams:mark", school=request.school.slug, uuid=uuid)
    messages.success(request, _("Thank you. Your marks stand from now on."))
    return redirect("exams:marking", school=request.school.slug)


@access(*MARKERS)
@unkept
def pass_on(request: Request, uuid: UUID) -> HttpResponse:
    """Give the pile to somebody else, after a page that says so."""
    row = _own(request, uuid)
    if request.method != "POST":
        return render(request, "exams/sitting/mark_pass_on.html", {"marking": row})
    try:
        acts.pass_on(marking=row, by=request.user, at=timezone.now())
    except MarkRefused:
        messages.error(request, _("This is done already."))
    else:
        messages.success(request, _("Given on. Somebody else is drawn."))
    return redirect("exams:marking", school=request.school.slug)


def _form(request: Request, now: ToMark) -> MarkForm:
    given = now.mark.points if now.mark else None
    initial = {"words": now.mark.words} if now.mark else None
    return MarkForm(request.POST or None, item=now.item, given=given, initial=initial)


def _next(request: Request, pile: Pile, now: ToMark) -> str:
    path = reverse("exams:mark", kwargs={"school": request.school.slug, "uuid": pile.marking.uuid})
    return f"{path}?q={min(now.number + 1, len(pile.rows))}"


def _own(request: Request, uuid: UUID) -> Marking:
    rows = own_markings(request.user).filter(turn__gt=0).select_related("attempt__school")
    row: Marking = get_object_or_404(rows, uuid=uuid)
    return row

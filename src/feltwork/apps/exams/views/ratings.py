"""A rater's own sheets: one session, twelve domains, two questions each. Nobody else's can be reached from here."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import ratings as actions
from feltwork.apps.exams.actions.draws import excuse_rater
from feltwork.apps.exams.models import Rating
from feltwork.apps.exams.permissions.practical import RATERS, can_write_rating, own_ratings
from feltwork.apps.exams.queries.consents import consent_of, may_be_watched
from feltwork.apps.exams.queries.practicals import recording_of
from feltwork.apps.exams.queries.training import readiness_of
from feltwork.apps.exams.sheets import paper
from feltwork.apps.exams.views.going import go
from feltwork.apps.ui.acts import done
from feltwork.apps.ui.forms import FwForm, RowRadios

WHYS = [
    (Rating.Excused.RELATION, gettext_lazy("I know the candidate or the client too well")),
    (Rating.Excused.TIME, gettext_lazy("I have no time before the day it is due")),
    (Rating.Excused.OTHER, gettext_lazy("Another reason")),
]


class ExcuseForm(FwForm):
    why = forms.ChoiceField(label=gettext_lazy("Why you cannot rate this"), choices=WHYS, widget=RowRadios)


@access(*RATERS, methods=("GET",))
def mine(request: Request) -> HttpResponse:
    """What waits for this rater, what is done, and whether they may be drawn."""
    rows = own_ratings(request.user).order_by("submitted_at", "due_on", "pk")
    waiting = [row for row in rows if can_write_rating(row)]
    handed_in = [row for row in rows if row.submitted_at is not None]
    ready = readiness_of(request.user, timezone.now())
    facts = {"waiting": waiting, "handed_in": handed_in[::-1], "ready": ready}
    return render(request, "exams/practical/ratings.html", facts)


@access(*RATERS)
def sheet(request: Request, uuid: UUID) -> HttpResponse:
    """The session and the sheet beside it. Sent without scripts, it is kept."""
    row, now = _own(request, uuid), timezone.now()
    problem = ""
    if request.method == "POST":
        try:
            actions.save_rating(rating=row, post=request.POST, by=request.user, at=now)
            if request.POST.get("act") == "hand-in":
                return go(request, "rating-hand-in", uuid=uuid)
            return go(request, "rating", uuid=uuid, words=_("Kept."))
        except ValidationError as refused:
            problem = " ".join(refused.messages)
    practical = row.practical
    is_writable = can_write_rating(row)
    recording = recording_of(practical)
    facts = {
        "row": row,
        "practical": practical,
        "paper": paper(row.data),
        "is_writable": is_writable,
        "has_video": bool(recording and recording.ready_at) and may_be_watched(consent_of(practical), now),
        "video_type": recording.content_type if recording else "",
        "problem": problem,
    }
    return render(request, "exams/practical/rating.html", facts)


@access(*RATERS, methods=("POST",))
def save(request: Request, uuid: UUID) -> HttpResponse:
    """One answer, as soon as it is given."""
    row = _own(request, uuid)
    try:
        row = actions.save_rating(rating=row, post=request.POST, by=request.user, at=timezone.now())
    except ValidationError as refused:
        return JsonResponse({"problem": " ".join(refused.messages)}, status=409)
    return JsonResponse({"version": row.version, "left": paper(row.data).left})


@access(*RATERS)
def hand_in(request: Request, uuid: UUID) -> HttpResponse:
    """Look over what is not answered, and hand in."""
    row = _own(request, uuid)
    problem = ""
    if request.method == "POST":
        try:
            actions.submit_rating(rating=row, by=request.user, at=timezone.now())
            return go(request, "ratings", words=_("Handed in. Thank you; it cannot be changed any more."))
        except ValidationError as refused:
            problem = " ".join(refused.messages)
    if row.submitted_at is not None:
        return go(request, "rating", uuid=uuid)
    facts = {"row": row, "practical": row.practical, "paper": paper(row.data), "problem": problem}
    return render(request, "exams/practical/rating_hand_in.html", facts)


@access(*RATERS)
def excuse(request: Request, uuid: UUID) -> HttpResponse:
    row = _own(request, uuid)
    form = ExcuseForm(request.POST or None)
    if done(form, excuse_rater, rating=row, by=request.user, at=timezone.now()) is not None:
        return go(request, "ratings", words=_("Thank you for saying so. Another is drawn."))
    return render(request, "exams/practical/rating_excuse.html", {"row": row, "form": form})


def _own(request: Request, uuid: UUID) -> Rating:
    found: Rating = get_object_or_404(own_ratings(request.user), uuid=uuid)
    return found

"""The people who then agree: each watches or reads, and rates apart from the others first."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import gold as actions
from feltwork.apps.exams.models import GoldCase, GoldTry
from feltwork.apps.exams.permissions.practical import GOLD_KEEPERS, panel_cases
from feltwork.apps.exams.queries import gold as queries
from feltwork.apps.exams.sheets import empty, paper
from feltwork.apps.exams.views.going import go


@access(*GOLD_KEEPERS)
def panel(request: Request, uuid: UUID) -> HttpResponse:
    """One's own sheet, with a reason for each part."""
    found: GoldCase = get_object_or_404(panel_cases(request.user), uuid=uuid)
    now, problem = timezone.now(), ""
    if request.method == "POST":
        try:
            _keep(request, found, hand_in=request.POST.get("act") == "hand-in")
            if request.POST.get("act") == "hand-in":
                return go(request, "gold-edit", uuid=uuid, words=_("Handed in. Now you see what the others rated."))
            return go(request, "gold-panel", uuid=uuid, words=_("Kept."))
        except ValidationError as refused:
            problem = " ".join(refused.messages)
    mine = GoldTry.objects.filter(case=found, user=request.user, is_panel=True).first()
    is_handed_in = mine is not None and mine.submitted_at is not None
    has_video = queries.has_video(found, now)
    if is_handed_in or (found.way == GoldCase.Way.RECORDING and not has_video):
        return go(request, "gold-edit", uuid=uuid)
    facts = {
        "case": found,
        "paper": paper(mine.data if mine is not None else empty()),
        "has_video": has_video,
        "problem": problem,
    }
    return render(request, "exams/practical/gold_panel.html", facts)


@access(*GOLD_KEEPERS, methods=("POST",))
def save(request: Request, uuid: UUID) -> HttpResponse:
    """One answer, as soon as it is given."""
    found: GoldCase = get_object_or_404(panel_cases(request.user), uuid=uuid)
    try:
        row = _keep(request, found, hand_in=False)
    except ValidationError as refused:
        return JsonResponse({"problem": " ".join(refused.messages)}, status=409)
    return JsonResponse({"version": row.version, "left": paper(row.data).left})


def _keep(request: Request, case: GoldCase, *, hand_in: bool) -> GoldTry:
    by, at = request.user, timezone.now()
    row = actions.begin_try(case=case, is_panel=True, by=by, at=at)
    row = actions.save_try(gold_try=row, post=request.POST, by=by, at=at)
    return actions.submit_try(gold_try=row, by=by, at=at) if hand_in else row

"""A candidate's recorded session: sending it, in pieces or in one go, and watching it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import recordings as actions
from feltwork.apps.exams.incoming import SealingHandler
from feltwork.apps.exams.models import Practical, Recording
from feltwork.apps.exams.permissions.practical import CANDIDATES, RATERS, own_practicals, own_ratings
from feltwork.apps.exams.queries.consents import consent_of, holds, may_be_watched
from feltwork.apps.exams.queries.practicals import recording_of
from feltwork.apps.exams.views import uploads
from feltwork.apps.exams.views.going import go
from feltwork.apps.exams.views.practical import own_or_404


@csrf_exempt  # the token is checked within, after it was said how a file is to be received
@access(*CANDIDATES)
def recording(request: Request, uuid: UUID) -> HttpResponse:
    """The page for sending it; without scripts the file comes here in one go."""
    return uploads.sealing(request, partial(_recording, request, uuid))


@csrf_protect
def _recording(request: Request, uuid: UUID, handler: SealingHandler) -> HttpResponse:
    practical = own_or_404(request, uuid)
    if practical.way != Practical.Way.RECORDING:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            _take(request, practical, handler)
            return go(request, "practical", uuid=uuid, words=_("The recording is here, sealed."))
        except ValidationError as refused:
            problem = " ".join(refused.messages)
    facts = {
        "practical": practical,
        "recording": recording_of(practical),
        "has_consent": holds(consent_of(practical), timezone.now()),
        "problem": problem,
        "most_mb": settings.RECORDING_MAX_BYTES // (1024 * 1024),
    }
    return render(request, "exams/practical/recording.html", facts)


def _take(request: Request, practical: Practical, handler: SealingHandler) -> None:
    given: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    if request.POST.get("act") != "remove":
        uploads.take_whole(request, handler, partial(actions.take_incoming, practical=practical, **given))
        return
    found = recording_of(practical)
    if practical.handed_in_at is not None:
        raise ValidationError(_("A recording cannot be sent or changed any more."), code="closed")
    if found is not None:
        actions.remove_recording(recording=found, why=Recording.Removed.CANDIDATE, **given)


@access(*CANDIDATES, methods=("POST",))
def begin(request: Request, uuid: UUID) -> HttpResponse:
    """Announce a file."""
    practical = own_or_404(request, uuid)
    act = partial(actions.begin_recording, practical=practical, by=request.user, at=timezone.now())

    def address(name: str, row: UUID) -> str:
        where = {"school": request.school.slug, "uuid": uuid, "recording": row}
        return reverse(f"exams:practical-upload-{name}", kwargs=where)

    return uploads.begun(request, act, address)


@access(*CANDIDATES, methods=("POST",))
def piece(request: Request, uuid: UUID, recording: UUID) -> HttpResponse:
    return uploads.kept(request, _under_way(request, uuid, recording))


@access(*CANDIDATES, methods=("POST",))
def finish(request: Request, uuid: UUID, recording: UUID) -> HttpResponse:
    row = _under_way(request, uuid, recording)
    return uploads.ended(actions.finish_recording, row, request, timezone.now())


@access(*CANDIDATES, *RATERS, methods=("GET",))
def video(request: Request, uuid: UUID) -> HttpResponse:
    """The recording, for the candidate and the raters who were drawn."""
    uploads.refuse_embedding(request)
    practical, is_rater = _watched(request, uuid)
    consent, row, now = consent_of(practical), recording_of(practical), timezone.now()
    may_watch = may_be_watched(consent, now) if is_rater else holds(consent, now)
    if row is None or row.ready_at is None or not may_watch:
        raise Http404
    return uploads.streamed(request, row, now)


def _watched(request: Request, uuid: UUID) -> tuple[Practical, bool]:
    """The attempt, and whether a rater watches: only while the sheet is theirs to write."""
    rows = own_ratings(request.user).filter(practical__uuid=uuid, submitted_at=None)
    sheet = rows.filter(practical__state=Practical.State.RATING).first()
    if sheet is not None and sheet.round == sheet.practical.round:
        return sheet.practical, True
    return get_object_or_404(own_practicals(request.user), uuid=uuid), False


def _under_way(request: Request, uuid: UUID, recording: UUID) -> Recording:
    rows = Recording.objects.filter(practical=own_or_404(request, uuid), removed_at=None)
    found: Recording = get_object_or_404(rows, uuid=recording)
    return found

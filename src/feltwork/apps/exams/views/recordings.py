"""Sending a recorded session, in pieces or in one go, and watching it."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.exams import vault
from feltwork.apps.exams.actions import recordings as actions
from feltwork.apps.exams.incoming import Sealed, SealingHandler
from feltwork.apps.exams.models import Practical, Recording
from feltwork.apps.exams.permissions.practical import CANDIDATES, RATERS, own_practicals, own_ratings
from feltwork.apps.exams.queries.consents import consent_of, holds, may_be_watched
from feltwork.apps.exams.queries.practicals import recording_of
from feltwork.apps.exams.views.going import go
from feltwork.apps.exams.views.practical import own_or_404
from feltwork.apps.keys import KeyStoreError, store

RANGE = re.compile(r"^bytes=(\d{0,15})-(\d{0,15})$")
AT_ONCE = 8 * vault.PIECE  # of a video in one answer; a player asks for the next part by itself


@csrf_exempt  # the token is checked within, after it was said how a file is to be received
@access(*CANDIDATES)
def recording(request: Request, uuid: UUID) -> HttpResponse:
    """The page for sending it; without scripts the file comes here in one go."""
    sealing = SealingHandler(request)
    request.upload_handlers = [sealing]
    try:
        return _recording(request, uuid, sealing)
    finally:
        for name, key_id in sealing.kept:  # whatever was not taken over
            actions.destroy(name, key_id)


@csrf_protect
def _recording(request: Request, uuid: UUID, sealing: SealingHandler) -> HttpResponse:
    practical = own_or_404(request, uuid)
    if practical.way != Practical.Way.RECORDING:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            _take(request, practical, sealing)
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


def _take(request: Request, practical: Practical, sealing: SealingHandler) -> None:
    if request.POST.get("act") == "remove":
        found = recording_of(practical)
        if practical.handed_in_at is not None:
            raise ValidationError(_("A recording cannot be sent or changed any more."), code="closed")
        if found is not None:
            actions.remove_recording(
                recording=found, why=Recording.Removed.CANDIDATE, by=request.user, at=timezone.now()
            )
        return
    file: Any = request.FILES.get("file")
    if not isinstance(file, Sealed) or not file.size:
        raise ValidationError(_("Please choose a file."), code="file")
    actions.take_incoming(
        practical=practical, uuid=file.uuid, key_id=file.key_id, size=file.size, by=request.user, at=timezone.now()
    )
    sealing.kept.remove((file.uuid, file.key_id))


@access(*CANDIDATES, methods=("POST",))
def begin(request: Request, uuid: UUID) -> HttpResponse:
    """Announce a file: how large a piece is, and which ones are here already."""
    practical = own_or_404(request, uuid)
    size, mark = request.POST.get("size", ""), request.POST.get("mark", "")[:64]
    if not size.isdigit() or len(size) > 15:
        return _refused(ValidationError(_("Please choose a file."), code="file"))
    try:
        row = actions.begin_recording(
            practical=practical, size=int(size), mark=mark, by=request.user, at=timezone.now()
        )
    except ValidationError as refused:
        return _refused(refused)
    where = {"school": request.school.slug, "uuid": uuid, "recording": row.uuid}
    return JsonResponse(
        {
            "piece_bytes": vault.PIECE,
            "have": sorted(vault.there(row.uuid)),
            "piece": reverse("exams:practical-upload-piece", kwargs=where),
            "finish": reverse("exams:practical-upload-finish", kwargs=where),
        }
    )


@access(*CANDIDATES, methods=("POST",))
def piece(request: Request, uuid: UUID, recording: UUID) -> HttpResponse:
    """One piece, as it is; `?n=…` says which."""
    row = _under_way(request, uuid, recording)
    number = request.GET.get("n", "")
    if not number.isdigit() or len(number) > 7:
        return _refused(ValidationError(_("This piece does not fit the file that was announced."), code="piece"))
    try:
        actions.keep_piece(recording=row, number=int(number), content=request.body)
    except ValidationError as refused:
        return _refused(refused)
    return JsonResponse({"have": int(number)})


@access(*CANDIDATES, methods=("POST",))
def finish(request: Request, uuid: UUID, recording: UUID) -> HttpResponse:
    row = _under_way(request, uuid, recording)
    try:
        actions.finish_recording(recording=row, by=request.user, at=timezone.now())
    except ValidationError as refused:
        return _refused(refused)
    return JsonResponse({"ready": True})


@access(*CANDIDATES, *RATERS, methods=("GET",))
def video(request: Request, uuid: UUID) -> HttpResponse:
    """The recording, for the candidate and the raters who were drawn. Each beginning of a watching is noted."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise PermissionDenied
    practical, is_rater = _watched(request, uuid)
    consent, row, now = consent_of(practical), recording_of(practical), timezone.now()
    may_watch = may_be_watched(consent, now) if is_rater else holds(consent, now)
    if row is None or row.ready_at is None or not may_watch:
        raise Http404
    span = _span(request.headers.get("Range", ""), row.size_bytes)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{row.size_bytes}"})
    start, end = span
    if start == 0:
        record_view("exams.watch", by=request.user, at=now, subject=row)
    try:
        key = store().data_key(row.key_id)
    except KeyStoreError:
        raise Http404 from None
    return _streamed(row, start, end, key, is_part="Range" in request.headers)  # type: ignore[return-value]  # a streaming answer is an HttpResponseBase


def _streamed(row: Recording, start: int, end: int, key: bytes, *, is_part: bool) -> StreamingHttpResponse:
    content = vault.read(row.uuid, start, end, size=row.size_bytes, key=key)
    answer = StreamingHttpResponse(content, status=206 if is_part else 200, content_type=row.content_type)
    answer["Content-Length"] = str(end - start)
    answer["Accept-Ranges"] = "bytes"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "no-store"
    if is_part:
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{row.size_bytes}"
    return answer


def _watched(request: Request, uuid: UUID) -> tuple[Practical, bool]:
    """The attempt, and whether a rater watches: only while the sheet is theirs to write."""
    rows = own_ratings(request.user).filter(practical__uuid=uuid, submitted_at=None)
    sheet = rows.filter(practical__state=Practical.State.RATING).first()
    if sheet is not None and sheet.round == sheet.practical.round:
        return sheet.practical, True
    return get_object_or_404(own_practicals(request.user), uuid=uuid), False


def _span(header: str, size: int) -> tuple[int, int] | None:
    """Start and end, without the end, of what is asked for; None where that is not in the file."""
    if not header:
        return 0, size
    found = RANGE.match(header.strip())
    if found is None or found[1] == found[2] == "":
        return 0, size
    if found[1] == "":
        return max(0, size - int(found[2])), size
    start = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if start >= size or last < start:
        return None
    return start, min(last + 1, start + AT_ONCE)


def _under_way(request: Request, uuid: UUID, recording: UUID) -> Recording:
    rows = Recording.objects.filter(practical=own_or_404(request, uuid), removed_at=None)
    found: Recording = get_object_or_404(rows, uuid=recording)
    return found


def _refused(refused: ValidationError) -> HttpResponse:
    return JsonResponse({"problem": " ".join(refused.messages), "code": refused.error_list[0].code or ""}, status=422)

"""What any page shares that takes a recorded session in pieces or in one go, and any that shows one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request
from feltwork.apps.audit.actions import record_view
from feltwork.apps.exams import vault
from feltwork.apps.exams.actions import recordings as actions
from feltwork.apps.exams.incoming import Sealed, SealingHandler
from feltwork.apps.exams.models.sealed import SealedVideo, UseConsent
from feltwork.apps.keys import KeyStoreError, store

RANGE = re.compile(r"^bytes=(\d{0,15})-(\d{0,15})$")
AT_ONCE = 8 * vault.PIECE  # of a video in one answer; a player asks for the next part by itself


def sealing(request: Request, page: Callable[[SealingHandler], HttpResponse]) -> HttpResponse:
    """*page* with a file of the request sealed as it arrives; whatever the page did not take over is destroyed."""
    handler = SealingHandler(request)
    request.upload_handlers = [handler]
    try:
        return page(handler)
    finally:
        for name, key_id in handler.kept:
            actions.destroy(name, key_id)


def take_whole(request: Request, handler: SealingHandler, take: Callable[..., object]) -> None:
    """A file that came in one go, to *take* with its uuid, key_id and size. Raises ValidationError."""
    file: Any = request.FILES.get("file")
    if not isinstance(file, Sealed) or not file.size:
        raise ValidationError(_("Please choose a file."), code="file")
    take(uuid=file.uuid, key_id=file.key_id, size=file.size)
    handler.kept.remove((file.uuid, file.key_id))


def begun(request: Request, begin: Callable[..., SealedVideo], address: Callable[[str, UUID], str]) -> HttpResponse:
    """Announce a file: how large a piece is, which are here already, and where the next ones go.

    *address*: of "piece" and of "finish", for the uuid of a recording.
    """
    size, mark = request.POST.get("size", ""), request.POST.get("mark", "")[:64]
    if not size.isdigit() or len(size) > 15:
        return refused(ValidationError(_("Please choose a file."), code="file"))
    try:
        row = begin(size=int(size), mark=mark)
    except ValidationError as problem:
        return refused(problem)
    have = sorted(vault.there(row.uuid))
    where = {name: address(name, row.uuid) for name in ("piece", "finish")}
    return JsonResponse({"piece_bytes": vault.PIECE, "have": have, **where})


def kept(request: Request, row: SealedVideo) -> HttpResponse:
    """One piece, as it is; `?n=…` says which."""
    number = request.GET.get("n", "")
    if not number.isdigit() or len(number) > 7:
        return refused(ValidationError(_("This piece does not fit the file that was announced."), code="piece"))
    try:
        actions.keep_piece(recording=row, number=int(number), content=request.body)
    except ValidationError as problem:
        return refused(problem)
    return JsonResponse({"have": int(number)})


def ended(finish: Callable[..., object], row: SealedVideo, request: Request, at: datetime) -> HttpResponse:
    try:
        finish(recording=row, by=request.user, at=at)
    except ValidationError as problem:
        return refused(problem)
    return JsonResponse({"ready": True})


def refused(problem: ValidationError) -> HttpResponse:
    return JsonResponse({"problem": " ".join(problem.messages), "code": problem.error_list[0].code or ""}, status=422)


def as_statement(content: bytes, consent: UseConsent) -> HttpResponse:
    """A signed statement as a download that no browser runs."""
    response = HttpResponse(content, content_type=consent.content_type)
    response["Content-Disposition"] = f'attachment; filename="statement.{consent.suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response


def refuse_embedding(request: Request) -> None:
    """No page of another site shows a recording."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise PermissionDenied


def streamed(request: Request, row: SealedVideo, at: datetime) -> HttpResponse:
    """As much of *row* as is asked for. Each beginning of a watching is noted."""
    found = span(request.headers.get("Range", ""), row.size_bytes)
    if found is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{row.size_bytes}"})
    start, end = found
    if start == 0:
        record_view("exams.watch", by=request.user, at=at, subject=row)
    try:
        key = store().data_key(row.key_id)
    except KeyStoreError:
        raise Http404 from None
    answer = _streamed(row, start, end, key, is_part="Range" in request.headers)
    return answer  # type: ignore[return-value]  # a streaming answer is an HttpResponseBase


def span(header: str, size: int) -> tuple[int, int] | None:
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


def _streamed(row: SealedVideo, start: int, end: int, key: bytes, *, is_part: bool) -> StreamingHttpResponse:
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

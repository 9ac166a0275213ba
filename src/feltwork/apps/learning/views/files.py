"""Files of lessons: figures and captions for the page, videos in pieces, the rest as downloads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.learning.models import LessonFile, Picture
from feltwork.apps.learning.permissions import visible_courses
from feltwork.apps.learning.queries import places_of
from feltwork.apps.learning.views.courses import READERS
from feltwork.apps.ui.uploads import serve_file

WEEK = 7 * 24 * 3600
PIECE = 64 * 1024
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@access(*READERS, methods=("GET",))
def file(request: Request, uuid: UUID) -> HttpResponse:
    """A file of a lesson of a course that this person may read. `?w=480` asks for a figure at that width."""
    courses = visible_courses(request.roles, places_of(request.user))
    found: LessonFile = get_object_or_404(LessonFile.objects.exclude(file=""), uuid=uuid, lesson__course__in=courses)
    match found.kind:
        case LessonFile.Kind.FIGURE:
            return _kept(_picture(found, request.GET.get("w", "")))
        case LessonFile.Kind.CAPTIONS:
            return _kept(FileResponse(found.file.open("rb"), content_type=found.content_type))
        case LessonFile.Kind.VIDEO:
            return _kept(_pieces(found, request.headers.get("Range", "")))
    return serve_file(found.file, found.title, found.content_type)


def _picture(row: LessonFile, width: str) -> Any:
    smaller = Picture.objects.filter(of=row, width=int(width)).first() if width.isdecimal() and len(width) < 6 else None
    return FileResponse((smaller or row).file.open("rb"), content_type=row.content_type)


def _kept(response: Any) -> HttpResponse:
    """Such a file never changes, and is fetched once on a poor line; it is kept by this browser only."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = f"private, max-age={WEEK}, immutable"
    response.feltwork_cacheable = True  # read by ui.middleware.Headers
    kept: HttpResponse = response
    return kept


def _pieces(row: LessonFile, asked: str) -> Any:
    """The whole, or the one piece that *asked* names (RFC 9110, 14): players fetch what is watched."""
    size = row.size_bytes
    found = RANGE.fullmatch(asked)
    if found is None or found.groups() == ("", ""):
        whole: Any = FileResponse(row.file.open("rb"), content_type=row.content_type)
        whole["Accept-Ranges"] = "bytes"
        return whole
    first, last = _bounds(found[1], found[2], size)
    if first > last or first >= size:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    part: Any = StreamingHttpResponse(_read(row, first, last), status=206, content_type=row.content_type)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Content-Length"] = str(last - first + 1)
    part["Accept-Ranges"] = "bytes"
    return part


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _read(row: LessonFile, first: int, last: int) -> Iterator[bytes]:
    try:
        stream = row.file.open("rb")
    except OSError:
        raise Http404 from None
    with stream:
        stream.seek(first)
        left = last - first + 1
        while left > 0 and (piece := stream.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

"""Files of a lesson at the desk: add figures, videos with captions, and what readers take along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.learning import actions
from feltwork.apps.learning.forms.files import CaptionsForm, FileForm, VideoLinkForm
from feltwork.apps.learning.models import LessonFile
from feltwork.apps.learning.views.desk import WRITERS
from feltwork.apps.learning.views.door import desk_lesson, go, naming
from feltwork.apps.learning.words import language_name
from feltwork.apps.ui.acts import done


@access(*WRITERS)
def files(request: Request, course: str, lesson: str) -> HttpResponse:
    """All files with the words by which the text names them; POST adds one (`what`: file or link)."""
    found = desk_lesson(course, lesson)
    what = request.POST.get("what", "")
    form = FileForm(*_sent(request, what == "file"), prefix="file")
    link = VideoLinkForm(*_sent(request, what == "link"), prefix="link")
    given: dict[str, Any] = {"lesson": found, "by": request.user, "at": timezone.now()}
    made = done(form, actions.add_file, **given) or done(link, actions.add_video_link, **given)
    if made:
        if made.kind == LessonFile.Kind.VIDEO:
            where = {"course": course, "lesson": lesson, "uuid": made.uuid}
            return go(request, "lesson-file", words=_("Now its captions: without them it is not published."), **where)
        return go(request, "lesson-files", course=course, lesson=lesson, words=_("Kept."))
    rows = found.files.filter(removed_at=None, of=None).prefetch_related("pictures", "captions")
    status = 422 if request.method == "POST" else 200
    facts = {**naming(found), "form": form, "link": link, "rows": [(row, _captions(row)) for row in rows]}
    return render(request, "learning/desk/files.html", facts, status=status)


@access(*WRITERS)
def one(request: Request, course: str, lesson: str, uuid: UUID) -> HttpResponse:
    """One file: captions of a video, and taking it away (`do`: captions or remove)."""
    found = desk_lesson(course, lesson)
    row = get_object_or_404(LessonFile, lesson=found, uuid=uuid, of=None, removed_at=None)
    where = {"course": course, "lesson": lesson}
    if request.POST.get("do") == "remove":
        actions.remove_file(file=row, by=request.user, at=timezone.now())
        return go(request, "lesson-files", words=_("It is no longer offered."), **where)
    form = CaptionsForm(*_sent(request, request.POST.get("do") == "captions"))
    if row.kind == LessonFile.Kind.VIDEO and done(
        form, actions.add_captions, video=row, by=request.user, at=timezone.now()
    ):
        return go(request, "lesson-file", uuid=uuid, words=_("The captions are kept."), **where)
    facts = {**naming(found), "row": row, "form": form, "captions": _captions(row)}
    return render(request, "learning/desk/file.html", facts, status=422 if form.is_bound else 200)


def _sent(request: Request, is_meant: bool) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if is_meant else (None, None)


def _captions(row: LessonFile) -> list[str]:
    return [language_name(one.language) for one in row.captions.all() if one.removed_at is None]

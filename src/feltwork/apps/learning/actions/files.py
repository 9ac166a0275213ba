"""Figures, videos with captions, and files to take along."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.learning.models import Lesson, LessonFile, Picture
from feltwork.apps.learning.pictures import draw
from feltwork.apps.learning.words import caption_words
from feltwork.apps.ui.uploads import check_upload, safe_name
from feltwork.core.learning import CaptionError, read_captions

VIDEOS = (
    (re.compile(rb"\A.{4}ftyp", re.S), "video/mp4", "mp4"),
    (re.compile(rb"\A\x1a\x45\xdf\xa3"), "video/webm", "webm"),
)
CAPTIONS_BYTES = 1024 * 1024


@transaction.atomic
def add_file(
    *, lesson: Lesson, kind: str, file: UploadedFile[Any], by: User, at: datetime, title: str = "", name: str = ""
) -> LessonFile:
    """A figure, a video or a file to take along, under *name* (else the file's own), which its text then uses."""
    row = _row(lesson, kind, name or str(file.name or ""), title, by, at)
    match kind:
        case LessonFile.Kind.FIGURE:
            _take_figure(row, file)
        case LessonFile.Kind.VIDEO:
            _take_video(row, file)
        case LessonFile.Kind.DOWNLOAD:
            _take_download(row, file)
        case _other:
            raise ValueError(kind)
    record("learning.add_file", by=by, at=at, subject=lesson, facts={"kind": kind, "file": str(row.uuid)})
    return row


@transaction.atomic
def add_video_link(*, lesson: Lesson, url: str, by: User, at: datetime, title: str = "", name: str = "") -> LessonFile:
    """A video on another site. Nothing is asked of that site before somebody presses play or follows the link."""
    if not url.startswith("https://"):
        raise ValidationError({"url": _("The address has to begin with https://.")}, code="scheme")
    row = _row(lesson, LessonFile.Kind.VIDEO, name or title or "video", title, by, at)
    row.url = url
    row.save()
    record("learning.add_file", by=by, at=at, subject=lesson, facts={"kind": "video", "file": str(row.uuid)})
    return row


@transaction.atomic
def add_captions(*, video: LessonFile, file: UploadedFile[Any], language: str, by: User, at: datetime) -> LessonFile:
    """What is said and heard in *video*, as WebVTT. Earlier ones in the same language are no longer offered."""
    if (file.size or 0) > CAPTIONS_BYTES:
        raise ValidationError(_("Captions of more than 1 MB cannot be taken."), code="large")
    content = file.read()
    try:
        words = content.decode("utf-8-sig")
        read_captions(words)
    except UnicodeDecodeError as wrong:
        raise ValidationError(_("The file is not written in UTF-8. Please save it so."), code="coding") from wrong
    except CaptionError as wrong:
        raise ValidationError(caption_words(wrong.code, wrong.line), code=wrong.code) from wrong
    earlier = video.captions.filter(language=language, removed_at=None)
    earlier.update(removed_at=at)
    row = LessonFile(
        school_id=video.school_id, lesson_id=video.lesson_id, kind=LessonFile.Kind.CAPTIONS, name=video.name,
        of=video, language=language, content_type="text/vtt; charset=utf-8", at=at, by=by,
    )  # fmt: skip
    _keep(row, words.encode(), "vtt")
    facts = {"kind": "captions", "file": str(row.uuid)}
    record("learning.add_file", by=by, at=at, subject=video.lesson, facts=facts)
    return row


@transaction.atomic
def remove_file(*, file: LessonFile, by: User, at: datetime) -> None:
    """It is no longer offered, and its name is free. Versions that were published with it still show it."""
    lesson = file.lesson
    rows = LessonFile.objects.filter(pk=file.pk) | LessonFile.objects.filter(of=file)
    rows.filter(removed_at=None).update(removed_at=at)
    record("learning.remove_file", by=by, at=at, subject=lesson, facts={"file": str(file.uuid)})


def _row(lesson: Lesson, kind: str, name: str, title: str, by: User, at: datetime) -> LessonFile:
    stem, _dot, suffix = name.rpartition(".")
    own = slugify(stem or suffix)[:50].strip("-") or kind
    if LessonFile.objects.filter(lesson=lesson, name=own, language="", removed_at=None).exists():
        raise ValidationError(
            _("This lesson has a file called “%(name)s”. Remove it first, or choose another name.") % {"name": own},
            code="twice",
        )
    return LessonFile(school_id=lesson.school_id, lesson=lesson, kind=kind, name=own, title=title.strip(), at=at, by=by)


def _take_figure(row: LessonFile, file: UploadedFile[Any]) -> None:
    drawn = draw(file)
    row.width, row.height, row.content_type = drawn.width, drawn.height, "image/webp"
    _largest, content = drawn.files[-1]
    _keep(row, content.read(), "webp")
    for width, one in drawn.files:
        one.seek(0)
        picture = Picture(school_id=row.school_id, of=row, width=width)
        picture.file.save(f"{row.uuid}-{width}.webp", one, save=False)
        picture.save()


def _take_video(row: LessonFile, file: UploadedFile[Any]) -> None:
    if (file.size or 0) > settings.LEARNING_VIDEO_MAX_BYTES:
        most = settings.LEARNING_VIDEO_MAX_BYTES // (1024 * 1024)
        raise ValidationError(
            _("This video is larger than %(most)s MB. Please make it smaller, or give its address elsewhere.")
            % {"most": most},
            code="large",
        )
    file.seek(0)
    head = file.read(64)
    found = next(((kind, suffix) for sign, kind, suffix in VIDEOS if sign.match(head)), None)
    if found is None:
        raise ValidationError(_("Please choose a video: MP4 or WebM."), code="kind")
    row.content_type, suffix = found
    row.size_bytes = file.size or 0
    digest = hashlib.sha256()
    file.seek(0)
    for piece in file.chunks():
        digest.update(piece)
    row.digest = digest.hexdigest()
    file.seek(0)
    row.file.save(f"{row.uuid}.{suffix}", file, save=False)
    row.save()


def _take_download(row: LessonFile, file: UploadedFile[Any]) -> None:
    info = check_upload(file)
    row.content_type = info.content_type
    row.title = row.title or safe_name(info.name, info.suffix)
    _keep(row, file.read(), info.suffix)


def _keep(row: LessonFile, content: bytes, suffix: str) -> None:
    row.size_bytes, row.digest = len(content), hashlib.sha256(content).hexdigest()
    row.file.save(f"{row.uuid}.{suffix}", ContentFile(content), save=False)
    row.save()

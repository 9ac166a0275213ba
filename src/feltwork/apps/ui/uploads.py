"""Files that people hand in: what they are follows from their content, and they are given back only as downloads."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

SIGNATURES = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)
MAIL_HEADER = re.compile(rb"\A(?:[!-9;-~]{1,60}:[^\r\n]{0,998}\r?\n(?:[ \t][^\r\n]{0,998}\r?\n){0,100}){3,200}\r?\n")
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class UploadInfo:
    """What an uploaded file is."""

    content_type: str
    suffix: str  # "pdf", without the dot
    size: int  # bytes
    name: str  # as the person called it, made safe, with our suffix


def check_upload(file: UploadedFile[Any]) -> UploadInfo:
    """What *file* is, by its content; its name and the type the browser claimed decide nothing.

    PDF, PNG, JPEG, WebP, plain text and mails (.eml) are taken. Raises ValidationError with words for the person.
    """
    size = int(file.size or 0)
    if size == 0:
        raise ValidationError(_("This file is empty. Please choose another."), code="empty")
    if size > settings.FILES_MAX_BYTES:
        most = settings.FILES_MAX_BYTES // (1024 * 1024)
        raise ValidationError(_("This file is larger than %(most)s MB. Please choose a smaller one.") % {"most": most})
    file.seek(0)
    content = file.read()
    file.seek(0)
    found = _kind(content)
    if found is None:
        raise ValidationError(
            _("This kind of file cannot be taken. Please use PDF, PNG, JPEG, WebP, plain text or a saved mail (.eml)."),
            code="kind",
        )
    content_type, suffix = found
    return UploadInfo(content_type, suffix, size, safe_name(str(file.name or ""), suffix))


def serve_file(fieldfile: Any, name: str, content_type: str) -> HttpResponse:
    """The stored file as a download: never shown inside our pages, never run, never guessed at."""
    suffix = PurePosixPath(name).suffix[1:]
    response = FileResponse(
        fieldfile.open("rb"), as_attachment=True, filename=safe_name(name, suffix), content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]  # a streaming answer is an HttpResponseBase


def safe_name(name: str, suffix: str) -> str:
    """*name* without folders, control characters and characters that turn the reading direction."""
    last = PurePosixPath(name.replace("\\", "/")).name
    stem = last.rpartition(".")[0] or last
    kept = "".join(c for c in unicodedata.normalize("NFC", stem) if unicodedata.category(c)[0] != "C")
    kept = " ".join(re.sub(r'[<>:"|?*/]+', " ", kept).split()).strip(" .")
    return f"{kept[:NAME_LENGTH] or 'file'}.{suffix}" if suffix else kept[:NAME_LENGTH] or "file"


def _kind(content: bytes) -> tuple[str, str] | None:
    for signature, content_type, suffix in SIGNATURES:
        if content.startswith(signature):
            return content_type, suffix
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", "webp"
    if b"\x00" not in content and _is_mail(content):
        return "message/rfc822", "eml"
    return ("text/plain; charset=utf-8", "txt") if _is_text(content) else None


def _is_mail(content: bytes) -> bool:
    head = MAIL_HEADER.match(content[:65536])
    if head is None:
        return False
    names = {line.split(b":")[0].lower() for line in head[0].splitlines() if line[:1] not in b" \t"}
    return {b"from", b"date"} <= names


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    # markup that a browser could run is no plain text, whatever it is called
    return not NOT_TEXT.search(text) and not text.lstrip().startswith("<")

"""Pictures for questions, drawn anew from their pixels, so that nothing else of the file is kept."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from feltwork.apps.ui.pictures import bare

SIDE = 1600  # pixels of the longer side: enough to enlarge a figure twice


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP, with its size in pixels."""

    content: ContentFile[bytes]
    width: int
    height: int
    content_type: str = "image/webp"


def redrawn(file: UploadedFile[Any]) -> Picture:
    """*file* without place, time, camera and comments. Raises ValidationError with words for the person."""
    picture = bare(file, side=SIDE)
    out = BytesIO()
    picture.save(out, "WEBP", quality=86, method=4)
    return Picture(ContentFile(out.getvalue()), picture.width, picture.height)

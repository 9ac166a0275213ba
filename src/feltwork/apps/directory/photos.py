"""Photos of profiles: drawn anew from their pixels, so that nothing else of the file is kept."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from feltwork.apps.ui.pictures import bare

SIDE = 640  # pixels of the longer side: twice as large as it is ever shown
QUALITY = 82


def redraw(file: UploadedFile[Any]) -> ContentFile[bytes]:
    """*file* as a small JPEG without place, time, camera, comments, previews or colour profile.

    Raises ValidationError with words for the person.
    """
    picture = bare(file, side=SIDE)
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return ContentFile(out.getvalue())

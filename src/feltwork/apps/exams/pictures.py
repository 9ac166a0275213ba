"""Pictures for questions, drawn anew from their pixels, so that nothing else of the file is kept."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from feltwork.apps.ui.uploads import check_upload

TAKEN = ("image/jpeg", "image/png", "image/webp")
SIDE = 1600  # pixels of the longer side: enough to enlarge a figure twice
MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP, with its size in pixels."""

    content: ContentFile[bytes]
    width: int
    height: int
    content_type: str = "image/webp"


def redrawn(file: UploadedFile[Any]) -> Picture:
    """*file* without place, time, camera and comments. Raises ValidationError with words for the person."""
    if check_upload(file).content_type not in TAKEN:
        raise ValidationError(_("Please choose a picture: JPEG, PNG or WebP."), code="kind")
    try:
        with Image.open(file) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("This picture is very large. Please choose a smaller one."), code="large")
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as wrong:
        raise ValidationError(_("This picture cannot be read. Please choose another."), code="broken") from wrong
    upright.thumbnail((SIDE, SIDE))
    # a fresh picture has pixels and nothing else; what was see-through becomes white
    bare = Image.new("RGB", upright.size, "white")
    bare.paste(upright, mask=upright.getchannel("A"))
    out = BytesIO()
    bare.save(out, "WEBP", quality=86, method=4)
    return Picture(ContentFile(out.getvalue()), bare.width, bare.height)

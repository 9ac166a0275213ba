"""Pictures that people upload, as pixels and nothing else: no place, time, camera, comments or previews are kept."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from feltwork.apps.ui.uploads import check_upload

TAKEN = ("image/jpeg", "image/png", "image/webp")
MOST_PIXELS = 40_000_000


def upright(file: UploadedFile[Any]) -> Image.Image:
    """*file* as RGBA, turned as it was held. Raises ValidationError with words for the person."""
    if check_upload(file).content_type not in TAKEN:
        raise ValidationError(_("Please choose a picture: JPEG, PNG or WebP."), code="kind")
    try:
        with Image.open(file) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("This picture is very large. Please choose a smaller one."), code="large")
            return ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as wrong:
        raise ValidationError(_("This picture cannot be read. Please choose another."), code="broken") from wrong


def bare(file: UploadedFile[Any], *, side: int) -> Image.Image:
    """*file* as RGB, at most *side* pixels long and wide; what was see-through becomes white."""
    whole = upright(file)
    whole.thumbnail((side, side))
    # a fresh picture has pixels and nothing else
    found = Image.new("RGB", whole.size, "white")
    found.paste(whole, mask=whole.getchannel("A"))
    return found

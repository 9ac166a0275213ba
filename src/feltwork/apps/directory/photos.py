"""Photos of profiles: drawn anew from their pixels, so that nothing else of the file is kept."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from feltwork.apps.ui.uploads import check_upload

TAKEN = ("image/jpeg", "image/png", "image/webp")
SIDE = 640  # pixels of the longer side: twice as large as it is ever shown
MOST_PIXELS = 40_000_000
QUALITY = 82


def redraw(file: UploadedFile[Any]) -> ContentFile[bytes]:
    """*file* as a small JPEG without place, time, camera, comments, previews or colour profile.

    Raises ValidationError with words for the person.
    """
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
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return ContentFile(out.getvalue())

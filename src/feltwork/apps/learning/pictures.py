"""Figures: a school's own are drawn anew at several widths; those of the starter course lie in this package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from feltwork.apps.ui.uploads import check_upload

OWN = Path(__file__).parent / "static" / "learning" / "starter"
NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.svg")
TAKEN = ("image/jpeg", "image/png", "image/webp")
WIDTHS = (480, 960, 1600)  # pixels: a phone on a poor line, a phone, a desk
MOST_PIXELS = 40_000_000
QUALITY = 80


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure as it is kept. *files*: WebP by width in pixels, ascending; *width*, *height*: of the largest."""

    files: tuple[tuple[int, ContentFile[bytes]], ...]
    width: int
    height: int


def draw(file: UploadedFile[Any]) -> Drawn:
    """*file* without place, time, camera and colour profile, at each width that it can fill.

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
    most = min(upright.width, WIDTHS[-1])
    widths = sorted({*(one for one in WIDTHS if one < most), most})
    files = tuple((width, ContentFile(_at(upright, width))) for width in widths)
    return Drawn(files, most, max(1, round(upright.height * most / upright.width)))


def _at(upright: Image.Image, width: int) -> bytes:
    height = max(1, round(upright.height * width / upright.width))
    small = upright if width == upright.width else upright.resize((width, height), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()


def is_own_figure(name: str, language: str) -> bool:
    return own_figure(name, language) is not None


@cache
def own_figure(name: str, language: str) -> str | None:
    """The drawing *name* of the starter course, its words in *language*; None where there is none."""
    if not NAME.fullmatch(name):
        return None
    stem = name.removesuffix(".svg")
    for path in (OWN / f"{stem}.{language}.svg", OWN / name):
        if path.is_file():
            drawing = path.read_text(encoding="utf-8")
            return drawing[drawing.index("<svg") :].strip()
    return None

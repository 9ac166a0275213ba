"""Figures: a school's own are drawn anew at several widths; those of the starter course lie in this package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from feltwork.apps.ui.pictures import upright

OWN = Path(__file__).parent / "static" / "learning" / "starter"
NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.svg")
WIDTHS = (480, 960, 1600)  # pixels: a phone on a poor line, a phone, a desk
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
    whole = upright(file)
    most = min(whole.width, WIDTHS[-1])
    widths = sorted({*(one for one in WIDTHS if one < most), most})
    files = tuple((width, ContentFile(_at(whole, width))) for width in widths)
    return Drawn(files, most, max(1, round(whole.height * most / whole.width)))


def _at(whole: Image.Image, width: int) -> bytes:
    height = max(1, round(whole.height * width / whole.width))
    small = whole if width == whole.width else whole.resize((width, height), Image.Resampling.LANCZOS)
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

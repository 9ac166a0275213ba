"""Our badge, drawn by us, with the credential in it."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from feltwork.apps.credentials.baking.form import KEYWORD, NAMESPACE

SIZE = 512
DEEP, PAPER = "#113934", "#FFFEFB"


def badge_svg(document: str, *, title: str) -> bytes:
    """A picture that any program shows, with *document* right after its opening tag."""
    cdata = document.replace("]]>", "]]]]><![CDATA[>")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{NAMESPACE}" viewBox="0 0 32 32" '
        f'width="{SIZE}" height="{SIZE}" role="img" aria-label={quoteattr(title)}>'
        f"<openbadges:credential><![CDATA[{cdata}]]></openbadges:credential>"
        f"<title>{escape(title)}</title>"
        f'<rect width="32" height="32" rx="10.5" fill="{DEEP}"/>'
        f'<path d="M4.6 21.6c4.9 0 5.6-11.2 11.4-11.2s6.5 11.2 11.4 11.2" fill="none" stroke="{PAPER}" '
        'stroke-width="2.3" stroke-linecap="round" stroke-dasharray="3.3 3.72"/></svg>'
    ).encode()


def badge_png(document: str, *, title: str) -> bytes:
    """The same picture as pixels, with *document* as an uncompressed iTXt chunk, once."""
    words = PngInfo()
    words.add_itxt(KEYWORD, document, zip=False)
    words.add_itxt("Title", title, zip=False)
    made = BytesIO()
    # a copy each: while it saves, Pillow keeps what it was given on the picture itself
    _drawn().copy().save(made, "PNG", pnginfo=words, optimize=True)
    return made.getvalue()


@lru_cache(maxsize=1)
def _drawn() -> Image.Image:
    wide = SIZE * 2  # drawn twice as large, because the edges of the drawing are hard
    picture = Image.new("RGBA", (wide, wide), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, wide - 1, wide - 1), radius=wide * 10.5 / 32, fill=DEEP)
    for x, y in _stitches():
        radius = 1.15 * wide / 32
        draw.ellipse(
            (x * wide / 32 - radius, y * wide / 32 - radius, x * wide / 32 + radius, y * wide / 32 + radius), PAPER
        )
    return picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


def _stitches() -> list[tuple[float, float]]:
    """Points along the thread of the mark, close together where a stitch is, none between."""
    curves = [
        ((4.6, 21.6), (9.5, 21.6), (10.2, 10.4), (16, 10.4)),
        ((16, 10.4), (21.8, 10.4), (22.5, 21.6), (27.4, 21.6)),
    ]
    points = [_along(curve, step / 400) for curve in curves for step in range(400)]
    found, gone = [], 0.0
    for before, here in pairwise(points):
        gone += ((here[0] - before[0]) ** 2 + (here[1] - before[1]) ** 2) ** 0.5
        if gone % 7.02 < 3.3:
            found.append(here)
    return found


def _along(curve: tuple[tuple[float, float], ...], share: float) -> tuple[float, float]:
    weights = ((1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3)
    x = sum(w * p[0] for w, p in zip(weights, curve, strict=True))
    y = sum(w * p[1] for w, p in zip(weights, curve, strict=True))
    return x, y

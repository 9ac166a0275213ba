"""Files for programs of anybody: the same for everyone, and readable from pages of any other site."""

from __future__ import annotations

from django.http import HttpResponse


def published(content: bytes, kind: str, *, seconds: int, forever: bool = False) -> HttpResponse:
    """*content* as *kind*; it may be kept for *seconds* (0: asked for anew each time), or *forever*."""
    response = HttpResponse(content, content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    kept = f"public, max-age={seconds}" if seconds else "no-cache"
    response["Cache-Control"] = "public, max-age=31536000, immutable" if forever else kept
    response.feltwork_cacheable = True  # type: ignore[attr-defined]  # read by ui.middleware.Headers
    return response

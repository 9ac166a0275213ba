"""The service worker that shows lessons kept on a device when there is no connection."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpResponse

from feltwork.apps.accounts.access import Request, access

SCRIPT = Path(__file__).parent.parent / "static" / "learning" / "offline.js"


@access("anyone", methods=("GET",))
def worker(_request: Request) -> HttpResponse:
    """Served from here, because a worker may only look after addresses below its own."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()

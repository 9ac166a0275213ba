"""Back to a page of the same school, with a word about what was done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from feltwork.apps.accounts.access import Request


def go(request: Request, name: str, *, words: str = "", **kwargs: Any) -> HttpResponse:
    """Redirect to `exams:NAME` in the school of the request; *words* stay on the next page until closed."""
    if words:
        messages.success(request, words)
    response: HttpResponse = redirect(f"exams:{name}", school=request.school.slug, **kwargs)
    return response

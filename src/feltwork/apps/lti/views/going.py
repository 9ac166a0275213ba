"""What several pages of this app share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from feltwork.apps.accounts.access import Request


def go(request: Request, name: str, *, words: str = "", **kwargs: Any) -> HttpResponse:
    """Redirect to `lti:NAME` in the school of the request; *words* stay on the next page until closed."""
    if words:
        messages.success(request, words)
    response: HttpResponse = redirect(f"lti:{name}", school=request.school.slug, **kwargs)
    return response


def allow_forms_to(response: HttpResponse, origins: Iterable[str]) -> HttpResponse:
    """Let forms of this one page be sent to a tool, and follow its redirects; to nowhere else."""
    response._csp_update = {"form-action": sorted(origins)}  # type: ignore[attr-defined]  # read by django-csp
    return response


def problem(request: Request, code: str, *, status: int = 422) -> HttpResponse:
    """A launch that cannot go on, in words for the person; the tool's own words go to nobody's screen."""
    return render(request, "lti/problem.html", {"code": code}, status=status)

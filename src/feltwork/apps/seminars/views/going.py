"""What the pages share: finding what one may see, and going back with a word about what was done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from feltwork.apps.accounts.access import Request
from feltwork.apps.seminars.models import Meeting, Seminar
from feltwork.apps.seminars.permissions import kept_seminars, visible_meetings, visible_seminars


def go(request: Request, name: str, *, words: str = "", **kwargs: Any) -> HttpResponse:
    """Redirect to `seminars:NAME` in the school of the request; *words* stay on the next page until closed."""
    if words:
        messages.success(request, words)
    response: HttpResponse = redirect(f"seminars:{name}", school=request.school.slug, **kwargs)
    return response


def refuse(request: Request, refused: ValidationError) -> None:
    """Say on the next page why something was not done."""
    for text in refused.messages:
        messages.error(request, text)


def seen(request: Request, uuid: UUID) -> Seminar:
    """A seminar that one may see, else 404."""
    found: Seminar = get_object_or_404(visible_seminars(request.user, request.roles), uuid=uuid)
    return found


def kept(request: Request, uuid: UUID) -> Seminar:
    """A seminar whose people one looks after, else 404."""
    found: Seminar = get_object_or_404(kept_seminars(request.user, request.roles), uuid=uuid)
    return found


def kept_meeting(request: Request, uuid: UUID) -> Meeting:
    """A meeting whose list one keeps, else 404."""
    found: Meeting = get_object_or_404(visible_meetings(request.user, request.roles), uuid=uuid)
    return found

"""What every page of the practice goes through: no copy kept anywhere, and 404 for whoever has no sight of the file."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from feltwork.apps.accounts.access import Request
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice.actions.items import FileSetAside
from feltwork.apps.practice.actions.opening import open_file, open_record
from feltwork.apps.practice.models import SessionRecord
from feltwork.apps.practice.permissions import TREATING, Sight
from feltwork.apps.practice.queries.opening import OpenFile

CLINICIANS = ("practitioner", "supervisor", "assistant")  # for @access: who works in a practice
View = TypeVar("View", bound=Callable[..., HttpResponse])


def practice_page(view: View) -> View:
    """Beneath `@access`: 404 where nobody is treated, and a page that no browser or cache keeps.

    Whoever wants to write in a file that was set aside reads why not; so does whoever opens one whose key is not there,
    as after restoring a copy of the data from before an erasure.
    """

    @wraps(view)
    def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.school.has_practice:
            raise Http404
        try:
            response = view(request, *args, **kwargs)
        except FileSetAside as refused:
            messages.error(request, refused.messages[0])
            response = redirect("practice:clients", school=request.school.slug)
        except KeyStoreError:
            response = render(request, "practice/keyless.html", status=503)
        response["Cache-Control"] = "no-store"
        return response

    return cast("View", answered)


def file_or_404(
    request: Request, client_uuid: UUID, what: str, *, sights: Collection[Sight] = TREATING, note: bool = True
) -> OpenFile:
    """The file, and a note that *what* of it was opened. A sight outside *sights* is answered like no file at all."""
    file = open_file(request.user, request.roles, client_uuid, what=what, at=timezone.now(), sights=sights, note=note)
    if file is None:
        raise Http404
    return file


def record_or_404(
    request: Request, record_uuid: UUID, what: str, *, sights: Collection[Sight] = TREATING, note: bool = True
) -> tuple[OpenFile, SessionRecord]:
    """The same, by one of its sessions."""
    found = open_record(
        request.user, request.roles, record_uuid, what=what, at=timezone.now(), sights=sights, note=note
    )
    if found is None:
        raise Http404
    return found

"""What pages of an examination share: no browser keeps them, and scripts get an answer of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request

View = TypeVar("View", bound=Callable[..., HttpResponse])


def unkept(view: View) -> View:
    """Beneath `@access`: a page that no browser or cache keeps."""

    @wraps(view)
    def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return cast("View", answered)


def for_script(view: View) -> View:
    """Above `@access`: 401 where a page would be sent to sign in, so that the island keeps what it has."""

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        if isinstance(response, HttpResponseRedirect):
            return JsonResponse({"code": "signed_out", "message": _("Please sign in again.")}, status=401)
        return response

    return cast("View", answered)

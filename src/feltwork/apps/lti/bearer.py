"""The door for programs: an access token, looked at before anything else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from feltwork.apps.accounts.access import Request
from feltwork.apps.lti.marks import mark_of
from feltwork.apps.lti.messages import scopes_of
from feltwork.apps.lti.models import AccessToken, Tool
from feltwork.apps.lti.wire import WireError

View = TypeVar("View", bound=Callable[..., HttpResponse])
STATUS = {"older": 409, "too_large": 413}


class ToolRequest(Request):
    """A request whose token was looked at."""

    tool: Tool


def bearer(**scopes: tuple[str, ...]) -> Callable[[View], View]:
    """Let in a tool whose token has one of the scopes for the method, as in `bearer(GET=(…), POST=(…))`.

    What a tool may do is asked anew each time: a token made before the school took something away is worth that less.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: ToolRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            token = _token(request)
            if token is None:
                return refusal("invalid_token", "an access token of this school is needed", status=401)
            held = set(token.scopes) & set(scopes_of(token.tool))
            method = "GET" if request.method == "HEAD" else str(request.method)
            if not held & set(scopes.get(method, ())):
                return refusal("insufficient_scope", "this token was not made for that", status=403)
            request.tool = token.tool
            try:
                return view(request, *args, **kwargs)
            except WireError as wrong:
                return refusal(wrong.code, str(wrong), status=STATUS.get(wrong.code, 400))

        return cast("View", guarded)

    return decorate


def refusal(code: str, words: str, *, status: int) -> HttpResponse:
    """An error as OAuth 2.0 and the services have it."""
    answer = JsonResponse({"error": code, "error_description": words}, status=status)
    if status in {401, 403}:
        answer["WWW-Authenticate"] = f'Bearer error="{code}"'
    return answer


def shown_token(request: Request) -> str:
    """What stands behind `Authorization: Bearer`."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _token(request: Request) -> AccessToken | None:
    shown = shown_token(request)
    if not shown:
        return None
    rows = AccessToken.objects.select_related("tool").filter(token_hash=mark_of("access", shown))
    return rows.filter(ends_at__gt=timezone.now(), tool__state=Tool.State.ON).first()

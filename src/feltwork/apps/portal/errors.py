"""When something is wrong: what happened, what is safe, what to do next.

403 and 404 look like any page. 400 and 500 may happen before we know who asks, so they use nothing but files.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponseBadRequest(get_template("portal/errors/400.html").render({}))


def forbidden(request: Any, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/errors/403.html", status=403)


def csrf_failure(request: Any, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    return render(request, "portal/errors/csrf.html", status=403)


def not_found(request: Any, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponseServerError(get_template("portal/errors/500.html").render({}))

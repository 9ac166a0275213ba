"""A signed-in person's own language and time zone, and the answers for "too often" and "prove that it is you"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from feltwork.apps.accounts.limits import TooMany

WAIT_SECONDS = "300"


class PersonSettings:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            # the choice made on this device comes before the one kept with the account
            if user.language and not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
                translation.activate(user.language)
                request.LANGUAGE_CODE = translation.get_language()
            if user.time_zone:
                timezone.activate(ZoneInfo(user.time_zone))
        try:
            return _whole_page(request, self.get_response(request))
        finally:
            timezone.deactivate()

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooMany):
            return None
        response = render(request, "429.html", status=429)
        response["Retry-After"] = WAIT_SECONDS
        return response


def _whole_page(request: Any, response: HttpResponse) -> HttpResponse:
    """Step-up never appears inside a table cell: htmx is told to open it as a page."""
    target = response.get("Location", "")
    if request.htmx and target.startswith(reverse("accounts:step-up")):
        return HttpResponseClientRedirect(target)
    return response

"""A page in a language that its address asks for: what search engines need in order to tell readers which is theirs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation

View = TypeVar("View", bound=Callable[..., HttpResponse])
PARAMETER = "language"


def in_asked_language(view: View) -> View:
    """Answer in `?language=de` where that is one of ours, else as the reader's own settings say."""

    @wraps(view)
    def answered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get(PARAMETER, "")
        if asked not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        with translation.override(asked):
            request.LANGUAGE_CODE = asked
            response = view(request, *args, **kwargs)
            response["Content-Language"] = asked
            return response

    return cast("View", answered)


def alternates(path: str) -> list[tuple[str, str]]:
    """(language, whole address) of a page in every language, and "x-default" for whoever reads none of them."""
    whole = settings.BASE_URL + path
    asked = [(code, f"{whole}?{urlencode({PARAMETER: code})}") for code, _name in settings.LANGUAGES]
    return [*asked, ("x-default", whole)]


def canonical(request: Any, path: str) -> str:
    """The one address of this page in this language."""
    asked = request.GET.get(PARAMETER, "")
    return dict(alternates(path)).get(asked, settings.BASE_URL + path)

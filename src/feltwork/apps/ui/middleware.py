"""Headers of every answer: no browser or proxy keeps it unless its view says so, and no device feature is used."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

NOT_USED = (
    *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "usb"),
)
# passkeys are asked for by our own pages only
PERMISSIONS = ", ".join(
    [f"{feature}=()" for feature in NOT_USED]
    + ["publickey-credentials-get=(self)", "publickey-credentials-create=(self)"]
)
View = TypeVar("View", bound=Callable[..., HttpResponse])


def cacheable(seconds: int) -> Callable[[View], View]:
    """Mark a view whose answer is the same for everybody: it may be kept for *seconds*."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(*args: Any, **kwargs: Any) -> HttpResponse:
            response = view(*args, **kwargs)
            response["Cache-Control"] = f"public, max-age={seconds}"
            response.feltwork_cacheable = True  # type: ignore[attr-defined]
            return response

        return cast("View", kept)

    return decorate


class Headers:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(response, "feltwork_cacheable", False):
            response["Cache-Control"] = "no-store"
            patch_vary_headers(response, ("HX-Request",))
        allowed = getattr(response, "feltwork_allows", "")  # the one feature that a page asks the person for
        response["Permissions-Policy"] = (
            PERMISSIONS.replace(f"{allowed}=()", f"{allowed}=(self)") if allowed else PERMISSIONS
        )
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

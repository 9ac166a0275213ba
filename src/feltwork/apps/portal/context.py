"""What `ui/base.html` needs on every page. No query of its own: school and roles were read by the middleware."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info

from feltwork.apps.portal import links

THEMES = frozenset({"light", "dark"})
THEME_COOKIE = "feltwork-theme"


def page(request: Any) -> dict[str, Any]:
    """school, nav, footer, account, theme, languages, here, leave_to."""
    signed_in = request.user.is_authenticated
    return {
        "school": request.school,
        "nav": links.navigation(request),
        "footer": links.footer(),
        "account": links.address("accounts:account") if signed_in else links.address("account_login"),
        "theme": theme_of(request),
        "languages": languages(),
        "here": request.get_full_path() if request.method in {"GET", "HEAD"} else "/",
        "leave_to": settings.LEAVE_URL,
    }


def theme_of(request: Any) -> str:
    """The look chosen on this device, else the one kept with the account, else "" for what the device prefers."""
    chosen: str = request.COOKIES.get(THEME_COOKIE, "")
    if chosen in THEMES:
        return chosen
    return request.user.theme if request.user.is_authenticated else ""


@cache
def languages() -> tuple[tuple[str, str], ...]:
    """Codes and names of the languages, each in itself."""
    return tuple((code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES)

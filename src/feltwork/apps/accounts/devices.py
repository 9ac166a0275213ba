"""The device of a request in coarse words, so that a person can tell their sessions apart. Nothing finer is kept."""

from __future__ import annotations

from django.http import HttpRequest

# the order matters: Edge and Opera also claim to be Chrome, and Chrome to be Safari
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_of(request: HttpRequest) -> str:
    """As in "Firefox · Linux"; empty where the browser does not say."""
    claim = request.headers.get("User-Agent", "")
    names = [next((name for mark, name in known if mark in claim), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in names if name)

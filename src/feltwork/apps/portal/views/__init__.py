"""Public pages, ways in and out, and what machines ask for."""

from feltwork.apps.portal.views.doors import appearance, language, leave, start
from feltwork.apps.portal.views.machines import healthz, robots, sitemap
from feltwork.apps.portal.views.pages import (
    accessibility,
    become_certified,
    evidence,
    help_now,
    hiding,
    home,
    method,
    privacy,
    school_home,
)

__all__ = [
    "accessibility",
    "appearance",
    "become_certified",
    "evidence",
    "healthz",
    "help_now",
    "hiding",
    "home",
    "language",
    "leave",
    "method",
    "privacy",
    "robots",
    "school_home",
    "sitemap",
    "start",
]

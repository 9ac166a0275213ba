"""The version of the terms of use that people agree to. A new version asks everybody again at their next sign-in."""

from __future__ import annotations

from typing import Any

from feltwork.apps.accounts.models import Agreement

VERSION = "2026-11"


def agreed(user: Any) -> bool:
    """Whether *user* agreed to the terms that hold now."""
    return Agreement.objects.filter(user=user, version=VERSION).exists()

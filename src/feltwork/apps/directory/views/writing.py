"""The form of a first message as a part of somebody's page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from feltwork.apps.directory import queries
from feltwork.apps.directory.forms.contact import WriteForm
from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.queries.calls import offered


def write_context(profile: Profile) -> dict[str, Any]:
    """What `directory/parts/write.html` needs. Inside an open scope."""
    now = timezone.now()
    return {
        "form": WriteForm(profile=profile),
        "policy": queries.policy_of(profile.school),
        "figures": queries.shown_figures_of(profile, now),
        "has_calls": bool(offered(profile, now)),
    }

"""Keys change in time, and what has run out is cleared away."""

from __future__ import annotations

from datetime import datetime

from django_scopes import scopes_disabled

from feltwork.apps.jobs.schedule import every
from feltwork.apps.lti import actions
from feltwork.apps.lti.actions.keys import forget_old_keys
from feltwork.apps.lti.models import PlatformKey


@every("lti.rotate_keys", minutes=360)
def rotate(at: datetime) -> None:
    """The installation's keys; none is made before a tool is plugged in somewhere."""
    if PlatformKey.objects.exists():
        actions.rotate_keys(at=at)
        forget_old_keys(at=at)


@every("lti.clear_away", minutes=60)
def clear_away(at: datetime) -> None:
    with scopes_disabled():  # what has run out has run out in every school
        actions.clear_away(at=at)

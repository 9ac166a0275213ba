"""How somebody answers first messages, as far as the search needs it. The figures themselves: `inquiries`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from feltwork.apps.directory.models import Profile

UNTRIED = 50  # points of somebody to whom nobody has written yet


def points_of(profiles: Sequence[Profile], at: datetime) -> dict[int, int]:
    """0 to 100 by number of the profile."""
    return dict.fromkeys((profile.pk for profile in profiles), UNTRIED)


def unanswered(at: datetime) -> set[int]:
    """Numbers of the profiles with a first message past its day of answer, of the schools in scope."""
    return set()

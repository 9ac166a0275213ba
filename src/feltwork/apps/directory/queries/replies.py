"""How somebody answers first messages: what the search needs of it, and what their page says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feltwork.apps.directory.models import Profile

UNTRIED = 50  # points of somebody to whom nobody has written yet


@dataclass(frozen=True, slots=True)
class Figures:
    """`asked`: first messages due for an answer; `share` of them answered, 0 to 1; median hours until then."""

    asked: int = 0
    share: float | None = None
    median_hours: float | None = None


def figures_of(profile: Profile, at: datetime) -> Figures:
    """The figures of one profile."""
    return Figures()


def points_of(profiles: Sequence[Profile], at: datetime) -> dict[int, int]:
    """0 to 100 by number of the profile."""
    return dict.fromkeys((profile.pk for profile in profiles), UNTRIED)


def unanswered(at: datetime) -> set[int]:
    """Numbers of the profiles with a first message past its day of answer, of the schools in scope."""
    return set()

"""Since when a client is compared with themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feltwork.apps.measures.hands import Hands
from feltwork.apps.measures.models import Episode


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """One new start, opened. `is_current`: the one that holds now."""

    row: Episode
    reason: str
    is_current: bool


def episodes_of(hands: Hands) -> list[EpisodeRow]:
    """Those that were not taken back, the latest start first. A trainee has none: a training is one line."""
    if hands.client is None:
        return []
    standing = Episode.objects.filter(client=hands.client, takes_back=None, taken_back_by=None).select_related("by")
    rows = list(standing.order_by("-starts_on", "-at", "-pk"))
    return [EpisodeRow(row, _reason(hands, row), place == 0) for place, row in enumerate(rows)]


def episode_of(hands: Hands) -> date | None:
    """The first day of the episode that holds; None: all answers are one."""
    if hands.client is None:
        return None
    standing = Episode.objects.filter(client=hands.client, takes_back=None, taken_back_by=None)
    return standing.order_by("-starts_on").values_list("starts_on", flat=True).first()


def _reason(hands: Hands, row: Episode) -> str:
    found = hands.open(row, "reason")
    return str(found["words"]) if found else ""

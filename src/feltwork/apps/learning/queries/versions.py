"""Versions of a lesson, and what differs between two of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feltwork.core.learning import LessonText, write_text


@dataclass(frozen=True, slots=True)
class Change:
    """A line that is new (+), gone (-), or stands around one (" ")."""

    sign: str
    words: str


def changes_between(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Change]:
    """Between two texts in one language, in the shape in which they are kept."""
    return list(_changes(_lines(before), _lines(after)))


def _lines(data: Mapping[str, Any] | None) -> list[str]:
    return write_text(LessonText.from_data(data)).splitlines() if data else []


def _changes(before: list[str], after: list[str]) -> Iterator[Change]:
    for line in difflib.unified_diff(before, after, lineterm="", n=1):
        if line.startswith(("---", "+++")):
            continue
        yield Change("…", "") if line.startswith("@@") else Change(line[0], line[1:])

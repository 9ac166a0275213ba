"""The page of an attempt that is open: its questions, the map of them, the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feltwork.apps.exams.models import Attempt, Question
from feltwork.apps.exams.queries.shown import UNSET, shown
from feltwork.apps.exams.showing import Question as Shown
from feltwork.core.exams import is_answered

TOLD_MINUTES = 10  # before the end, once


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the page. *theirs*: it was answered elsewhere meanwhile, and this is what was said there."""

    number: int
    part: int
    shown: Shown
    is_answered: bool
    is_later: bool
    answer: Any
    theirs: Shown | None = None

    @property
    def kind(self) -> str:
        return self.shown.kind


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt with its questions in order. Seconds are those of the server, as the page was made."""

    attempt: Attempt
    questions: tuple[Asked, ...]
    parts: tuple[str, ...]
    left_seconds: int
    pause_left_seconds: int

    @property
    def answers(self) -> dict[int, Any]:
        """By number, as they are kept; for the island."""
        return {one.number: one.answer for one in self.questions}

    @property
    def answered(self) -> int:
        return sum(one.is_answered for one in self.questions)

    @property
    def open_ones(self) -> list[Asked]:
        return [one for one in self.questions if not one.is_answered]

    @property
    def later_ones(self) -> list[Asked]:
        return [one for one in self.questions if one.is_later]

    @property
    def left_minutes(self) -> int:
        return max(0, -(-self.left_seconds // 60))

    @property
    def is_nearly_over(self) -> bool:
        return self.left_seconds <= TOLD_MINUTES * 60

    @property
    def minutes(self) -> int:
        """What everybody has."""
        return self.attempt.examination.minutes

    @property
    def extra_minutes(self) -> int:
        return self.attempt.seconds // 60 - self.minutes

    @property
    def pause_minutes(self) -> int:
        return self.attempt.pause_seconds // 60

    @property
    def pause_left_minutes(self) -> int:
        return self.pause_left_seconds // 60

    @property
    def paused_minutes(self) -> int:
        """Used so far, begun ones counted."""
        return self.pause_minutes - self.pause_left_minutes

    def part_of(self, asked: Asked) -> tuple[int, int, str]:
        """Number of the part from 1, how many there are, and its title."""
        return asked.part + 1, len(self.parts), self.parts[asked.part]


def sitting_of(
    attempt: Attempt,
    at: datetime,
    *,
    typed: Mapping[int, Any] | None = None,
    theirs: Mapping[int, Any] | None = None,
) -> Sitting:
    """*typed*: answers of this page that were not kept, because *theirs* came from another one. Two queries."""
    rows = attempt.questions.select_related("item_version__item").order_by("number")
    return Sitting(
        attempt=attempt,
        questions=tuple(_asked(attempt, one, typed or {}, theirs or {}) for one in rows),
        parts=tuple(attempt.form["parts"]),
        # during a pause the end moves as the clock does, so that this stands still
        left_seconds=max(0, int((attempt.over_at(at) - at).total_seconds())),
        pause_left_seconds=_pause_left(attempt, at),
    )


def _pause_left(attempt: Attempt, at: datetime) -> int:
    used = attempt.paused_seconds
    if attempt.paused_at is not None:
        used += int((min(at, attempt.paused_until(at)) - attempt.paused_at).total_seconds())
    return max(0, attempt.pause_seconds - used)


def _asked(attempt: Attempt, row: Question, typed: Mapping[int, Any], theirs: Mapping[int, Any]) -> Asked:
    mine = typed.get(row.number, UNSET) if row.number in theirs else UNSET
    return Asked(
        number=row.number,
        part=row.part,
        shown=shown(attempt, row, answer=mine),
        is_answered=is_answered(row.answer),
        is_later=row.is_later,
        answer=row.answer,
        theirs=shown(attempt, row, answer=theirs[row.number], fixed=True) if row.number in theirs else None,
    )

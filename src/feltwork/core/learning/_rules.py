"""When a course is completed: what was read, how many questions were answered right, for how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rules:
    """*right_percent* of the questions that are marked, 0 to 100; *least_minutes* of reading, 0 for none.

    With *is_fixed* a lesson opens once every lesson before it that counts is done.
    """

    is_fixed: bool = False
    right_percent: int = 0
    least_minutes: int = 0


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """One lesson as one person stands in it. *asked*: questions that are marked; *right*: answered right at last."""

    code: str
    is_required: bool = True
    is_done: bool = False
    asked: int = 0
    right: int = 0
    seconds: int = 0
    is_outside: bool = False  # done elsewhere: its questions were asked there


@dataclass(frozen=True, slots=True)
class Missing:
    """*code*: lessons, right, minutes, nothing_to_do; *have* of *need*."""

    code: str
    have: int
    need: int


@dataclass(frozen=True, slots=True)
class Done:
    """Where somebody is in a course. *opens*: codes of the lessons that may be read now."""

    missing: tuple[Missing, ...]
    done: int
    required: int
    right: int
    asked: int
    minutes: int
    opens: frozenset[str]

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def share(self) -> Fraction | None:
        """Of questions answered right, where any are marked."""
        return Fraction(self.right, self.asked) if self.asked else None


def judge(rules: Rules, lessons: Sequence[LessonFacts]) -> Done:
    """Where somebody is, from *lessons* in the order of the course."""
    needed = [one for one in lessons if one.is_required]
    marked = [one for one in needed if not one.is_outside]
    asked, right = sum(one.asked for one in marked), sum(one.right for one in marked)
    done = sum(one.is_done for one in needed)
    minutes = sum(one.seconds for one in lessons) // 60
    missing: list[Missing] = []
    if not needed:
        missing.append(Missing("nothing_to_do", 0, 1))
    if done < len(needed):
        missing.append(Missing("lessons", done, len(needed)))
    least_right = -(-asked * rules.right_percent // 100)  # rounded up: 70 % of 5 questions are 4
    if right < least_right:
        missing.append(Missing("right", right, least_right))
    if minutes < rules.least_minutes and not all(one.is_outside for one in needed):
        missing.append(Missing("minutes", minutes, rules.least_minutes))
    return Done(tuple(missing), done, len(needed), right, asked, minutes, frozenset(_open(rules, lessons)))


def _open(rules: Rules, lessons: Sequence[LessonFacts]) -> Iterator[str]:
    for one in lessons:
        yield one.code
        if rules.is_fixed and one.is_required and not one.is_done:
            return

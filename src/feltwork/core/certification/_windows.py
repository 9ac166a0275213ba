"""How long after the last training day something still counts, and what a silent text means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ._context import Context
from ._entries import Fate
from ._facts import Outcome
from ._reasons import Data, reason
from ._rules import Beyond, Requirement, SumRule, Window
from ._verdict import Reason


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window whose length is known or is not stated (`allowed_until` None). Both ends are inclusive."""

    requirement: str
    last_day: date
    allowed_until: date | None
    human_beyond: bool

    @property
    def question(self) -> str:
        return f"window:{self.requirement}"

    def find(self, on: date) -> tuple[Fate, Reason | None]:
        """What the window says to something that happened on that day."""
        limit = self.allowed_until or self.last_day
        if on <= limit:
            return Fate.STANDS, None
        words: Data = {"requirement": self.requirement, "last_day": self.last_day}
        if self.allowed_until is None:
            return Fate.HUMAN, reason("window_silent", question=self.question, **words)
        if self.human_beyond:
            said = reason("window_passed", question=self.question, allowed_until=limit, **words)
            return Fate.HUMAN, said
        return Fate.FALLS, reason("after_window", allowed_until=limit, **words)

    def has_passed(self, as_of: date) -> bool:
        """Whether nothing that happens from now on is certain to count."""
        return as_of > (self.allowed_until or self.last_day)


def window_of(requirement: Requirement, context: Context) -> OpenWindow | None:
    """The window of a requirement or of the one it lies inside; None without one or while training goes on."""
    owner, window = _owner(requirement, context)
    last_day = context.last_training_day
    if window is None or last_day is None:
        return None
    allowed_until = window.at_most.after(last_day) if window.at_most else None
    made = OpenWindow(owner.code, last_day, allowed_until, window.beyond is Beyond.HUMAN)
    if context.answered(made.question, Outcome.COUNT):
        return None  # a person decided that things afterwards count
    if context.answered(made.question, Outcome.DO_NOT_COUNT):
        return OpenWindow(owner.code, last_day, allowed_until or last_day, human_beyond=False)
    return made


def _owner(requirement: Requirement, context: Context) -> tuple[Requirement, Window | None]:
    body = requirement.body
    if isinstance(body, SumRule) and body.window:
        return requirement, body.window
    for other in context.rules.requirements:
        if other.code == requirement.within and isinstance(other.body, SumRule):
            return other, other.body.window
    return requirement, None

"""An entry with what was found about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction

from feltwork.core.certification._context import ZERO, Context
from feltwork.core.certification._facts import Entry, Outcome
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Kind
from feltwork.core.certification._verdict import Reason


class Fate(IntEnum):
    """From best to worst; the worst of several findings holds."""

    STANDS = 0
    WAITS = 1  # for a signature, or for evidence to be accepted
    UNSENT = 2  # nobody has been asked yet
    HUMAN = 3
    FALLS = 4


@dataclass(slots=True)
class Weighed:
    """An entry with what was found. `amount` is in the unit of its kind, also for one that waits."""

    entry: Entry
    level: str | None
    kind: Kind | None = None
    amount: Fraction = ZERO
    fate: Fate = Fate.STANDS
    reasons: list[Reason] = field(default_factory=list)
    questions: list[Reason] = field(default_factory=list)
    ruled: bool = False
    hours: Fraction = ZERO  # of this part of the entry, in this cycle

    def find(self, fate: Fate, found: Reason) -> None:
        """Note a finding; what a person must decide is also a question."""
        if fate > self.fate:
            self.fate = fate
        self.reasons.append(found)
        if fate is Fate.HUMAN or found.code == "evidence_waits":
            self.questions.append(found)


def ask(weighed: Weighed, context: Context, found: Reason) -> None:
    """Put *found* to a person, unless a person has answered it already."""
    question = str(found.data["question"])
    ruling = context.ruling(question)
    if ruling is None:
        weighed.find(Fate.HUMAN, found)
    elif ruling.outcome is Outcome.DO_NOT_COUNT:
        words: Data = {"by": ruling.by, "on": ruling.on, "why": ruling.reason}
        weighed.find(Fate.FALLS, reason("ruled_do_not_count", **words))
    else:
        said = reason("ruled_count", by=ruling.by, on=ruling.on, why=ruling.reason, amount=ruling.amount)
        weighed.reasons.append(said)

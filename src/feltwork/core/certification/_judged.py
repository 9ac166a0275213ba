"""What the judge of one requirement hands back, and the parts that all kinds share: waivers and rulings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ._context import ZERO, Context
from ._entries import Fate, Weighed
from ._facts import Outcome, Waiver
from ._reasons import Data, reason
from ._rules import Requirement
from ._verdict import EntryResult, Reason, RequirementResult, State

DONE = (State.MET, State.WAIVED)
RANK = {State.WAIVED: 0, State.MET: 0, State.HUMAN: 1, State.NOT_YET: 2, State.CANNOT: 3}


@dataclass(slots=True)
class Feed:
    """What one entry gives to one requirement. `useful` is the part that brings it nearer to what is asked."""

    requirement: str
    weighed: Weighed
    amount: Fraction
    level: str | None
    fate: Fate
    said: Reason | None = None
    useful: Fraction = ZERO
    more: Sequence[Reason] = ()


@dataclass(slots=True)
class Judged:
    """One requirement judged."""

    result: RequirementResult
    feeds: list[Feed] = field(default_factory=list)
    questions: list[Reason] = field(default_factory=list)
    days: tuple[EntryResult, ...] = ()
    raises: Fraction = ZERO


@dataclass(slots=True)
class Relief:
    """What waivers take off a requirement."""

    whole: bool = False
    amount: Fraction = ZERO
    levels: dict[str, Fraction | None] = field(default_factory=dict)  # None: the whole level
    reasons: list[Reason] = field(default_factory=list)

    def for_level(self, level: str, asked: Fraction, counted: Fraction) -> Fraction:
        """What is still asked in *level*; where the whole level is let go, what has been counted is enough."""
        off = self.levels.get(level, ZERO)
        return min(asked, counted) if off is None else max(asked - off, ZERO)


def relief(requirement: Requirement, context: Context) -> Relief:
    """All waivers in force on the day."""
    made = Relief()
    for waiver in context.waivers(requirement.code):
        if waiver.until and context.as_of > waiver.until:
            words: Data = {"amount": waiver.amount, "level": waiver.level, "until": waiver.until}
            made.reasons.append(reason("waiver_ended", **words))
        else:
            _add_waiver(made, waiver)
    if requirement.within:
        made.whole = made.whole or any(_is_whole(one, context) for one in context.waivers(requirement.within))
    return made


def _add_waiver(made: Relief, waiver: Waiver) -> None:
    words: Data = {"amount": waiver.amount, "level": waiver.level, "why": waiver.reason, "by": waiver.by}
    made.reasons.append(reason("waived", on=waiver.on, until=waiver.until, **words))
    if waiver.level:
        before = made.levels.get(waiver.level, ZERO)
        made.levels[waiver.level] = None if waiver.amount is None or before is None else before + waiver.amount
    elif waiver.amount is None:
        made.whole = True
    else:
        made.amount += waiver.amount


def _is_whole(waiver: Waiver, context: Context) -> bool:
    ended = waiver.until is not None and context.as_of > waiver.until
    return waiver.level is None and waiver.amount is None and not ended


def settle(judged: Judged, requirement: Requirement, context: Context, waived: bool = False) -> Judged:
    """The last word: a waiver of the whole, then a person's ruling on the requirement itself."""
    result = judged.result
    if waived and result.state is not State.MET:
        result = replace(result, state=State.WAIVED, missing=ZERO)
    ruling = context.ruling(requirement.code)
    if ruling:
        met = ruling.outcome is Outcome.COUNT
        words: Data = {"by": ruling.by, "on": ruling.on, "why": ruling.reason}
        said = reason("ruled_met", **words) if met else reason("ruled_not_met", **words)
        state = State.MET if met else State.NOT_YET
        missing = ZERO if met else max(result.missing, ZERO)
        result = replace(result, state=state, missing=missing, reasons=(said, *result.reasons))
        judged.questions = []
    if requirement.amended_by:
        said = reason("amended", amendment=requirement.amended_by, since=requirement.amended_since)
        result = replace(result, reasons=(*result.reasons, said))
    if str(requirement.unclear):
        warnings = (*result.warnings, reason("unclear_rule", requirement=requirement.code))
        result = replace(result, warnings=warnings)
    judged.result = result
    return judged


def better(candidates: Sequence[Judged]) -> Judged:
    """The most favourable of several judgements; the first of equals."""
    return min(candidates, key=lambda judged: (RANK[judged.result.state], judged.result.missing))

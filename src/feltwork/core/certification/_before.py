"""Before a level: whether it has begun, and what the levels before it ask for that is not there yet.

Nothing here changes a verdict. It is for what a school offers at a level, such as an examination: whoever has what the
levels before it ask for has reached it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ._facts import Record
from ._levels import Levels
from ._rules import GateRule, RuleSet
from ._verdict import LevelResult, RequirementResult, State, Verdict

DONE = (State.MET, State.WAIVED)
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """So much of *requirement* is missing in *level*, which lies before the one asked about."""

    requirement: str
    level: str
    missing: Fraction
    unit: str
    state: State  # not_yet, cannot (it can no longer be filled), human (a person has to decide)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """*begins_on*: the first day of the level, or None while nobody knows it."""

    level: str
    has_begun: bool
    begins_on: date | None
    gaps: tuple[Gap, ...]

    @property
    def is_reached(self) -> bool:
        return self.has_begun and not self.gaps


def before_level(rules: RuleSet, record: Record, verdict: Verdict, level: str) -> Before:
    """What stands between *record* and *level*, on the day of *verdict*, which is of the same rules and record.

    What is only recommended is never missing, nor is a minimum inside a whole that is missing already. Raises KeyError
    for a level that the rules do not have.
    """
    levels = Levels(rules.levels, record.level_starts, record.anchor_on)
    if level not in levels.codes:
        raise KeyError(level)
    place = levels.codes.index(level)
    starts = [on for code in levels.codes[place:] if (on := levels.starts_on(code)) is not None]
    earlier = set(levels.codes[:place])
    gaps = [gap for result in verdict.requirements for gap in _gaps(result, earlier)]
    wholes = {(gap.requirement, gap.level) for gap in gaps}
    parents = {result.code: result.parent for result in verdict.requirements}
    return Before(
        level=level,
        has_begun=bool(starts) and min(starts) <= verdict.as_of,
        begins_on=levels.starts_on(level),
        gaps=tuple(gap for gap in gaps if (parents[gap.requirement], gap.level) not in wholes),
    )


def opens_in(rules: RuleSet, code: str) -> str:
    """The level from which on the document or examination *code* can be met; "" where the rules name none."""
    for requirement in rules.requirements:
        body = requirement.body
        if isinstance(body, GateRule) and any(code in item.any_of for item in body.items):
            return body.opens_in
    return ""


def _gaps(result: RequirementResult, levels: set[str]) -> list[Gap]:
    if result.state in DONE or not result.decides:
        return []
    return [_gap(result, one) for one in result.levels if one.level in levels and _is_open(one)]


def _is_open(one: LevelResult) -> bool:
    return one.asked is not None and not one.recommended and one.state not in DONE


def _gap(result: RequirementResult, one: LevelResult) -> Gap:
    missing = max((one.asked or ZERO) - (one.counted - one.above), ZERO)
    return Gap(requirement=result.code, level=one.level, missing=missing, unit=result.unit, state=one.state)

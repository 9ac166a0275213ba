"""Examinations and reviews: attempts in order, waiting times after failures, and how many attempts there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from ._context import ZERO, Context
from ._entries import Fate, Weighed
from ._judged import Feed, Judged, relief, settle
from ._plain import plain_result
from ._reasons import reason
from ._rules import EvaluationRule, Requirement
from ._totals.filters import passes
from ._verdict import Reason, State


@dataclass(slots=True)
class Course:
    """How the attempts went."""

    passed: int = 0
    used: int = 0
    failed_in_a_row: int = 0
    last_failed: date | None = None
    feeds: list[Feed] = field(default_factory=list)

    def allowed_from(self, body: EvaluationRule) -> date | None:
        """The first day on which another attempt counts, where a failure makes one wait."""
        if self.last_failed is None:
            return None
        waits = [one for one in body.lock_outs if self.failed_in_a_row >= one.after.value]
        return max((one.wait.after(self.last_failed) for one in waits), default=None)


def judge_evaluation(
    requirement: Requirement, body: EvaluationRule, entries: Sequence[Weighed], context: Context
) -> Judged:
    """Whether enough attempts were passed; a failed one may lock the next out for a time."""
    own = [one for one in entries if one.kind and one.kind.code in body.of and passes(one, body.only, context)]
    course = Course()
    for one in own:
        course.feeds.append(_attempt(requirement, body, one, course))
    eased = relief(requirement, context)
    asked = max(requirement.asked.value - eased.amount, ZERO)
    counted = Fraction(course.passed)
    missing = max(asked - counted, ZERO)
    undecided = Fraction(sum(1 for feed in course.feeds if feed.fate is Fate.HUMAN))
    result = plain_result(
        requirement,
        state=_state(body, course, missing, undecided),
        asked=asked,
        counted=counted,
        missing=missing,
        undecided=undecided,
        reasons=[*eased.reasons, *_reasons(requirement, body, course, missing)],
    )
    return settle(Judged(result, course.feeds), requirement, context, eased.whole)


def _attempt(requirement: Requirement, body: EvaluationRule, one: Weighed, course: Course) -> Feed:
    feed = Feed(requirement.code, one, ZERO, one.level, one.fate)
    if one.fate is not Fate.STANDS:
        return feed
    on = one.entry.on
    allowed_from = course.allowed_from(body)
    if allowed_from and on < allowed_from:
        feed.fate = Fate.FALLS
        feed.said = reason("attempt_locked", on=on, allowed_from=allowed_from)
        return feed
    course.used += 1
    if one.entry.attributes.get("result") == "passed":
        course.passed += 1
        course.failed_in_a_row = 0
        feed.amount = feed.useful = Fraction(1)
        feed.said = reason("passed", on=on, attempt=course.used)
    else:
        course.failed_in_a_row += 1
        course.last_failed = on
        feed.said = reason("failed", on=on, attempt=course.used)
    return feed


def _state(body: EvaluationRule, course: Course, missing: Fraction, undecided: Fraction) -> State:
    if not missing:
        return State.MET
    if body.attempts and course.used + missing > body.attempts.value:
        return State.CANNOT
    return State.HUMAN if undecided >= missing else State.NOT_YET


def _reasons(requirement: Requirement, body: EvaluationRule, course: Course, missing: Fraction) -> list[Reason]:
    if not missing:
        return []
    said = [reason("missing", amount=missing, unit=requirement.unit)]
    if body.attempts and course.used + missing > body.attempts.value:
        said.append(reason("attempts_used", attempts=course.used, at_most=body.attempts.value))
    elif allowed_from := course.allowed_from(body):
        said.append(reason("next_attempt_from", allowed_from=allowed_from))
    return said

"""Everything a judge of one requirement may look at, prepared once for one record and one day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from ._approvals import Approvals
from ._facts import Approval, Outcome, Record, Ruling, Waiver
from ._levels import Levels
from ._moments import Moments, holds
from ._rules import Condition, DaysRule, Recognition, Requirement, RuleSet

ZERO = Fraction(0)
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Raise:
    """An amount that made-up days add to a requirement."""

    amount: Fraction
    days: int


@dataclass(frozen=True, slots=True)
class CycleSpan:
    """The cycle that is judged, both days inclusive; `carried` is what is left of earlier entries, in hours."""

    ordinal: int
    begins: date
    ends: date
    carried: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass
class Context:
    """One record under one rule set on one day. Facts dated after that day are not yet known."""

    rules: RuleSet
    record: Record
    as_of: date
    raises: dict[str, Raise] = field(default_factory=dict)
    span: CycleSpan | None = None
    shares: dict[str, dict[str, Fraction]] = field(default_factory=dict)  # what pools leave to each requirement

    @cached_property
    def moments(self) -> Moments:
        return Moments(self)

    def holds(self, condition: Condition) -> bool:
        """Whether a condition holds for this candidate on the day of judgement."""
        return holds(condition, self)

    @cached_property
    def levels(self) -> Levels:
        return Levels(self.rules.levels, self.record.level_starts, self.record.anchor_on)

    @cached_property
    def approvals(self) -> Approvals:
        recognised = [one for rule in self.rules.recognitions for one in self._recognised(rule)]
        return Approvals([*self.record.approvals, *recognised], self.rules.accepts, self.rules.ask_about)

    def _recognised(self, rule: Recognition) -> Iterator[Approval]:
        """Approvals of another body as ours, as far as both the approval and the recognition reach."""
        ours = self.rules.accepts[0] if self.rules.accepts else rule.issuer
        for one in self.record.approvals:
            if one.issuer == rule.issuer and one.kind == rule.approval:
                begins = max(one.valid_from, rule.valid_from or one.valid_from)
                ends = min((day for day in (one.valid_to, rule.valid_to) if day), default=None)
                if ends is None or begins <= ends:
                    yield replace(one, kind=rule.counts_as, issuer=ours, valid_from=begins, valid_to=ends)

    def ruling(self, question: str) -> Ruling | None:
        """The decision on a question or requirement, if it had been taken by the day of judgement."""
        found = self.record.rulings.get(question)
        return found if found and found.on <= self.as_of else None

    def answered(self, question: str, outcome: Outcome) -> bool:
        """Whether a person answered the question that way."""
        found = self.ruling(question)
        return found is not None and found.outcome is outcome

    def waivers(self, requirement: str) -> Iterator[Waiver]:
        """Waivers of a requirement granted by the day of judgement, ended ones included."""
        return (one for one in self.record.waivers if one.requirement == requirement and one.on <= self.as_of)

    @cached_property
    def level_now(self) -> str | None:
        return self.levels.on(self.as_of)

    @cached_property
    def last_training_day(self) -> date | None:
        """The last day of the last level, once all of its days are on the calendar; it may lie ahead.

        While days are still to be planned nobody can say when the training ends, so no window opens by mistake.
        """
        told = self.record.facts.get("training_ended_on")
        if told:
            return date.fromisoformat(told)
        if not self.rules.levels:
            return None
        last = self.rules.levels[-1].code
        days = [day.on for day in self.record.days if day.level == last]
        return max(days) if days and self._all_planned(last) else None

    def _all_planned(self, level: str) -> bool:
        own = [day for day in self.record.days if day.level == level]
        for requirement in self.rules.requirements:
            if isinstance(requirement.body, DaysRule):
                asked = _days_asked(requirement, requirement.body, self, level)
                return len(own) + self._recognised_days(level) >= asked
        return True

    def _recognised_days(self, level: str) -> Fraction:
        own = (one for one in self.record.recognised if one.kind == "training_day" and one.level == level)
        return sum((one.amount for one in own), ZERO)


def _days_asked(requirement: Requirement, body: DaysRule, context: Context, level: str) -> Fraction:
    if level in body.per_level:
        return body.per_level[level].value
    # Without days per level the whole number has to be on the calendar before the training can be said to end.
    elsewhere = sum(1 for day in context.record.days if day.level != level)
    given = sum((one.amount for one in context.record.recognised if one.kind == "training_day"), ZERO)
    return max(requirement.asked.value - elsewhere - given, ZERO)

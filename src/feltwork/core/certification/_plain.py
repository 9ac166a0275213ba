"""The result of a requirement that has no entries to divide: conditions, times, ratios, ways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from ._context import ZERO
from ._rules import Requirement
from ._verdict import GroupResult, Reason, RequirementResult, State


def plain_result(
    requirement: Requirement,
    *,
    state: State,
    asked: Fraction,
    counted: Fraction,
    missing: Fraction,
    reasons: Sequence[Reason],
    waiting: Fraction = ZERO,
    undecided: Fraction = ZERO,
    deadline: date | None = None,
    groups: tuple[GroupResult, ...] = (),
) -> RequirementResult:
    """A result without levels; what counts beyond what is asked is above."""
    return RequirementResult(
        code=requirement.code,
        kind=requirement.kind,
        unit=requirement.unit,
        state=state,
        asked=asked,
        counted=counted,
        waiting=waiting,
        missing=missing,
        levels=(),
        reasons=tuple(reasons),
        deadline=deadline,
        parent=requirement.within or None,
        undecided=undecided,
        above=max(counted - (asked - missing), ZERO),
        groups=groups,
    )

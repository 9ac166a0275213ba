"""Which kind of rule is compiled where."""

from __future__ import annotations

from feltwork.core.certification._rules import (
    DaysRule,
    ElapsedRule,
    EvaluationRule,
    GateRule,
    RatioRule,
    Requirement,
    SumRule,
    TimeRule,
    TotalRule,
)

from .common import Finish, Site
from .days import compile_days, compile_elapsed
from .gates import compile_gate
from .others import compile_evaluation, compile_ratio, compile_time, compile_ways
from .sums import compile_sum
from .totals import compile_total


def compile_requirement(requirement: Requirement, site: Site) -> Finish:
    """The columns of one requirement as it is read; raises `NotASet` where no query of ours can say it."""
    match requirement.body:
        case SumRule() as body:
            return compile_sum(requirement, body, site)
        case DaysRule() as body:
            return compile_days(requirement, body, site)
        case ElapsedRule() as body:
            return compile_elapsed(requirement, body, site)
        case GateRule() as body:
            return compile_gate(requirement, body, site)
        case TotalRule() as body:
            return compile_total(requirement, body, site)
        case TimeRule() as body:
            return compile_time(requirement, body, site)
        case EvaluationRule() as body:
            return compile_evaluation(requirement, body, site)
        case RatioRule() as body:
            return compile_ratio(requirement, body, site)
        case body:
            return compile_ways(requirement, body, site)

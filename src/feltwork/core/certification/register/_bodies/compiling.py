"""Which kind of rule is compiled where."""

from __future__ import annotations

from feltwork.core.certification._rules import (
    DaysRule,
    ElapsedRule,
    GateRule,
    Requirement,
    SumRule,
)
from feltwork.core.certification.register._moments import NotASet

from .common import Finish, Site
from .days import compile_days, compile_elapsed
from .gates import compile_gate
from .sums import compile_sum


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
        case body:
            raise NotASet(type(body).__name__)

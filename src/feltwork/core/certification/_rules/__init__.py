"""A certification programme as data: what `load` returns and `judge` reads. All frozen, all exact."""

from .admission import Criterion, Met, Option, Question, Route
from .days import Adds, DaysRule, ModeCap, Recording
from .gates import ElapsedRule, GateItem, GateRule, Remedy
from .kinds import GroupSize, Kind, Level
from .programme import Anchor, RuleSet
from .requirements import Amendment, Applies, Condition, Requirement, RuleBody
from .sources import Mark, Note, Number, Source
from .sums import Beyond, PerLevel, Strictness, SumRule, Window

__all__ = [
    "Adds",
    "Amendment",
    "Anchor",
    "Applies",
    "Beyond",
    "Condition",
    "Criterion",
    "DaysRule",
    "ElapsedRule",
    "GateItem",
    "GateRule",
    "GroupSize",
    "Kind",
    "Level",
    "Mark",
    "Met",
    "ModeCap",
    "Note",
    "Number",
    "Option",
    "PerLevel",
    "Question",
    "Recording",
    "Remedy",
    "Requirement",
    "Route",
    "RuleBody",
    "RuleSet",
    "Source",
    "Strictness",
    "SumRule",
    "Window",
]

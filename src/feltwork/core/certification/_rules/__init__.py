"""A certification programme as data: what `load` returns and `judge` reads. All frozen, all exact."""

from .admission import Criterion, Met, Option, Question, Route
from .clauses import Cap, Companion, Each, Exempt, Filter, From, More, Part, Weight
from .cycles import Bridge, Cycle, Opening, Recognition, Season
from .days import Adds, DaysRule, ModeCap, Recording
from .gates import ElapsedRule, GateItem, GateRule, Remedy
from .kinds import GroupSize, Kind, Level
from .moments import BUILT_IN, Condition, Moment, Point
from .programme import Anchor, RuleSet
from .requirements import Amendment, Applies, Requirement, RuleBody
from .sources import Length, Mark, Note, Number, Source
from .sums import Beyond, PerLevel, Strictness, SumRule, Window
from .totals import EvaluationRule, LockOut, Pool, RatioRule, TimeRule, TotalRule, Way, WaysRule

__all__ = [
    "BUILT_IN",
    "Adds",
    "Amendment",
    "Anchor",
    "Applies",
    "Beyond",
    "Bridge",
    "Cap",
    "Companion",
    "Condition",
    "Criterion",
    "Cycle",
    "DaysRule",
    "Each",
    "ElapsedRule",
    "EvaluationRule",
    "Exempt",
    "Filter",
    "From",
    "GateItem",
    "GateRule",
    "GroupSize",
    "Kind",
    "Length",
    "Level",
    "LockOut",
    "Mark",
    "Met",
    "ModeCap",
    "Moment",
    "More",
    "Note",
    "Number",
    "Opening",
    "Option",
    "Part",
    "PerLevel",
    "Point",
    "Pool",
    "Question",
    "RatioRule",
    "Recognition",
    "Recording",
    "Remedy",
    "Requirement",
    "Route",
    "RuleBody",
    "RuleSet",
    "Season",
    "Source",
    "Strictness",
    "SumRule",
    "TimeRule",
    "TotalRule",
    "Way",
    "WaysRule",
    "Weight",
    "Window",
]

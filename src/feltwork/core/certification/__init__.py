"""Certification programmes as data, judged exactly and explained.

    from feltwork.core.certification import Record, judge, load

    rules = load(text, name="my-school.yaml")
    verdict = judge(rules, Record(anchor_on=date(2025, 3, 14), …), as_of=date(2026, 11, 24))

Usable alone: no Django, no clock, no files. Everything that is known comes in as a `Record` (`_facts.py`); everything
that is found goes out as a `Verdict` (`_verdict.py`) of codes and numbers, whose meaning `docs/reason-codes.md` gives.
The language of rule files is described in `docs/guide/rules.md`; start reading the code at `_judge.py`.

`feltwork.core.certification.rulesets` holds the rule sets that ship with the package.
"""

from ._admission import AdmissionResult, CriterionResult, check_admission
from ._audit import drawn_for_audit
from ._before import Before, Gap, before_level, opens_in
from ._calendar import Period
from ._editions import Choice, is_open, judge_best
from ._errors import RuleError, RuleFileError
from ._examples import Check, Example, load_examples, run_example
from ._examples import Outcome as ExampleOutcome
from ._facts import (
    Approval,
    Attended,
    Entry,
    Gate,
    Hold,
    LevelStart,
    Outcome,
    Proof,
    Recognised,
    Record,
    Ruling,
    TrainingDay,
    Waiver,
)
from ._files import is_toml
from ._judge import judge
from ._levels import Levels
from ._load import check_file, load
from ._preview import Change, Subject, compare, preview
from ._project import Projection, project
from ._reasons import REASONS, STEPS
from ._review import Concern, review
from ._rules import (
    Amendment,
    Beyond,
    Cap,
    Condition,
    Criterion,
    Cycle,
    DaysRule,
    Each,
    ElapsedRule,
    EvaluationRule,
    Filter,
    GateItem,
    GateRule,
    Kind,
    Length,
    Level,
    Mark,
    Met,
    Moment,
    Note,
    Number,
    Point,
    Pool,
    Question,
    RatioRule,
    Remedy,
    Requirement,
    Route,
    RuleBody,
    RuleSet,
    Season,
    Source,
    Strictness,
    SumRule,
    TimeRule,
    TotalRule,
    WaysRule,
    Weight,
    Window,
)
from ._text import Text
from ._verdict import (
    Counted,
    CycleResult,
    EntryResult,
    GroupResult,
    LevelResult,
    NextStep,
    Reason,
    RequirementResult,
    Share,
    Standing,
    State,
    Verdict,
)
from ._whatif import WhatIf, best_borders, transfer, what_if, with_changes

__all__ = [
    "REASONS",
    "STEPS",
    "AdmissionResult",
    "Amendment",
    "Approval",
    "Attended",
    "Before",
    "Beyond",
    "Cap",
    "Change",
    "Check",
    "Choice",
    "Concern",
    "Condition",
    "Counted",
    "Criterion",
    "CriterionResult",
    "Cycle",
    "CycleResult",
    "DaysRule",
    "Each",
    "ElapsedRule",
    "Entry",
    "EntryResult",
    "EvaluationRule",
    "Example",
    "ExampleOutcome",
    "Filter",
    "Gap",
    "Gate",
    "GateItem",
    "GateRule",
    "GroupResult",
    "Hold",
    "Kind",
    "Length",
    "Level",
    "LevelResult",
    "LevelStart",
    "Levels",
    "Mark",
    "Met",
    "Moment",
    "NextStep",
    "Note",
    "Number",
    "Outcome",
    "Period",
    "Point",
    "Pool",
    "Projection",
    "Proof",
    "Question",
    "RatioRule",
    "Reason",
    "Recognised",
    "Record",
    "Remedy",
    "Requirement",
    "RequirementResult",
    "Route",
    "RuleBody",
    "RuleError",
    "RuleFileError",
    "RuleSet",
    "Ruling",
    "Season",
    "Share",
    "Source",
    "Standing",
    "State",
    "Strictness",
    "Subject",
    "SumRule",
    "Text",
    "TimeRule",
    "TotalRule",
    "TrainingDay",
    "Verdict",
    "Waiver",
    "WaysRule",
    "Weight",
    "WhatIf",
    "Window",
    "before_level",
    "best_borders",
    "check_admission",
    "check_file",
    "compare",
    "drawn_for_audit",
    "is_open",
    "is_toml",
    "judge",
    "judge_best",
    "load",
    "load_examples",
    "opens_in",
    "preview",
    "project",
    "review",
    "run_example",
    "transfer",
    "what_if",
    "with_changes",
]

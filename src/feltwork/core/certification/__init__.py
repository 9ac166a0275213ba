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
from ._calendar import Period
from ._errors import RuleError, RuleFileError
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
from ._judge import judge
from ._levels import Levels
from ._load import load
from ._preview import Change, Subject, compare, preview
from ._project import Projection, project
from ._reasons import REASONS, STEPS
from ._rules import (
    Amendment,
    Criterion,
    DaysRule,
    ElapsedRule,
    GateRule,
    Kind,
    Level,
    Mark,
    Met,
    Note,
    Number,
    Question,
    Requirement,
    Route,
    RuleSet,
    Source,
    Strictness,
    SumRule,
    Window,
)
from ._text import Text
from ._verdict import (
    Counted,
    EntryResult,
    LevelResult,
    NextStep,
    Reason,
    RequirementResult,
    Share,
    State,
    Verdict,
)

__all__ = [
    "REASONS",
    "STEPS",
    "AdmissionResult",
    "Amendment",
    "Approval",
    "Attended",
    "Change",
    "Counted",
    "Criterion",
    "CriterionResult",
    "DaysRule",
    "ElapsedRule",
    "Entry",
    "EntryResult",
    "Gate",
    "GateRule",
    "Hold",
    "Kind",
    "Level",
    "LevelResult",
    "LevelStart",
    "Levels",
    "Mark",
    "Met",
    "NextStep",
    "Note",
    "Number",
    "Outcome",
    "Period",
    "Projection",
    "Proof",
    "Question",
    "Reason",
    "Recognised",
    "Record",
    "Requirement",
    "RequirementResult",
    "Route",
    "RuleError",
    "RuleFileError",
    "RuleSet",
    "Ruling",
    "Share",
    "Source",
    "State",
    "Strictness",
    "Subject",
    "SumRule",
    "Text",
    "TrainingDay",
    "Verdict",
    "Waiver",
    "Window",
    "check_admission",
    "compare",
    "judge",
    "load",
    "preview",
    "project",
]

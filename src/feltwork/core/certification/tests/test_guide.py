"""The examples of the guide are true: they load, and Mara's table is what the engine says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from feltwork.core.certification import LevelStart, Met, State, check_admission, judge, load

from .builders import KINDS, approved, group, record, session

GUIDE = Path(__file__).parents[5] / "docs" / "guide" / "rules.md"
WHOLE, AMENDMENT, BRANCH, ADMISSION = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def mara(as_of):
    entries = [session(on=date(2026, month, 1), provider="nora") for month in (4, 6, 9)]
    alma = record(
        *entries,
        group(6, on=date(2026, 5, 1), provider="nora"),
        anchor_on=date(2026, 3, 2),
        level_starts=(
            LevelStart(level="beginning", on=date(2026, 3, 2)),
            LevelStart(level="advanced", on=date(2027, 3, 1)),
        ),
        approvals=approved("nora", *KINDS, issuer="Quiet River"),
        days=(),
    )
    return judge(load(WHOLE, name="quiet-river-2026.yaml"), alma, as_of=as_of)


def test_maras_table():
    found = mara(date(2027, 2, 20))
    codes = ("personal_sessions", "consultation_credits", "individual_credits")
    results = [found.requirement(code) for code in codes]
    assert [(one.counted, one.asked, one.state) for one in results] == [
        (3, 8, State.NOT_YET),
        (2, 10, State.NOT_YET),
        (0, 4, State.NOT_YET),
    ]
    first = found.next_steps[0]
    assert (first.code, first.due, first.data["amount"]) == ("fill_level", date(2027, 2, 28), 1)


def test_from_the_first_of_march_the_gap_stays():
    assert mara(date(2027, 3, 1)).requirement("personal_sessions").state is State.CANNOT


def test_the_amendment_the_branch_and_the_admission_of_the_guide():
    amended = load(WHOLE + AMENDMENT, name="quiet-river-2026.yaml")
    assert amended.amendments[0].requirements[0].body.caps[0].at_most.value == 8
    branch = load(BRANCH, name="quiet-river-cork.yaml", bases={"quiet-river-2026": WHOLE})
    assert branch.requirement("personal_sessions").asked.value == 10
    assert "individual_credits" not in [one.code for one in branch.requirements]
    admitting = load(WHOLE + ADMISSION, name="quiet-river-2026.yaml")
    answers = {"licence": "licence.pdf", "years_in_practice": 1}
    assert check_admission(admitting, "health_profession", answers, on=date(2026, 11, 24)).met is Met.HUMAN

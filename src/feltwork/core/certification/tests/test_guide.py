"""The examples of the guide are true: they load, and Mara's table is what the engine says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from feltwork.core.certification import (
    LevelStart,
    Met,
    State,
    check_admission,
    check_file,
    judge,
    load,
    load_examples,
    run_example,
)

from .builders import KINDS, approved, group, record, session

GUIDE = Path(__file__).parents[5] / "docs" / "guide" / "rules.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
WHOLE, AMENDMENT, BRANCH, ADMISSION, CYCLE, HARBOUR, MARA = BLOCKS


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


def test_from_nothing_to_a_passing_test():
    text = HARBOUR + MARA
    assert check_file(text, name="harbour-2026.yaml") == ()
    (example,) = load_examples(text, name="harbour-2026.yaml")
    outcome = run_example(example, lambda _: load(text, name="harbour-2026.yaml"))
    assert [(one.what, one.expected, one.got) for one in outcome.checks if not one.ok] == []
    changed = text.replace("at_least: 30", "at_least: 31")
    failed = run_example(example, lambda _: load(changed, name="harbour-2026.yaml"))
    assert [one.what for one in failed.checks if not one.ok] == ["1. hours state"]


def test_the_renewal_of_the_guide_is_a_cycle():
    base = HARBOUR.split("cycle:")[0] + CYCLE.replace("advanced_course", "course") + "requirements:"
    rules = load(base + HARBOUR.split("requirements:")[1], name="harbour-2026.yaml")
    assert (rules.cycle.carries, rules.cycle.grace.days) == (("course",), 60)


def test_the_guide_names_every_kind_of_requirement_and_every_word_of_a_filter():
    from feltwork.core.certification._language import REQUIREMENT_KINDS
    from feltwork.core.certification._language.clauses import FILTER

    text = GUIDE.read_text(encoding="utf-8")
    words = [*REQUIREMENT_KINDS, *FILTER.words, *REQUIREMENT_KINDS["total"].words]
    assert [word for word in words if f"`{word}`" not in text and f"`{word}:" not in text] == []

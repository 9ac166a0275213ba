"""When a candidate could finish."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from feltwork.core.certification import Gate, judge, project
from feltwork.core.certification.rulesets import rule_set

from .builders import ADVANCED, BEGINNING, INTERMEDIATE, codes, group, individual, module, people, record, sessions
from .test_judge import ALDER, STARTS, TODAY, samira

ALL_DAYS = (
    *module(BEGINNING, 1, date(2025, 3, 14), days=12),
    *module(INTERMEDIATE, 1, date(2026, 3, 6), days=12),
    *module(ADVANCED, 1, date(2027, 3, 12)),
    *module(ADVANCED, 2, date(2027, 10, 19)),
)
GATES = tuple(Gate(code=code, valid_from=date(2025, 1, 1)) for code in ("degree", "code_of_ethics", "licence"))


def estimate(alma, pace, as_of=TODAY, rules=ALDER):
    found = judge(rule_set(rules), alma, as_of=as_of)
    return project(rule_set(rules), alma, found, as_of=as_of, pace_per_month=Fraction(pace))


def beginner_credits():
    return individual(4, on=date(2025, 5, 1), provider="hanne")


def test_samira_could_finish_some_weeks_after_the_last_module():
    found = estimate(samira(beginner_credits(), days=ALL_DAYS, gates=GATES), 2)
    assert found.earliest == date(2027, 10, 24) + timedelta(days=42 + 21)
    assert found.latest == date(2027, 10, 24) + timedelta(days=84 + 42)
    assert "training_ends" in codes(found.assumptions)
    assert "must_end_by" in codes(found.assumptions)


def test_a_slower_pace_never_ends_earlier():
    alma = samira(beginner_credits(), days=ALL_DAYS, gates=GATES)
    ends = [estimate(alma, pace).earliest for pace in ("3", "2", "1", "1/2", "1/4")]
    assert ends == sorted(ends)
    assert ends[-1] > ends[0]


def test_without_dates_or_pace_there_is_no_estimate_and_a_reason():
    unplanned = estimate(samira(beginner_credits(), gates=GATES), 2)
    assert (unplanned.earliest, unplanned.assumptions[0].code) == (None, "training_days_unplanned")
    still = estimate(samira(beginner_credits(), days=ALL_DAYS, gates=GATES), 0)
    assert still.earliest is None
    assert "no_pace" in codes(still.assumptions)


def test_what_can_no_longer_be_met_is_not_estimated():
    found = estimate(samira(days=ALL_DAYS, gates=GATES), 2)  # no credits in Beginning, which is over
    assert found.earliest is None
    assert "not_estimated" in codes(found.assumptions)


def test_whoever_has_everything_could_finish_today():
    entries = (*sessions(12), *(individual() for _ in range(4)), group(24), group(18, provider="carla"))
    alma = record(*entries, approvals=people())
    found = estimate(alma, 1, as_of=date(2024, 12, 15), rules="se-sei")
    assert (found.earliest, found.latest) == (date(2024, 12, 15), date(2024, 12, 15))


def test_a_crawling_pace_ends_in_no_date_rather_than_an_error():
    alma = replace(samira(days=ALL_DAYS, gates=GATES), level_starts=STARTS[:1])
    assert estimate(alma, Fraction(1, 10**6)).latest is None


def test_a_negative_pace_is_refused():
    with pytest.raises(ValueError, match="negative"):
        estimate(samira(), -1)

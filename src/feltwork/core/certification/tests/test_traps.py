"""Traps other programmes fell into (`domain/certification.md`, section 14), by number."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from feltwork.core.certification import Counted, Period, State
from feltwork.core.certification.rulesets import rule_set

from .builders import (
    ADVANCED,
    BEGINNING,
    INTERMEDIATE,
    STARTS,
    approved,
    codes,
    group,
    individual,
    session,
    sessions,
    training,
    verdict,
    with_days,
)


def test_1_thirds_are_never_rounded():
    lines = [group(Fraction(1, 3)) for _ in range(9)]
    assert verdict("se-sei", *lines).requirement("consultation_credits").counted == 1


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        (date(2024, 11, 30), Period(years=1), date(2025, 11, 30)),
        (date(2024, 2, 29), Period(years=1), date(2025, 2, 28)),
        (date(2024, 1, 31), Period(months=1), date(2024, 2, 29)),
        (date(2024, 10, 31), Period(months=4), date(2025, 2, 28)),
        (date(2023, 5, 20), Period(days=90), date(2023, 8, 18)),
    ],
)
def test_4_years_and_months_are_calendar_years_and_months(day, period, expected):
    assert period.after(day) == expected


def test_10_the_same_body_with_two_numbers_says_where_each_was_read():
    number = rule_set("se-ease-base").requirement("personal_sessions").asked
    assert (number.value, number.source.code, number.mark.value) == (15, "transfers", "B")
    assert "12 to 16" in str(number.note)
    assert number.is_verified is False


def test_11_approved_today_says_nothing_about_a_past_session():
    one = session(on=date(2022, 6, 1))
    fate = verdict("se-sei", one, approvals=approved("ben", "personal_session", since=date(2023, 1, 1))).entry(one.id)
    assert (fate.amount, codes(fate.reasons)[1]) == (0, "approval_not_yet")


def test_11_a_signature_after_the_approval_ended_is_for_a_person():
    one = session(on=date(2023, 5, 1), signed_on=date(2023, 9, 2))
    found = verdict("se-sei", one, approvals=approved("ben", "personal_session", until=date(2023, 8, 31)))
    assert found.entry(one.id).counted is Counted.HUMAN
    asked = found.questions[0]
    assert (asked.data["question"], asked.data["ended_on"]) == (f"signature:{one.id}", date(2023, 8, 31))


def test_12_the_level_follows_from_the_day():
    days = {STARTS[BEGINNING]: BEGINNING, STARTS[INTERMEDIATE]: INTERMEDIATE, STARTS[ADVANCED]: ADVANCED}
    made = [session(on=on) for on in days]
    found = verdict("se-sei", *made)
    assert [found.entry(one.id).level for one in made] == list(days.values())


def test_12_before_training_there_is_no_level():
    one = session(on=date(2022, 2, 28))
    fate = verdict("se-sei", one).entry(one.id)
    assert (fate.level, codes(fate.reasons)) == (None, ["before_training"])


def test_13_a_total_that_is_met_hides_no_part_that_is_not():
    found = verdict("se-in", *sessions(2, 5, 5), *(individual() for _ in range(3)), group(45))
    assert found.requirement("personal_sessions").state is State.CANNOT
    assert found.requirement("consultation_credits").state is State.MET
    assert found.requirement("individual_credits").state is State.NOT_YET


def test_14_hybrid_is_not_in_person():
    days = with_days(training(), [day.id for day in training()][:13], mode="hybrid")
    assert verdict("se-ease-base", days=days).requirement("training_days").missing == 1


def test_14_what_is_above_a_cap_is_taken_where_it_hurts_least():
    """Thirteen online days in a level that has fourteen: one of them can go without a gap."""
    extra = with_days(training(), [])[:1]
    days = (*training(), *(with_days(extra, [extra[0].id], id=f"more-{number}")[0] for number in range(2)))
    online = with_days(days, [day.id for day in days if day.level == BEGINNING][:13], mode="online")
    found = verdict("se-ease-base", days=online).requirement("training_days")
    assert (found.state, found.counted) == (State.MET, 37)


def test_15_credits_are_not_hours():
    three_hours = group(3, provider="carla")
    assert verdict("se-sei", three_hours).requirement("faculty_credits").counted == 1
    assert verdict("se-ie-2018", three_hours).requirement("faculty_hours").counted == 3

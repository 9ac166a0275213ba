"""When a candidate may begin, as rules."""

from datetime import date

import pytest

from feltwork.apps.exams.retakes import Past, Terms, Way, way_in

TERMS = Terms(attempts=2, retake_days=30, lockout_days=365)
DAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("past", "leave", "today", "way"),
    [
        pytest.param([], None, DAY, Way("open", left=2), id="the first"),
        pytest.param([Past(DAY, "")], None, DAY, Way("waiting"), id="not decided"),
        pytest.param([Past(DAY, "passed")], None, DAY, Way("passed"), id="passed"),
        pytest.param([Past(DAY, "failed")], None, date(2026, 12, 18), Way("retake", date(2026, 12, 19), 1), id="29"),
        pytest.param([Past(DAY, "failed")], None, date(2026, 12, 19), Way("open", left=1), id="day 30"),
        pytest.param([Past(DAY, "failed")], DAY, DAY, Way("open", left=1), id="with leave"),
        pytest.param(
            [Past(date(2026, 1, 5), "failed"), Past(DAY, "failed")],
            None, DAY, Way("locked", date(2027, 11, 19), 2), id="locked out",
        ),
        pytest.param(
            [Past(date(2026, 1, 5), "failed"), Past(DAY, "failed")],
            None, date(2027, 11, 19), Way("open", left=2), id="anew after a year",
        ),
        pytest.param([Past(DAY, "void")], None, DAY, Way("open", left=2), id="one that does not count"),
        pytest.param(
            [Past(date(2026, 1, 5), "failed"), Past(DAY, "void")], None, DAY, Way("open", left=1), id="void later",
        ),
    ],
)  # fmt: skip
def test_the_way_in(past, leave, today, way):
    assert way_in(TERMS, past, leave_on=leave, today=today) == way


def test_its_season_comes_before_everything_but_a_pass():
    terms = Terms(2, 30, 365, opens_on=date(2026, 12, 1), closes_on=date(2026, 12, 24))
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 24), date(2026, 12, 25)]
    assert [way_in(terms, [], leave_on=DAY, today=day).code for day in days] == ["early", "open", "open", "closed"]
    closed = Terms(2, 30, 365, is_open=False)
    assert way_in(closed, [], leave_on=None, today=DAY) == Way("not_open", left=2)
    assert way_in(closed, [Past(DAY, "passed")], leave_on=None, today=DAY) == Way("passed")

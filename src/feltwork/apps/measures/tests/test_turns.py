"""On which days a plan asks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.apps.measures.turns import around_session, turns

FAR = datetime(2031, 1, 1, tzinfo=UTC)


def days(how, starts_on, ends_on=None, until=FAR):
    return [turn.period for turn in turns(how, starts_on=starts_on, ends_on=ends_on, zone="UTC", until=until)]


@pytest.mark.parametrize(
    ("how", "starts_on", "ends_on", "wanted"),
    [
        ("once", date(2026, 11, 19), None, ["once"]),
        ("weekly", date(2026, 11, 19), date(2026, 12, 4), ["2026-11-19", "2026-11-26", "2026-12-03"]),
        ("monthly", date(2026, 10, 31), date(2027, 2, 28), [
            "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28",
        ]),
        ("yearly", date(2024, 2, 29), date(2027, 3, 1), ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28"]),
        ("pre_post", date(2026, 11, 19), date(2029, 5, 1), ["pre", "post"]),
        ("every_session", date(2026, 11, 19), None, []),
    ],
)  # fmt: skip
def test_each_rhythm_has_its_days(how, starts_on, ends_on, wanted):
    assert days(how, starts_on, ends_on) == wanted


def test_a_turn_opens_with_the_day_on_the_clock_of_the_school():
    (turn,) = turns(
        "once",
        starts_on=date(2026, 11, 19),
        ends_on=None,
        zone="Europe/Berlin",
        until=datetime(2026, 11, 19, tzinfo=UTC),
    )
    assert turn.opens_at == datetime(2026, 11, 18, 23, tzinfo=UTC)
    assert (turn.due_at - turn.opens_at, turn.closes_at - turn.opens_at) == (timedelta(days=7), timedelta(days=28))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["weekly", "monthly", "yearly"]), st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_turns_of_a_series_do_not_overlap_and_come_in_order(how, starts_on):
    found = turns(how, starts_on=starts_on, ends_on=None, zone="Europe/London", until=FAR)
    for one, after in pairwise(found):
        assert one.opens_at < one.due_at <= one.closes_at <= after.opens_at


def test_around_a_session():
    begins, ends = datetime(2026, 11, 19, 14, tzinfo=UTC), datetime(2026, 11, 19, 15, tzinfo=UTC)
    before, after = (around_session(moment, begins=begins, ends=ends) for moment in ("before", "after"))
    assert (before.opens_at, before.due_at) == (begins - timedelta(days=1), begins)
    assert (after.opens_at, after.due_at) == (ends, ends + timedelta(days=1))

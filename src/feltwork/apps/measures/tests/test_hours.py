"""By when a person looks, in working time."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.apps.measures.hours import Desk

WEEKDAYS = Desk("12345", time(9), time(17), "Europe/London")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("since", "hours", "until"),
    [
        ("2026-11-19T09:00", 2, "2026-11-19T11:00"),
        ("2026-11-19T16:00", 2, "2026-11-20T10:00"),
        ("2026-11-20T16:00", 2, "2026-11-23T10:00"),  # over the weekend
        ("2026-11-21T03:00", 1, "2026-11-23T10:00"),
        ("2026-11-19T05:00", 8, "2026-11-19T17:00"),
        ("2026-11-19T18:00", 16, "2026-11-23T17:00"),
        ("2026-03-27T16:30", 1, "2026-03-30T08:30"),  # clocks went forward between: 09:30 in London is 08:30 UTC
    ],
)
def test_hours_are_counted_while_somebody_is_there(since, hours, until):
    begins = datetime.fromisoformat(since).replace(tzinfo=UTC)
    assert WEEKDAYS.look_by(begins, hours) == datetime.fromisoformat(until).replace(tzinfo=UTC)


@settings(max_examples=60, deadline=None)
@given(INSTANTS, st.integers(1, 80))
def test_it_is_never_sooner_than_the_hours_and_always_while_somebody_is_there(since, hours):
    by = WEEKDAYS.look_by(since, hours)
    assert by - since >= timedelta(hours=hours)
    assert WEEKDAYS.is_open(by - timedelta(microseconds=1))


@settings(max_examples=40, deadline=None)
@given(INSTANTS, st.integers(0, 10_000), st.integers(1, 40))
def test_what_is_answered_later_is_looked_at_no_sooner(since, minutes, hours):
    later = since + timedelta(minutes=minutes)
    assert WEEKDAYS.look_by(since, hours) <= WEEKDAYS.look_by(later, hours)


def test_nobody_at_all_is_no_promise():
    with pytest.raises(ValueError, match="nobody"):
        Desk("", time(9), time(17), "UTC").look_by(datetime(2026, 11, 19, tzinfo=UTC), 1)

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.apps.certification.intervals import (
    Interval,
    MissingTime,
    RepeatedTime,
    day_of,
    interval,
    is_zone,
    overlaps,
)

ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Apia",
]
hours = st.integers(min_value=1, max_value=12 * 60).map(lambda minutes: Fraction(minutes, 60))
days = st.dates(min_value=date(1995, 1, 1), max_value=date(2037, 12, 31))
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(on=days, start=times, hours=hours, zone=st.sampled_from(ZONES), second=st.none() | st.booleans())
def test_an_interval_lasts_what_was_asked_and_begins_at_the_time_on_the_clock(on, start, hours, zone, second):
    """True elapsed time, across any change of clocks; what cannot be told is asked."""
    try:
        found = interval(on=on, hours=hours, zone=zone, start=start, second=second)
    except MissingTime as gap:
        assert gap.before <= datetime.combine(on, start) < gap.after
    except RepeatedTime as twice:
        assert second is None
        assert twice.first < twice.second
        assert twice.first.replace(tzinfo=None) == twice.second.replace(tzinfo=None) == datetime.combine(on, start)
    else:
        assert found.hours == hours
        assert found.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(on, start)


@given(on=days, hours=hours, zone=st.sampled_from(ZONES), body_zone=st.sampled_from(ZONES))
def test_without_a_time_the_day_is_the_one_that_was_meant(on, hours, zone, body_zone):
    try:
        found = interval(on=on, hours=hours, zone=zone)
    except MissingTime:  # Samoa left out a whole day
        assert (zone, on) == ("Pacific/Apia", date(2011, 12, 30))
        return
    assert day_of(found.starts_at, zone=zone, is_time_known=False, body_zone=body_zone) == on


def test_a_time_that_the_clocks_jumped_over():
    with pytest.raises(MissingTime) as gap:
        interval(on=date(2026, 3, 29), hours=Fraction(1), zone="Europe/London", start=time(1, 30))
    assert gap.value.before == datetime(2026, 3, 29, 1, 0)
    assert gap.value.after == datetime(2026, 3, 29, 2, 0)


def test_a_time_that_came_twice():
    with pytest.raises(RepeatedTime) as twice:
        interval(on=date(2026, 10, 25), hours=Fraction(1), zone="Europe/London", start=time(1, 30))
    assert twice.value.first.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert twice.value.second.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("second", "hour"), [(False, 0), (True, 1)])
def test_a_time_that_came_twice_once_the_person_said_which(second, hour):
    found = interval(on=date(2026, 10, 25), hours=Fraction(1), zone="Europe/London", start=time(1, 30), second=second)
    assert found.starts_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_a_night_in_which_clocks_change_lasts_its_true_length():
    found = interval(on=date(2026, 3, 28), hours=Fraction(4), zone="Europe/London", start=time(23, 0))
    assert found.ends_at.astimezone(ZoneInfo("Europe/London")) == datetime(
        2026, 3, 29, 4, 0, tzinfo=ZoneInfo("Europe/London")
    )


def test_the_day_that_counts_is_the_one_of_the_body():
    late = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    assert day_of(late, zone="UTC", is_time_known=True, body_zone="Europe/Berlin") == date(2026, 6, 2)
    assert day_of(late, zone="UTC", is_time_known=False, body_zone="Europe/Berlin") == date(2026, 6, 1)


def span(start: int, end: int, known: bool = True) -> Interval:
    base = datetime(2026, 6, 1, tzinfo=UTC)
    return Interval(base + timedelta(minutes=start), base + timedelta(minutes=end), "UTC", known)


@given(st.integers(0, 100), st.integers(1, 100), st.integers(0, 100), st.integers(1, 100))
def test_intervals_overlap_when_they_share_a_minute_and_either_way_round(a, a_length, b, b_length):
    one, other = span(a, a + a_length), span(b, b + b_length)
    shared = set(range(a, a + a_length)) & set(range(b, b + b_length))
    assert overlaps(one, [other]) == overlaps(other, [one]) == bool(shared)


def test_where_no_time_is_known_nobody_can_say():
    assert not overlaps(span(0, 60), [span(0, 60, known=False)])


@pytest.mark.parametrize(
    ("name", "known"), [("Europe/London", True), ("Europe/Atlantis", False), ("../etc/passwd", False)]
)
def test_zones(name, known):
    assert is_zone(name) is known

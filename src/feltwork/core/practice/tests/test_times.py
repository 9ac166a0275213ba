"""Hours on the wall through changes of the clock. Dates of changes: the IANA database, security.md section 9."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.practice import ClockChange, RuleFault, clean_rule, comes_twice, instant, lasts, turn_instant, turns

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "UTC")


@pytest.mark.parametrize(
    ("zone", "first", "until"),
    [
        ("Europe/Berlin", datetime(2026, 10, 20, 14), date(2026, 11, 10)),
        ("America/New_York", datetime(2027, 3, 9, 14), date(2027, 3, 30)),
        ("Australia/Lord_Howe", datetime(2026, 9, 29, 14), date(2026, 10, 20)),
    ],
)
def test_two_in_the_afternoon_stays_two(zone, first, until):
    hours = turns(first, "FREQ=WEEKLY", until=until)
    assert len(hours) == 4
    moments = [turn_instant(hour, zone) for hour in hours]
    gaps = {later - earlier for earlier, later in pairwise(moments)}
    assert gaps > {timedelta(days=7)}  # one week is shorter or longer, because the clock changed
    assert {hour.time() for hour in hours} == {first.time()}


def test_an_hour_that_is_not_there_is_told():
    with pytest.raises(ClockChange) as told:
        instant(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")
    assert told.value.instead == datetime(2026, 3, 29, 3, 30)
    assert turn_instant(datetime(2026, 3, 29, 2, 30), "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_the_first_is_meant():
    local = datetime(2026, 10, 25, 2, 30)
    assert comes_twice(local, "Europe/Berlin")
    assert instant(local, "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not comes_twice(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")


@settings(max_examples=60)
@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from(ZONES), st.integers(1, 600))
def test_minutes_are_true_minutes(local, zone, minutes):
    begins = turn_instant(local.replace(second=0, microsecond=0), zone)
    assert lasts(begins, minutes) - begins == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=YEARLY", "often"),
        ("FREQ=WEEKLY;BYHOUR=3", "part"),
        ("weekly", "unreadable"),
        ("FREQ=WEEKLY;BYDAY=XX", "unreadable"),
    ],
)
def test_rules_that_we_do_not_take(rule, code):
    with pytest.raises(RuleFault) as fault:
        clean_rule(rule)
    assert fault.value.code == code


def test_a_rule_is_tidied():
    assert clean_rule("rrule:interval=2;freq=weekly;byday=TU") == "FREQ=WEEKLY;BYDAY=TU;INTERVAL=2"
    hours = turns(datetime(2026, 11, 3, 14), "FREQ=WEEKLY;INTERVAL=2;COUNT=3", until=date(2027, 12, 31))
    assert [hour.day for hour in hours] == [3, 17, 1]

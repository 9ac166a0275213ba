"""Hours on the wall through changes of the clock. Dates of changes: the IANA database, security.md section 9."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.practice import (
    ClockChange,
    RuleFault,
    before,
    clean_rule,
    comes_twice,
    instant,
    lasts,
    moved_rule,
    nth_weekday,
    turn_instant,
    turns,
)

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


def test_an_hour_that_comes_twice_is_told():
    local = datetime(2026, 10, 25, 2, 30)
    assert comes_twice(local, "Europe/Berlin")
    assert instant(local, "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(local, "Europe/Berlin", second=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
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
        ("FREQ=DAILY;INTERVAL=0", "unreadable"),
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


@settings(max_examples=40)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(ZONES),
    st.integers(5, 120),
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=WEEKLY;INTERVAL=2"]),
)
def test_the_hours_of_a_series_add_up_to_the_true_time(first, zone, minutes, rule):
    """Whatever clocks do meanwhile: as many minutes as turns times the length, and none overlaps the next."""
    first = first.replace(minute=30, second=0, microsecond=0)
    hours = turns(first, rule, until=first.date() + timedelta(days=120))
    begun = [turn_instant(one, zone) for one in hours]
    ended = [lasts(one, minutes) for one in begun]
    total = sum((end - begin for begin, end in zip(begun, ended, strict=True)), timedelta())
    assert total == timedelta(minutes=minutes * len(hours))
    assert all(end <= later for end, later in zip(ended, begun[1:], strict=False))


@pytest.mark.parametrize(
    ("zone", "day", "true_minutes"),
    [  # security.md section 9: wall 01:30-03:30 or 01:30-02:30 is not what a clock alone says
        ("Europe/Berlin", (datetime(2026, 10, 25, 1, 30), datetime(2026, 10, 25, 3, 30)), 180),
        ("America/New_York", (datetime(2027, 3, 14, 1, 30), datetime(2027, 3, 14, 3, 30)), 60),
        ("Australia/Lord_Howe", (datetime(2026, 4, 5, 1), datetime(2026, 4, 5, 3)), 150),
    ],
)
def test_what_a_wall_shows_is_not_what_passes(zone, day, true_minutes):
    begins, ends = (instant(one, zone) for one in day)
    assert ends - begins == timedelta(minutes=true_minutes)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_a_day_before_two_is_two(zone):
    for month in range(1, 13):
        for day in range(2, 28):
            moment = turn_instant(datetime(2027, month, day, 14), zone)
            assert before(moment, 24, zone) == turn_instant(datetime(2027, month, day - 1, 14), zone)
    assert before(moment, 3, zone) == moment - timedelta(hours=3)


def test_the_third_tuesday_of_each_month():
    assert nth_weekday(date(2027, 1, 19)) == "FREQ=MONTHLY;BYDAY=3TU"
    assert nth_weekday(date(2027, 1, 29)) == "FREQ=MONTHLY;BYDAY=-1FR"


def test_a_rule_moves_with_its_series():
    assert moved_rule("FREQ=WEEKLY;BYDAY=TU,TH", 1, date(2027, 1, 20)) == "FREQ=WEEKLY;BYDAY=WE,FR"
    assert moved_rule("FREQ=MONTHLY;BYDAY=3TU", 1, date(2027, 1, 20)) == "FREQ=MONTHLY;BYDAY=3WE"
    assert moved_rule("FREQ=MONTHLY;BYMONTHDAY=19", 1, date(2027, 1, 20)) == "FREQ=MONTHLY"
    assert moved_rule("FREQ=WEEKLY;BYDAY=TU", 0, date(2027, 1, 19)) == "FREQ=WEEKLY;BYDAY=TU"

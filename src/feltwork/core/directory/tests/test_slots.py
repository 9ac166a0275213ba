"""Times for a call: on the wall, through changes of clocks, without what is taken, and coarse."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.directory.slots import MOST_A_HALF, Window, all_slots, free_slots

LONDON = "Europe/London"
MONDAY = Window(0, time(9), time(12))
ZONES = st.sampled_from(["Europe/Berlin", LONDON, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])


def wall(moments, zone):
    return [f"{one.astimezone(ZoneInfo(zone)):%H:%M}" for one in moments]


def test_calls_begin_on_the_half_hour_and_end_within_the_hours():
    day = datetime(2026, 11, 23, tzinfo=UTC)  # a Monday
    windows = [Window(0, time(9, 10), time(11))]

    found = all_slots(windows, {}, zone=LONDON, minutes=20, after=day, until=day + timedelta(days=1))

    assert wall(found, LONDON) == ["09:30", "10:00", "10:30"]


def test_an_hour_that_clocks_skip_is_not_offered_and_one_that_comes_twice_is_once():
    windows = [Window(6, time(1, 30), time(3, 30))]
    spring, autumn = datetime(2027, 3, 28, tzinfo=UTC), datetime(2027, 10, 31, tzinfo=UTC)

    def on(day):
        after, until = day - timedelta(hours=3), day + timedelta(hours=20)
        return all_slots(windows, {}, zone="Europe/Berlin", minutes=30, after=after, until=until)

    assert wall(on(spring), "Europe/Berlin") == ["01:30", "03:00"]
    assert wall(on(autumn), "Europe/Berlin") == ["01:30", "02:00", "02:30", "03:00"]
    assert len(set(on(autumn))) == 4


def test_nine_in_the_morning_stays_nine_through_a_change_of_clocks():
    begin = datetime(2027, 3, 20, tzinfo=UTC)
    found = all_slots([MONDAY], {}, zone=LONDON, minutes=30, after=begin, until=begin + timedelta(days=14))
    nines = [one for one in found if wall([one], LONDON) == ["09:00"]]
    assert [one.hour for one in nines] == [9, 8]  # in UTC, before and after 28 March


def test_one_day_can_have_other_hours_or_none():
    day = datetime(2026, 11, 23, tzinfo=UTC)
    instead = {date(2026, 11, 23): [], date(2026, 11, 24): [(time(15), time(16))]}

    found = all_slots([MONDAY], instead, zone=LONDON, minutes=30, after=day, until=day + timedelta(days=8))

    assert [one.date().isoformat() for one in found[:2]] == ["2026-11-24"] * 2
    assert {one.date().isoformat() for one in found[2:]} == {"2026-11-30"}


def test_what_is_taken_is_left_out_and_few_are_shown():
    day = datetime(2026, 11, 23, tzinfo=UTC)
    busy = [(day + timedelta(hours=9, minutes=15), day + timedelta(hours=10))]

    found = free_slots([MONDAY], {}, zone=LONDON, minutes=30, busy=busy, after=day, until=day + timedelta(days=1))

    assert len(found) == MOST_A_HALF
    assert not {"09:00", "09:30"} & set(wall(found, LONDON))


@settings(max_examples=40, deadline=None)
@given(
    zone=ZONES,
    day=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    begins=st.times(),
    long=st.integers(1, 12),
    minutes=st.sampled_from([10, 15, 20, 45, 60]),
    busy=st.lists(st.tuples(st.integers(0, 60 * 24), st.integers(1, 300)), max_size=4),
)
def test_every_time_fits_its_hours_and_touches_nothing_that_is_taken(zone, day, begins, long, minutes, busy):
    ends = time(min(23, begins.hour + long), begins.minute)
    if ends <= begins:
        return
    start = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    taken = [(start + timedelta(minutes=a), start + timedelta(minutes=a + b)) for a, b in busy]
    asked = {"zone": zone, "minutes": minutes, "after": start, "until": start + timedelta(days=3)}
    windows = [Window(number, begins, ends) for number in range(7)]

    for one in free_slots(windows, {}, busy=taken, **asked):
        here, last = one.astimezone(ZoneInfo(zone)), (one + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
        assert here.minute in (0, 30)
        assert begins <= here.time().replace(tzinfo=None)
        assert last.date() == here.date() and last.time() <= ends
        assert not any(one < end and begin < one + timedelta(minutes=minutes) for begin, end in taken)

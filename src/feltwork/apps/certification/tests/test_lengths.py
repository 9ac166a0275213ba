import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.apps.certification.lengths import UnreadableLength, read_hours, write_hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("1", "1"),
        ("1.5", "3/2"),
        ("1,5", "3/2"),
        ("1:30", "3/2"),
        ("0:20", "1/3"),
        ("1:30 h", "3/2"),
        ("45 min", "3/4"),
        ("90 Minuten", "3/2"),
        ("2/3", "2/3"),
        ("0.33", "1/3"),
        ("0,67", "2/3"),
        ("1.17", "7/6"),
        ("1.333333", "4/3"),
        ("1 1/2", "3/2"),
        ("1½", "3/2"),
        ("⅔", "2/3"),
        ("1 h", "1"),
        ("1h30", "3/2"),
        ("1 h 30 min", "3/2"),
        ("1 hour and 15 minutes", "5/4"),
        ("2 Std. 20 Min.", "7/3"),
        (" 1\u00a0h ", "1"),
        ("0", "0"),
    ],
)
def test_lengths_as_people_write_them(text, hours):
    assert read_hours(text) == Fraction(hours)


@pytest.mark.parametrize("text", ["", "an hour", "1:75", "-1", "1/0", "1.5.2", "1/7", "=1+1", "1e3"])
def test_what_is_no_length_is_refused(text):
    with pytest.raises(UnreadableLength):
        read_hours(text)


@given(st.integers(min_value=1, max_value=12 * 60))
def test_what_we_write_we_read_back(minutes):
    hours = Fraction(minutes, 60)
    assert read_hours(write_hours(hours)) == hours


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(UnreadableLength):
        assert read_hours(text) >= 0

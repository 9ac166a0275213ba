from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from feltwork.apps.ui import words


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (7, "7"),
        (Fraction(20, 3), "6⅔"),
        ("107/6", "17⅚"),
        (Fraction(1, 3), "⅓"),
        (Fraction(3, 2), "1½"),
        ("0.75", "¾"),
        (Fraction(87, 20), "4 7/20"),
        (Fraction(7, 20), "7/20"),
        (Fraction(-5, 3), "−1⅔"),
        (Fraction(-2, 3), "−⅔"),
        (Fraction(1, 7), "1/7"),
    ],
)
def test_exact_numbers_are_written_as_people_write_them(value, written):
    assert words.fraction(value) == written


@given(st.fractions(min_value=-500, max_value=500, max_denominator=24))
def test_no_two_numbers_are_written_alike(value):
    """The written form leads back to the number: nothing is rounded."""
    glyphs = {glyph: part for part, glyph in words.GLYPHS.items()}
    written = words.fraction(value)
    sign = -1 if written.startswith("−") else 1
    total = Fraction(0)
    for part in written.removeprefix("−").split():
        for glyph in glyphs.keys() & set(part):
            total += glyphs[glyph]
            part = part.replace(glyph, "")
        total += Fraction(part or 0)
    assert sign * total == value


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        words.fraction(0.1)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1, "1 hour"),
        (2, "2 hours"),
        ("3/2", "1 hour 30 minutes"),
        ("1/3", "20 minutes"),
        ("1/60", "1 minute"),
        ("5/9", "33⅓ minutes"),
        (0, "0 minutes"),
    ],
)
def test_lengths_are_hours_and_minutes(value, written):
    assert words.hours(value) == written


def test_dates_are_written_out():
    assert words.date_words(date(2026, 11, 19)) == "19 November 2026"
    assert words.date_words(None) == ""


def test_a_moment_is_told_on_the_readers_clock():
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert words.moment_words(late) == "20 November 2026 at 00:30"
        assert words.date_words(late) == "20 November 2026"
        assert words.time_words(late) == "00:30"


def test_the_month_speaks_the_readers_language():
    with translation.override("de"):
        assert "November" in words.date_words(date(2026, 11, 19))
        assert "März" in words.date_words(date(2026, 3, 19))


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Samira Daley", "SD"), ("Kofi Adomako-Bell", "KB"), ("Cher", "C"), ("  ", "·"), ("Ana María de la O", "AO")],
)
def test_initials(name, letters):
    assert words.initials(name) == letters


def test_a_persons_colour_stays():
    assert words.dye("Samira Daley") == words.dye("Samira Daley")
    assert {words.dye(f"Person {n}") for n in range(60)} == set(words.DYES)

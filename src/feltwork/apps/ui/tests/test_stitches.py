from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from feltwork.apps.ui.stitches import MOST_STITCHES, PARTS, row

amounts = st.fractions(min_value=0, max_value=60, max_denominator=6)


def looks(drawn):
    return [stitch.look for stitch in drawn.stitches]


def test_thirds_are_drawn_as_thirds():
    drawn = row(6, Fraction(8, 3), waiting=1)
    assert looks(drawn) == ["is-in", "is-in", "is-part", "is-wait", "", ""]
    assert drawn.stitches[2].part == 67


def test_this_entry_comes_after_what_waits():
    assert looks(row(4, 2, waiting=1, new=1)) == ["is-in", "is-in", "is-wait", "is-new"]


def test_what_goes_beyond_is_not_drawn():
    assert looks(row(4, 7)) == ["is-in"] * 4


def test_many_units_become_a_bar():
    assert row(216, 120, waiting=24).bar == (("is-in", 0, 555), ("is-wait", 555, 111))


@given(st.integers(1, MOST_STITCHES), amounts, amounts, amounts)
def test_there_is_one_stitch_for_each_unit(asked, counted, waiting, new):
    drawn = row(asked, counted, waiting, new)
    assert len(drawn.stitches) == asked
    assert {stitch.part for stitch in drawn.stitches if stitch.look == "is-part"} <= set(PARTS)


@given(st.integers(MOST_STITCHES + 1, 400), amounts, amounts, amounts)
def test_a_bar_stays_within_its_frame(asked, counted, waiting, new):
    assert sum(width for _look, _start, width in row(asked, counted, waiting, new).bar) <= 1000

"""Markup with gaps is filled as a template would have been."""

import pytest
from django.utils.safestring import SafeString

from feltwork.apps.ui.patterns import Pattern, gap


def test_gaps_are_filled_each_time_anew_and_escaped():
    pattern = Pattern(f"<b>{gap('name')}</b>, {gap('km')} km, <i>{gap('name')}</i>")

    assert pattern.filled(name="Ana", km=3) == "<b>Ana</b>, 3 km, <i>Ana</i>"
    assert pattern.filled(name="<Bo>", km=SafeString("<u>4</u>")) == "<b>&lt;Bo&gt;</b>, <u>4</u> km, <i>&lt;Bo&gt;</i>"


def test_markup_without_gaps_stays_as_it_is():
    assert Pattern("[name] %s {name}").filled() == "[name] %s {name}"


def test_a_gap_is_never_left_open():
    with pytest.raises(KeyError, match="km"):
        Pattern(gap("km")).filled(name="Ana")

"""What the levels before one ask for, and from which level on a document can be met."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.certification import State, Waiver, before_level, judge, opens_in
from feltwork.core.certification.rulesets import rule_set

from .builders import ADVANCED, BEGINNING, INTERMEDIATE, STARTS, TODAY, record, sessions

HOUSE = rule_set("alder-house-2024-2")


def before(level, found, *, on=TODAY):
    return before_level(HOUSE, found, judge(HOUSE, found, as_of=on), level)


def gaps(level, found, **more):
    return {(one.requirement, one.level): one.missing for one in before(level, found, **more).gaps}


def test_nothing_lies_before_the_first_level():
    found = before(BEGINNING, record())
    assert (found.is_reached, found.begins_on) == (True, STARTS[BEGINNING])


def test_each_minimum_of_each_earlier_level_that_is_not_met():
    found = gaps(ADVANCED, record(*sessions(4, 1)))
    assert found["personal_sessions", INTERMEDIATE] == 3
    assert ("personal_sessions", BEGINNING) not in found
    assert not [level for _requirement, level in found if level == ADVANCED]


def test_a_gap_that_can_no_longer_be_filled_says_so():
    """The minimum of a level is hard here: once the next one has begun, nothing is added to it."""
    (gap,) = (one for one in before(INTERMEDIATE, record(*sessions(3))).gaps if one.requirement == "personal_sessions")
    assert (gap.missing, gap.unit, gap.state) == (1, "session", State.CANNOT)


def test_a_level_that_lies_ahead_has_not_begun():
    found = before(ADVANCED, record(*sessions(4, 4)), on=date(2023, 12, 1))
    assert (found.has_begun, found.begins_on) == (False, STARTS[ADVANCED])
    assert before(INTERMEDIATE, record(*sessions(4)), on=date(2023, 12, 1)).has_begun


def test_what_is_waived_is_not_missing():
    waiver = Waiver(requirement="personal_sessions", level=BEGINNING, reason="x", by="Ruth", on=date(2023, 1, 1))
    assert ("personal_sessions", BEGINNING) not in gaps(INTERMEDIATE, record(waivers=(waiver,)))


def test_a_level_that_the_rules_do_not_have():
    with pytest.raises(KeyError):
        before("master", record())


@given(st.integers(0, 6), st.integers(0, 6))
def test_more_in_the_log_is_never_more_to_do(few, more):
    less, whole = gaps(ADVANCED, record(*sessions(few))), gaps(ADVANCED, record(*sessions(few + more)))
    assert all(whole[key] <= less.get(key, Fraction(0)) for key in whole)


def test_from_which_level_on_an_examination_can_be_met():
    assert opens_in(HOUSE, "written_examination") == ADVANCED
    assert (opens_in(HOUSE, "licence"), opens_in(HOUSE, "nothing")) == ("", "")

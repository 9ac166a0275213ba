from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.exams import angoff

from .examples import few

FIRST = [[0.5, 0.9, 0.4], [0.7, 0.8, 0.9], [0.6, 0.7, 0.2]]
SECOND = [[0.6, 0.8, 0.5], [0.7, 0.8, 0.6], [0.5, 0.8, 0.4]]


def test_a_cut_of_three_judges_by_hand():
    """Second round: item means 0.6, 0.8, 0.5; judges' means 19/30, 21/30, 17/30; their deviation 1/15."""
    found = angoff([FIRST, SECOND])
    assert found.cut == pytest.approx(19 / 30)
    assert found.spread == pytest.approx(1 / 15)
    assert found.se == pytest.approx(1 / 15 / np.sqrt(3))
    assert [round(one.severity, 4) for one in found.judges] == [0, 0.0667, -0.0667]
    assert (found.rounds[0].cut, found.rounds[1].cut) == (pytest.approx(19 / 30), found.cut)
    assert found.rounds[0].spread > found.rounds[1].spread
    assert (found.disputed, angoff([FIRST]).disputed, found.few_judges) == ((), (2,), True)


ratings = st.floats(0, 1, allow_subnormal=False)
tables = st.integers(1, 5).flatmap(
    lambda items: st.lists(st.lists(ratings, min_size=items, max_size=items), min_size=2, max_size=6)
)


@few
@given(tables)
def test_a_complete_round_is_the_mean_of_all_and_severities_cancel(table):
    found = angoff([table])
    assert found.cut == pytest.approx(np.mean(table))
    assert found.spread == pytest.approx(np.std(np.mean(table, axis=1), ddof=1), abs=1e-12)
    assert sum(one.severity for one in found.judges) == pytest.approx(0, abs=1e-9)


def test_a_judge_who_leaves_items_out_moves_only_those_rated():
    found = angoff([[[0.6, 0.8], [0.8, None]]])
    assert found.cut == pytest.approx((0.7 + 0.8) / 2)
    assert [(round(one.severity, 3), one.rated) for one in found.judges] == [(-0.05, 2), (0.1, 1)]


def test_an_item_of_more_points_weighs_more():
    found = angoff([SECOND], points=[1, 2, 1])
    assert found.cut == pytest.approx((0.6 + 2 * 0.8 + 0.5) / 4)
    assert [round(one.severity, 4) for one in found.judges] == [0, 0.05, -0.05]
    with pytest.raises(ValueError, match="points"):
        angoff([SECOND], points=[1, 2])


@pytest.mark.parametrize("rounds", [[[[0.5, 0.5]]], [[[0.5, None], [0.5, None]]], [[[None], [None]]]])
def test_one_judge_or_an_item_nobody_rated_sets_no_cut(rounds):
    found = angoff(rounds)
    assert (found.cut, found.se, found.why) == (None, None, "not_enough")


def test_judges_are_held_beside_what_candidates_did():
    found = angoff([SECOND], observed=[0.62, 0.9, float("nan")])
    assert [one.r for one in found.judges] == [None, None, None]  # two items say nothing
    found = angoff([SECOND], observed=[0.62, 0.9, 0.4])
    assert all(one.r > 0.9 for one in found.judges)


@pytest.mark.parametrize("rounds", [[], [[0.5]], [[[1.2]]], [[[0.5]], [[0.5, 0.5]]]])
def test_what_is_no_round_is_refused(rounds):
    with pytest.raises(ValueError, match=r"round|rating"):
        angoff(rounds)

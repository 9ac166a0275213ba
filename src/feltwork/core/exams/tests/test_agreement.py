from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.exams import LEVELS, icc, weighted_kappa

from .examples import few

# Shrout and Fleiss 1979, table 2: six targets, four judges
JUDGES = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
# Agresti 1990, table 2.12 (Hout et al. 1987): 91 couples
COUPLES = [(7, 7, 2, 3), (2, 8, 3, 7), (1, 5, 4, 9), (2, 8, 9, 14)]


@pytest.mark.parametrize(
    ("raters", "value", "low", "high"),
    [("any", 0.17, -0.133, 0.72), ("same", 0.29, 0.019, 0.76)],
)
def test_the_intraclass_correlations_of_shrout_and_fleiss(raters, value, low, high):
    """Values: Shrout and Fleiss 1979, table 4. Intervals: the same data in the manual of psych for R (ICC)."""
    found = icc(JUDGES, raters=raters, least=6)
    assert (round(found.value, 2), round(found.low, 3), round(found.high, 2), found.n) == (value, low, high, 6)


def test_the_weighted_kappa_of_ninety_one_couples():
    """Linear weights: 0.2374, standard error 0.07832, as vcd for R gives it for this table (Kappa(SexualFun))."""
    pairs = [(x, y) for x, row in enumerate(COUPLES) for y, count in enumerate(row) for _ in range(count)]
    found = weighted_kappa(*zip(*pairs, strict=True), levels=range(4), weights="linear")
    assert (found.n, round(found.value, 4)) == (91, 0.2374)
    assert round((found.high - found.low) / 2 / 1.959964, 4) == 0.0783


levels = st.sampled_from(LEVELS)


@few
@given(st.lists(st.tuples(levels, levels), min_size=10, max_size=40))
def test_quadratic_kappa_is_one_less_squared_difference_over_what_chance_gives(pairs):
    found = weighted_kappa(*zip(*pairs, strict=True))
    a, b = (np.array([float(one) for one in side]) for side in zip(*pairs, strict=True))
    by_chance = ((a[:, None] - b[None, :]) ** 2).mean()
    if min(np.ptp(a), np.ptp(b)) == 0:
        assert (found.value, found.why) == (None, "no_spread")
    else:
        assert found.value == pytest.approx(1 - ((a - b) ** 2).mean() / by_chance)
        assert found.why == "no_interval" or -1 <= found.low <= found.value <= found.high <= 1


@few
@given(st.lists(levels, min_size=10, max_size=30))
def test_whoever_agrees_with_oneself_agrees_wholly(ratings):
    found = (
        weighted_kappa(ratings, ratings),
        icc([(one, one) for one in ratings]),
        icc([(one, one) for one in ratings], raters="same"),
    )
    whole = (None, "no_spread") if len(set(ratings)) == 1 else (1.0, "no_interval")
    assert [(one.value, one.why) for one in found] == [whole] * 3


@few
@given(st.lists(st.tuples(levels, levels, levels), min_size=10, max_size=20), st.sampled_from(["any", "same"]))
def test_an_interval_holds_its_value_and_a_shift_of_all_changes_nothing(rows, raters):
    found = icc(rows, raters=raters)
    if found.value is not None:
        assert found.low <= found.value + 1e-9
        assert found.value <= found.high + 1e-9
        moved = icc([[float(one) + 5 for one in row] for row in rows], raters=raters)
        assert moved.value == pytest.approx(found.value, abs=1e-7)


def test_raters_who_lean_agree_less_in_the_number():
    leaning = [(level, level + 1) for level in (0, 0.5, 1, 1.5, 2) * 4]
    assert icc(leaning, raters="same").value < 0.6


def test_too_few_sessions_give_no_number():
    assert weighted_kappa([1, 2, None], [1, 2, 3]).why == "not_enough"
    assert icc([(1, 2)] * 9).why == "not_enough"
    assert icc([]).why == "not_enough"
    assert icc([(1, 2), (None, 3)] * 9 + [(2, 2)]).n == 10

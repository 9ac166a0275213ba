"""Effect sizes against published data, published worked values, and other ways of reckoning the same."""

import csv
import os
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from feltwork.core.evaluation import (
    NotComputable,
    hedges_g,
    paired_change,
    reliable_counts,
    reliable_difference,
    reliable_shares,
    wilson,
)

HERE = Path(__file__).resolve()
ARMS = ("mean_arm1", "sd_arm1", "n_arm1", "mean_arm2", "sd_arm2", "n_arm2")


def metapsy():
    """PTSD trials with their published g: metapsy-project/data-ptsd-psyctr, ODC-BY 1.0."""
    places = [Path(os.environ.get("FELTWORK_SHARED", "")), *(one / "shared" for one in HERE.parents)]
    path = next((one / "data/metapsy/data.csv" for one in places if (one / "data/metapsy/data.csv").is_file()), None)
    if path is None:
        pytest.skip("needs ../shared/data/metapsy")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return rows, [row for row in rows if all(row[name] != "NA" for name in ARMS)]


def number(word):
    return float(word.replace(",", "."))


def of(row):
    m1, sd1, n1, m2, sd2, n2 = (number(row[name]) for name in ARMS)
    return hedges_g(m1, sd1, int(n1), m2, sd2, int(n2))


def test_all_published_effects_of_the_ptsd_trials_are_found_again():
    rows, complete = metapsy()
    near = [row for row in complete if abs(abs(of(row).g) - abs(number(row[".g"]))) <= 0.005]
    assert (len(rows), len(complete), len(near)) == (131, 112, 112)


def test_and_their_standard_errors():
    _rows, complete = metapsy()
    near = [row for row in complete if abs(of(row).se - number(row[".g_se"])) <= 0.0005]
    assert len(near) == 112


def test_the_worked_row():
    """Fonzo 2017, CAPS (domain/instruments.md section 2)."""
    found = hedges_g(29.6, 21.26, 25, 64.23, 21.77, 26)
    assert (round(abs(found.g), 3), found.g < 0, found.j) == (1.584, True, 1 - 3 / (4 * 49 - 1))


@pytest.mark.parametrize(
    ("sd", "r", "z", "expected"),
    [(4.5, 0.92, 1.96, 3.528), (5.5, 0.89, 1.96, 5.056), (5.62, 0.89, 1.96, 5.167), (5.62, 0.89, 1.645, 4.336)],
    ids=["GAD-7", "PHQ-9", "PSC-17", "PSC-17 at 90 %"],
)
def test_reliable_change_of_the_handbook(sd, r, z, expected):
    assert round(reliable_difference(sd, r, z), 3) == expected


@pytest.mark.parametrize(("d", "n1", "n2"), [(0.2, 40, 40), (0.8, 25, 60), (1.6, 30, 30), (0.0, 20, 20)])
def test_the_interval_is_near_the_exact_one(d, n1, n2):
    """By the noncentral t distribution, which our formula is the usual short form of."""
    found = hedges_g(d, 1, n1, 0, 1, n2)
    t, scale = d / sqrt(1 / n1 + 1 / n2), sqrt(1 / n1 + 1 / n2)

    def end(share):
        return optimize.brentq(lambda nc: stats.nct.cdf(t, n1 + n2 - 2, nc) - share, t - 8, t + 8) * scale

    # the exact ends are those of d; made smaller as g is
    assert (found.low, found.high) == pytest.approx((end(0.975) * found.j, end(0.025) * found.j), abs=0.05)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    chance = np.random.default_rng(6)
    held = 0
    for _ in range(600):
        these, those = chance.normal(0.5, 1, 20), chance.normal(0, 1, 25)
        found = hedges_g(these.mean(), these.std(ddof=1), 20, those.mean(), those.std(ddof=1), 25)
        held += found.low <= 0.5 <= found.high
    assert 0.93 <= held / 600 <= 0.97


sane = st.floats(-50, 50)
spread = st.floats(0.5, 20)
many = st.integers(2, 300)


@given(sane, spread, many, sane, spread, many, st.floats(-100, 100), st.floats(0.1, 10))
@settings(max_examples=60, deadline=None)
def test_moving_or_stretching_the_scale_changes_no_effect_and_exchange_turns_its_sign(
    m1, s1, n1, m2, s2, n2, by, times
):
    one = hedges_g(m1, s1, n1, m2, s2, n2)
    other = hedges_g(m1 * times + by, s1 * times, n1, m2 * times + by, s2 * times, n2)
    turned = hedges_g(m2, s2, n2, m1, s1, n1)
    assert other.g == pytest.approx(one.g, abs=1e-6)
    assert (turned.g, turned.low, turned.high) == pytest.approx((-one.g, -one.high, -one.low))
    assert abs(one.g) <= abs(one.d) and one.low <= one.g <= one.high


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((1, 1, 1, 0, 1, 9), "too_few"),
        ((1, 0, 9, 1, 0, 9), "no_spread"),
        ((float("nan"), 1, 9, 1, 1, 9), "not_a_number"),
    ],
)
def test_what_cannot_be_reckoned_says_why(arguments, code):
    with pytest.raises(NotComputable) as refused:
        hedges_g(*arguments)
    assert refused.value.code == code


PRE = [20, 15, 18, 22, 9, 14, 17, 25, 11, 16]
POST = [14, 12, 18, 15, 8, 15, 10, 19, 9, 11]


def test_a_paired_change_is_that_of_scipy():
    found, test = paired_change(PRE, POST), stats.ttest_rel(POST, PRE)
    interval = test.confidence_interval(0.95)
    assert (found.t, found.degrees, found.p) == pytest.approx((test.statistic, test.df, test.pvalue))
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.correlation == pytest.approx(stats.pearsonr(PRE, POST).statistic)


def test_each_way_to_standardise_has_its_own_name():
    found, before, after = paired_change(PRE, POST), np.array(PRE), np.array(POST)
    moves = after - before
    average = sqrt((before.var(ddof=1) + after.var(ddof=1)) / 2)
    r = np.corrcoef(before, after)[0, 1]
    assert found.d_av == pytest.approx(moves.mean() / average)
    assert found.d_z == pytest.approx(found.t / sqrt(10))
    assert found.d_rm == pytest.approx(found.d_z * sqrt(2 * (1 - r)))
    assert found.g == pytest.approx(found.d_av * (1 - 3 / (4 * 9 - 1)))


def test_the_error_of_a_paired_effect_is_what_repeating_the_study_shows():
    chance = np.random.default_rng(66)
    spreads = [[36, 0.6 * 6 * 8], [0.6 * 6 * 8, 64]]
    found = [paired_change(*chance.multivariate_normal([20, 15], spreads, 40).T) for _ in range(800)]
    truth = -5 / sqrt(50)
    covered = np.mean([one.g_low <= truth <= one.g_high for one in found])
    assert np.mean([one.g for one in found]) == pytest.approx(truth, abs=0.01)
    assert np.mean([one.g_se for one in found]) == pytest.approx(np.std([one.g for one in found]), rel=0.08)
    assert 0.93 <= covered <= 0.97


@given(st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27)), min_size=3, max_size=30))
@settings(max_examples=50, deadline=None)
def test_going_back_is_the_same_change_with_the_other_sign(pairs):
    pre, post = zip(*pairs, strict=True)
    try:
        there, back = paired_change(pre, post), paired_change(post, pre)
    except NotComputable as refused:
        assert refused.code == "no_spread"
        return
    assert (there.difference, there.g, there.d_z) == pytest.approx((-back.difference, -back.g, -back.d_z))
    assert (there.low, there.g_se, there.p) == pytest.approx((-back.high, back.g_se, back.p))


def test_reliable_shares_count_both_ways_and_both_directions():
    pre, post = [20] * 22, [14] * 8 + [18] * 7 + [27] * 7
    found = reliable_shares(pre, post, needed=5.056, higher_is="worse")
    assert [(one.verdict, one.count) for one in found.shares] == [("better", 8), ("none", 7), ("worse", 7)]
    assert reliable_counts(pre, post, needed=5.056, higher_is="better") == (7, 7, 8)


def test_a_published_number_is_reached_and_a_computed_one_exceeded():
    counts = [
        reliable_counts([20] * 3, [14, 20, 26], needed=6, higher_is="worse", reached=way) for way in (True, False)
    ]
    assert counts == [(1, 1, 1), (0, 3, 0)]


def test_few_who_got_worse_stand_with_those_without_change_and_are_not_left_out():
    found = reliable_shares([20] * 22, [14] * 10 + [20] * 11 + [27], needed=6, higher_is="worse")
    assert [(one.verdict, one.count) for one in found.shares] == [("better", 10), ("none_or_worse", 12)]


def test_where_hardly_anybody_changed_nothing_is_told():
    found = reliable_shares([20] * 22, [14] + [20] * 20 + [27], needed=6, higher_is="worse")
    assert [one.count for one in found.shares] == [None, None, None]


def test_the_interval_of_a_share_is_that_of_scipy():
    expected = stats.binomtest(8, 22).proportion_ci(method="wilson")
    assert wilson(8, 22) == pytest.approx((expected.low, expected.high), abs=1e-4)

"""Mixed models against a likelihood written out here, against the t test, and against made-up people whose change is
known."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from feltwork.core.evaluation import NotComputable, mixed_change


def people(n, days, *, slope=-0.05, sd_level=4.0, sd_slope=0.02, sd_within=2.0, seed=1, missed=0.0):
    """Answers of *n* people on *days*: own level about 20, own slope about *slope* in a day."""
    chance = np.random.default_rng(seed)
    rows = []
    for person in range(n):
        level, own = chance.normal(20, sd_level), chance.normal(slope, sd_slope)
        for day in days:
            value = level + own * day + chance.normal(0, sd_within)
            if day == days[0] or chance.random() >= missed:
                rows.append((f"p{person}", f"d{day}", day, value))
    return pd.DataFrame(rows, columns=["person", "point", "day", "value"])


def by_hand(frame, fixed, random):
    """Restricted likelihood of a mixed model, reckoned person by person; variances by their Cholesky factor."""
    groups = [np.array(index) for index in frame.reset_index().groupby("person").indices.values()]
    y, q = frame["value"].to_numpy(), random.shape[1]
    lower = np.tril_indices(q)

    def parts(theta):
        factor = np.zeros((q, q))
        factor[lower] = theta[:-1]
        information, right, log = 0, 0, 0
        whole = []
        for index in groups:
            z = random[index]
            v = z @ factor @ factor.T @ z.T + np.exp(theta[-1]) * np.eye(len(index))
            inverse = np.linalg.inv(v)
            x = fixed[index]
            information = information + x.T @ inverse @ x
            right = right + x.T @ inverse @ y[index]
            log += np.linalg.slogdet(v)[1]
            whole.append((index, inverse))
        beta = np.linalg.solve(information, right)
        rest = sum((y[i] - fixed[i] @ beta) @ inverse @ (y[i] - fixed[i] @ beta) for i, inverse in whole)
        return beta, information, log + np.linalg.slogdet(information)[1] + rest

    start = np.r_[np.eye(q)[lower] * 2, 1.0]
    best = optimize.minimize(lambda theta: parts(theta)[2], start, method="Nelder-Mead",
                             options={"maxiter": 8000, "maxfev": 8000, "xatol": 1e-7, "fatol": 1e-9})  # fmt: skip
    beta, information, _ = parts(best.x)
    return beta, np.sqrt(np.diag(np.linalg.inv(information)))


def test_two_complete_points_are_the_paired_t_test():
    frame = people(24, [0, 90], sd_slope=0)
    found = mixed_change(frame, points=["d0", "d90"])
    wide = frame.pivot(index="person", columns="point", values="value")
    expected = stats.ttest_rel(wide["d90"], wide["d0"])
    low, high = expected.confidence_interval(0.95)
    (change,) = found.changes
    assert (found.model, found.method, found.people, found.answers) == ("random_intercept", "REML", 24, 48)
    assert [(one.model, one.why) for one in found.tried] == [("random_intercept_and_slope", "too_few_times")]
    assert (change.value, change.low, change.high) == pytest.approx(
        ((wide["d90"] - wide["d0"]).mean(), low, high), abs=1e-3
    )
    assert change.p == pytest.approx(expected.pvalue, rel=1e-2)


def test_a_model_with_missed_answers_is_the_one_reckoned_by_hand():
    frame = people(30, [0, 90, 180], sd_slope=0, missed=0.3, seed=3)
    found = mixed_change(frame.assign(day=0.0), points=["d0", "d90", "d180"])  # no time: no slope is tried
    ones = np.ones(len(frame))
    fixed = np.column_stack([ones, *((frame["point"] == one).to_numpy(dtype=float) for one in ("d90", "d180"))])
    beta, errors = by_hand(frame, fixed, ones[:, None])
    assert found.model == "random_intercept"
    assert [found.start.value, *(one.value for one in found.changes)] == pytest.approx(list(beta), abs=2e-3)
    assert [found.start.se, *(one.se for one in found.changes)] == pytest.approx(list(errors), abs=2e-3)


def test_a_slope_of_ones_own_is_found_as_by_hand_and_as_it_was_made():
    frame = people(60, [0, 60, 120, 180], sd_slope=0.04, seed=5, missed=0.1)
    found = mixed_change(frame)
    days = frame["day"].to_numpy(dtype=float)
    beta, errors = by_hand(
        frame, np.column_stack([np.ones(len(days)), days]), np.column_stack([np.ones(len(days)), days / 100 - 0.9])
    )
    (slope,) = found.changes
    assert (found.model, found.tried) == ("random_intercept_and_slope", ())
    assert (slope.value, slope.se) == pytest.approx((beta[1], errors[1]), abs=2e-4)
    assert slope.low <= -0.05 <= slope.high and found.start.low <= 20 <= found.start.high
    assert found.sd_slope == pytest.approx(0.04, rel=0.3) and found.sd_within == pytest.approx(2, rel=0.15)


def test_the_interval_of_a_known_change_holds_it_as_often_as_it_says():
    held = [
        one.low <= -4.5 <= one.high
        for seed in range(30)
        for one in mixed_change(people(25, [0, 90], sd_slope=0, missed=0.2, seed=seed), points=["d0", "d90"]).changes
    ]
    assert 0.88 <= np.mean(held) <= 1


def test_where_people_do_not_differ_the_simpler_model_is_named():
    """Each person's answers spread about the same mean more than those of different people: no variance between."""
    chance = np.random.default_rng(8)
    rows = []
    for person in range(12):
        for day, value in enumerate(20 + np.array([1, -1, 0]) * chance.uniform(1, 4)):
            rows.append((f"p{person}", f"d{day}", day, value))
    found = mixed_change(pd.DataFrame(rows, columns=["person", "point", "day", "value"]), points=["d0", "d1", "d2"])
    assert (found.model, found.method, found.sd_between) == ("no_random_effects", "OLS", None)
    assert [one.model for one in found.tried] == ["random_intercept_and_slope", "random_intercept"]
    assert {one.why for one in found.tried} <= {"at_the_edge", "not_converged", "failed"}


@pytest.mark.parametrize(
    ("frame", "code"),
    [(people(2, [0, 9]), "too_few"), (people(9, [0, 9]).assign(value=3.0), "no_spread"), (people(9, [0]), "too_few")],
)
def test_what_cannot_be_fitted_says_why(frame, code):
    with pytest.raises(NotComputable) as refused:
        mixed_change(frame, points=["d0", "d9"])
    assert refused.value.code == code


def test_the_order_of_rows_and_the_names_of_people_change_nothing():
    frame = people(15, [0, 30, 60], missed=0.2, seed=9)
    mixed = frame.sample(frac=1, random_state=2).assign(person=lambda rows: "x" + rows["person"])
    one, other = (mixed_change(rows, points=["d0", "d30", "d60"]) for rows in (frame, mixed))
    assert one.model == other.model
    assert [c.value for c in one.changes] == pytest.approx([c.value for c in other.changes], abs=1e-3)

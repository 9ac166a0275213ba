"""Pictures and tests of body maps, against the published example maps and against plain rebuilds of each formula."""

import csv
import io
import os
from itertools import combinations, product
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from feltwork.core.practice.maps import (
    LEAST_PEOPLE,
    brush,
    clusters,
    count,
    false_discovery,
    label_swaps,
    one_sample,
    paired,
    picture,
    sign_flips,
    signed,
    two_sample,
)

# emBODY: two figures on a canvas of 600 by 900 pixels, each 522 by 171
CANVAS = (600, 900)
UP, DOWN = (slice(9, 531), slice(32, 203)), (slice(9, 531), slice(695, 866))
HERE = Path(__file__).resolve()


def shared():
    """The folder with real data, beside the repository."""
    places = [Path(os.environ.get("FELTWORK_SHARED", "")), *(one / "shared" for one in HERE.parents)]
    found = next((one / "data/body_maps" for one in places if (one / "data/body_maps").is_dir()), None)
    return found or pytest.skip("needs ../shared/data/body_maps")


def painted(path):
    """The second of four sections, which -1 rows divide: time, x, y of each painted point."""
    sections = [[]]
    for row in csv.reader(io.StringIO(path.read_text())):
        if row == ["-1", "-1", "-1"]:
            sections.append([])
        elif all(row):
            sections[-1].append([float(one) for one in row])
    return np.array([row[1:] for row in sections[1]]).reshape(-1, 2)


def every_map():
    return [painted(path) for path in sorted(shared().glob("demo_subjects/*/*.csv"))]


def rebuilt(points):
    """The published steps again, point by point, with the brush as stamps and no library for pictures."""
    whole = np.zeros((CANVAS[0] + 14, CANVAS[1] + 14))
    spots = [(i, j) for i in range(-7, 8) for j in range(-7, 8)]
    weights = np.array([np.exp(-(i * i + j * j) / 50) for i, j in spots]).reshape(15, 15)
    weights /= weights.sum()
    for x, y in points:
        column = min(max(int(np.ceil(x + 1)), 1), 900) - 1
        row = min(max(int(np.ceil(y + 1)), 1), 600) - 1
        whole[row : row + 15, column : column + 15] += weights
    inside = whole[7:-7, 7:-7]
    return inside[9:531, 32:203] - inside[9:531, 695:866]


def test_the_42_example_maps_are_reproduced():
    maps = every_map()
    assert (len(maps), max(map(len, maps))) == (42, 3270)
    assert median(max(len(one), 1) for one in maps) == 828
    for points in maps:
        np.testing.assert_allclose(signed(points, CANVAS, up=UP, down=DOWN), rebuilt(points), atol=1e-12)


def test_the_example_mask_has_its_published_number_of_places():
    image = pytest.importorskip("PIL.Image")
    mask = np.array(image.open(shared() / "mask.png")) > 128
    assert (mask.shape, int(mask.sum())) == ((522, 171), 50_364)


def test_the_published_test_over_the_example_people_finds_nothing_as_three_people_must():
    """Each of 14 emotions over 3 people at every place of the mask, pooled over all as published, here for both
    tails: SciPy's t-test on the rebuilt pictures, and its false discovery rate."""
    image = pytest.importorskip("PIL.Image")
    mask = np.array(image.open(shared() / "mask.png")) > 128
    people = [sorted(one.glob("*.csv")) for one in sorted((shared() / "demo_subjects").iterdir())]
    assert [sum(len(painted(path)) for path in paths) for paths in people] == [27_772, 11_095, 7_920]
    pictures = np.array([[signed(painted(p), CANVAS, up=UP, down=DOWN)[mask] for p in paths] for paths in people])
    again = np.array([[rebuilt(painted(p))[mask] for p in paths] for paths in people])

    t, p = one_sample(pictures)

    differ = again.std(axis=0) > 1e-12
    theirs = stats.ttest_1samp(again, 0, axis=0)
    np.testing.assert_allclose(t[differ], theirs.statistic[differ], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(p[differ], theirs.pvalue[differ], rtol=1e-6)
    assert (int((p < 0.05).sum()), bool((t > 0).any()), bool((t < 0).any())) == (5_990, True, True)
    assert float(p.min()) == pytest.approx(5.2270e-6, rel=1e-4)
    assert (int(false_discovery(p).sum()), int(false_discovery(p, dependent=True).sum())) == (0, 0)


def test_points_beside_the_example_body_are_kept_and_clipped_by_the_mask_only():
    image = pytest.importorskip("PIL.Image")
    mask = np.array(image.open(shared() / "mask.png")) > 128
    inside = np.zeros(CANVAS, dtype=bool)
    inside[UP], inside[DOWN] = mask, mask
    counts = [count(points, CANVAS) for points in every_map()]
    assert (sum(int(one.sum()) for one in counts), sum(int(one[~inside].sum()) for one in counts)) == (46_787, 1_782)


def test_an_empty_map_is_a_picture_of_nothing():
    assert not signed(np.zeros((0, 2)), CANVAS, up=UP, down=DOWN).any()


def test_a_brush_keeps_the_sum_and_is_the_same_from_all_sides():
    stamp = brush()
    assert (stamp.shape, float(stamp.sum())) == ((15, 15), pytest.approx(1))
    np.testing.assert_allclose(stamp, stamp.T)
    np.testing.assert_allclose(stamp, stamp[::-1, ::-1])
    for wrong in ((14, 5), (15, 0)):
        with pytest.raises(ValueError, match="odd"):
            brush(*wrong)


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(-50, 150)), max_size=40))
def test_every_point_is_counted_once_also_beside_the_canvas(points):
    assert count(np.array(points).reshape(-1, 2), (60, 90)).sum() == len(points)


def test_a_picture_does_not_depend_on_the_order_of_points():
    points = np.random.default_rng(4).uniform(0, 50, (200, 2))
    np.testing.assert_allclose(picture(points, (60, 60)), picture(points[::-1], (60, 60)))


# --- tests at each place ---------------------------------------------------------------------------------------------


def group(people=12, seed=1, effect=0.0):
    pictures = np.random.default_rng(seed).normal(size=(people, 8, 9))
    pictures[:, 2:5, 3:6] += effect
    return pictures


def test_t_and_p_are_those_of_scipy():
    pictures, others = group(), group(seed=2)
    for ours, theirs in [
        (one_sample(pictures), stats.ttest_1samp(pictures, 0)),
        (paired(others, pictures), stats.ttest_rel(pictures, others)),
        (two_sample(pictures, others[:9]), stats.ttest_ind(pictures, others[:9], equal_var=False)),
    ]:
        np.testing.assert_allclose(ours[0], theirs.statistic)
        np.testing.assert_allclose(ours[1], theirs.pvalue)


def test_both_tails_are_looked_at():
    pictures = group(effect=3)
    assert one_sample(pictures)[1][3, 4] == pytest.approx(one_sample(-pictures)[1][3, 4])


def test_where_everybody_is_equal_nothing_is_found():
    t, p = one_sample(np.ones((5, 2, 2)) * 0)
    assert (t.max(), p.min()) == (0, 1)


@given(st.lists(st.floats(0, 1), max_size=60), st.booleans())
def test_false_discovery_is_scipys(p, dependent):
    found = false_discovery(np.array(p), dependent=dependent)
    theirs = stats.false_discovery_control(p, method="by" if dependent else "bh") if p else np.array([])
    clear = np.abs(theirs - 0.05) > 1e-9
    assert (found == (theirs <= 0.05))[clear].all()


def test_false_discovery_of_a_worked_example():
    # Benjamini and Hochberg 1995, section 3: 15 values, four hold at 0.05
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1,
    ]
    assert false_discovery(np.array(p)).tolist() == [True] * 4 + [False] * 11


# --- all places together ---------------------------------------------------------------------------------------------

MASK = np.ones((8, 9), dtype=bool)


def test_all_ways_of_flipping_give_the_exact_answer():
    pictures = group(people=8, effect=2.0)
    found = sign_flips(pictures, MASK, flips=256, seed=1)
    tops = []
    for signs in product((1, -1), repeat=8):
        flipped = pictures * np.array(signs)[:, None, None]
        tops.append(np.abs(one_sample(flipped)[0]).max())
    t = one_sample(pictures)[0][MASK]

    assert found.flips == 256
    np.testing.assert_allclose(found.t, t)
    np.testing.assert_allclose(found.p, [(np.array(tops) >= abs(one) - 1e-9).mean() for one in t])


def test_all_ways_of_dividing_two_groups_give_the_exact_answer(monkeypatch):
    monkeypatch.setattr("feltwork.core.practice.maps._flips.LEAST_PEOPLE", 4)
    these, those = group(people=4, effect=3.0) + 40, group(people=5, seed=9) + 40
    found = label_swaps(these, those, MASK, swaps=126, seed=1)
    everybody, tops = np.concatenate([these, those]), []
    for chosen in combinations(range(9), 4):
        inside = np.isin(np.arange(9), chosen)
        tops.append(np.abs(two_sample(everybody[inside], everybody[~inside])[0]).max())
    t = two_sample(these, those)[0][MASK]

    assert found.flips == 126
    np.testing.assert_allclose(found.t, t)
    np.testing.assert_allclose(found.p, [(np.array(tops) >= abs(one) - 1e-9).mean() for one in t])


def test_a_group_that_differs_is_found_where_it_differs_and_turns_its_sign_when_turned_round():
    these, those = group(people=14, effect=2.5), group(people=11, seed=5)
    found, turned = (label_swaps(*pair, MASK, swaps=400, seed=3) for pair in ((these, those), (those, these)))
    first = found.clusters[0]

    assert (first.p, bool(first.places[3, 4]), first.mass > 0) == (pytest.approx(1 / 400), True, True)
    np.testing.assert_allclose(turned.t, -found.t)


def test_a_small_group_is_not_compared():
    with pytest.raises(ValueError, match="fewer than 8"):
        label_swaps(group(people=20), group(people=7), MASK, swaps=10, seed=1)


def test_a_strong_patch_is_found_and_little_beside_it():
    found = sign_flips(group(people=20, effect=2.0), MASK, flips=500, seed=3)
    places = np.zeros(MASK.shape)
    places[MASK] = found.p
    first = found.clusters[0]

    assert (places[2:5, 3:6] <= 0.05).all()
    assert (first.p, bool(first.places[3, 4]), first.mass > 0) == (pytest.approx(1 / 500), True, True)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_negating_everybody_changes_no_p(seed):
    pictures = group(people=9, seed=seed, effect=1.0)
    one, other = (sign_flips(sign * pictures, MASK, flips=512, seed=1) for sign in (1, -1))
    np.testing.assert_allclose(one.p, other.p)


def test_too_few_people_show_nothing():
    with pytest.raises(ValueError, match=f"fewer than {LEAST_PEOPLE}"):
        sign_flips(group(people=3), MASK, flips=100, seed=1)


def test_it_can_be_watched_and_stopped():
    class Enough(Exception):
        pass

    seen = []

    def watch(number):
        seen.append(number)
        if number == 5:
            raise Enough

    with pytest.raises(Enough):
        sign_flips(group(), MASK, flips=100, seed=1, step=watch)
    assert seen == [1, 2, 3, 4, 5]


def test_clusters_of_different_sign_are_never_one():
    t = np.array([[3.0, 3.0, -3.0], [0.0, 0.0, 0.0], [3.0, 0.0, 0.0]])
    assert sorted(mass for _, mass in clusters(t, 2.5)) == [-3.0, 3.0, 6.0]

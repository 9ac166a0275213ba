from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from feltwork.core.exams import Choices, Item, analyse
from feltwork.core.exams._dif import mantel_haenszel

from .examples import MULTIPLE, REGION, SHORT, SINGLE, few

# Bock and Lieberman 1970, LSAT section 6: how many of 1,000 gave each pattern of five items
LSAT = (
    "00000 3, 00001 6, 00010 2, 00011 11, 00100 1, 00101 1, 00110 3, 00111 4, 01000 1, 01001 8, 01011 16, 01101 3, "
    "01110 2, 01111 15, 10000 10, 10001 29, 10010 14, 10011 81, 10100 3, 10101 28, 10110 15, 10111 80, 11000 16, "
    "11001 56, 11010 21, 11011 173, 11100 11, 11101 61, 11110 28, 11111 298"
)
# Bickel, Hammel and O'Connell 1975, admissions to Berkeley: men admitted, rejected; women admitted, rejected
BERKELEY = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]


def lsat() -> list[list[int]]:
    pairs = [one.split() for one in LSAT.split(", ")]
    return [[int(digit) for digit in pattern] for pattern, count in pairs for _ in range(int(count))]


def simulated(
    attempts: int = 400, items: int = 12, seed: int = 1, harder_for_b: float = 0.0
) -> tuple[np.ndarray, list[str]]:
    """Rasch's model; the first item may be harder for group b by some logits."""
    chance = np.random.default_rng(seed)
    groups = np.where(np.arange(attempts) % 2, "b", "a")
    ability, hard = chance.normal(size=(attempts, 1)), np.tile(np.linspace(-1.5, 1.5, items), (attempts, 1))
    hard[groups == "b", 0] += harder_for_b
    return (chance.random((attempts, items)) < 1 / (1 + np.exp(hard - ability))).astype(float), groups.tolist()


def test_the_five_items_of_lsat_6():
    """As ltm for R gives them (descript(LSAT)): share right, point-biserial with the rest, alpha, alpha without."""
    found = analyse(lsat())
    assert (found.attempts, found.length, found.is_drawn, found.reliability.name) == (1000, 5, False, "kr20")
    assert round(found.reliability.value, 4) == 0.2950
    assert [round(one.difficulty, 3) for one in found.items] == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert [round(one.r.value, 3) for one in found.items] == [0.113, 0.153, 0.173, 0.144, 0.122]
    assert [round(one.reliability_without, 4) for one in found.items] == [0.2754, 0.2376, 0.2168, 0.2459, 0.2663]
    assert [one.notes for one in found.items] == [("weak",), (), (), ("weak",), ("weak",)]


def test_the_common_odds_ratio_of_berkeley():
    """mantelhaen.test(UCBAdmissions) in R: 0.9046968, chi-square 1.4269, p 0.2323, interval 0.7719074 to 1.0603298."""
    found = mantel_haenszel(*(np.array([[float(row[side])] for row in BERKELEY]) for side in range(4)))
    odds, reach = float(np.exp(found.log_odds[0])), 1.959964 * float(found.se[0])
    assert (round(odds, 7), round(float(found.p[0]), 4)) == (0.9046968, 0.2323)
    assert round(odds * np.exp(-reach), 7) == 0.7719074
    assert round(odds * np.exp(reach), 7) == pytest.approx(1.0603298, abs=1e-7)


def test_what_every_statistic_is_when_written_out():
    x, _ = simulated()
    found = analyse(x)
    total = x.sum(axis=1)
    for number, one in enumerate(found.items):
        assert one.difficulty == pytest.approx(x[:, number].mean())
        assert one.r.value == pytest.approx(np.corrcoef(x[:, number], total - x[:, number])[0, 1])
        assert one.r.low < one.r.value < one.r.high
    k, variances = x.shape[1], x.var(axis=0, ddof=1)
    alpha = k / (k - 1) * (1 - variances.sum() / total.var(ddof=1))
    assert found.reliability.value == pytest.approx(alpha)
    assert found.reliability.low < alpha < found.reliability.high
    assert found.sd == pytest.approx(total.std(ddof=1) / k)
    assert found.sem == pytest.approx(found.sd * np.sqrt(1 - alpha))


def test_the_interval_of_feldt_is_left_as_often_as_it_says():
    """Of 200 simulated groups about one in twenty has the true value outside; true: alpha of one very large group."""
    true = analyse(simulated(60_000, 10, 99)[0]).reliability.value
    within = 0
    for seed in range(200):
        found = analyse(simulated(60, 10, 1000 + seed)[0]).reliability
        within += found.low <= true <= found.high
    assert 182 <= within <= 199


@few
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_the_order_of_attempts_and_items_does_not_matter(seed, chance):
    x, groups = simulated(120, 6, seed)
    rows, columns = list(range(120)), list(range(6))
    chance.shuffle(rows)
    chance.shuffle(columns)
    found = analyse(x, groups=groups)
    moved = analyse(x[np.ix_(rows, columns)], groups=[groups[row] for row in rows])
    assert moved.reliability.value == pytest.approx(found.reliability.value)
    for place, column in enumerate(columns):
        one, other = moved.items[place], found.items[column]
        assert one.r.value == pytest.approx(other.r.value)
        assert one.discrimination == pytest.approx(other.discrimination)


@few
@given(st.integers(0, 1000), st.floats(0.5, 0.9))
def test_a_drawn_form_is_looked_at_by_what_was_given(seed, share):
    """Leaving items out at random moves difficulty and r by chance only, and keeps them in range."""
    x, _ = simulated(600, 8, seed)
    drawn = np.where(np.random.default_rng(seed).random(x.shape) < share, x, np.nan)
    whole, part = analyse(x), analyse(drawn)
    assert part.is_drawn
    for one, other in zip(part.items, whole.items, strict=True):
        assert abs(one.difficulty - other.difficulty) < 0.15
        assert abs(one.r.value - other.r.value) < 0.3
    # a shorter form is less reliable by as much as Spearman and Brown say
    same_length = whole.reliability.value * part.length / 8 / (1 + (part.length / 8 - 1) * whole.reliability.value)
    assert part.reliability.value == pytest.approx(same_length, abs=0.12)


def test_upper_and_lower_count_ties_in_part():
    """40 attempts, 27 % are 10.8: eight with all right and 2.8 of the sixteen that tie below them; 16 have nothing."""
    x = np.array([[1, 1]] * 8 + [[1, 0]] * 8 + [[0, 1]] * 8 + [[0, 0]] * 16, dtype=float)
    found = analyse(x)
    assert found.items[0].discrimination == pytest.approx((8 + 2.8 / 2) / 10.8)


def test_the_choices_of_an_item_are_looked_at_one_by_one():
    x, _ = simulated(300, 10, 5)
    ability = x.sum(axis=1)
    answers = ["b" if right else "a" if able > 3 else None for right, able in zip(x[:, 0], ability, strict=True)]
    found = analyse(x, choices=[Choices.of(Item.from_data(SINGLE), answers), *[None] * 9]).items[0]
    a, b, c = found.choices
    assert (b.is_right, b.share, b.r) == (True, pytest.approx(found.difficulty), pytest.approx(found.r.value))
    assert (a.is_right, a.is_idle) == (False, False)
    assert (c.share, c.r, c.is_idle, c.is_tempting) == (0, None, True, False)
    assert "idle_choice" in found.notes


def test_a_wrong_choice_that_the_able_take_is_tempting():
    x, _ = simulated(300, 10, 5)
    able = x[:, 1:].sum(axis=1) >= 6
    x[:, 0] = ~able
    answers = ["a" if one else "b" for one in able]
    found = analyse(x, choices=[Choices.of(Item.from_data(SINGLE), answers), *[None] * 9]).items[0]
    assert [one.is_tempting for one in found.choices] == [True, False, False]
    assert {"negative", "tempting_choice"} <= set(found.notes)


def test_choices_of_several_and_of_a_figure():
    several = Choices.of(Item.from_data(MULTIPLE), [["a", "b"], None, ["c"]])
    assert several.chosen.astype(int).tolist() == [[1, 1, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 1, 0, 0]]
    figure = Choices.of(Item.from_data(REGION), ["head", {"x": 0.5, "y": 0.3}, {"x": 0.0, "y": 0.9}])
    assert figure.chosen.tolist() == [[False, False, True], [True, False, False], [False, False, False]]
    assert Choices.of(Item.from_data(SHORT), ["words"]) is None


def test_an_item_that_is_harder_for_one_group_is_found_and_the_others_are_not():
    x, groups = simulated(3000, 12, 7, harder_for_b=1.2)
    found = analyse(x, groups=groups)
    first, *others = [one.dif[0] for one in found.items]
    assert (first.group, first.reference, first.n, first.n_reference, first.size) == ("b", "a", 1500, 1500, "C")
    assert first.delta < -1.5
    assert first.q < 0.001
    assert {one.size for one in others} == {"A"}
    assert found.items[0].notes == ("dif",)


def test_the_same_as_statsmodels_says_of_the_same_strata():
    x, groups = simulated(600, 8, 3)
    dif = analyse(x, groups=groups).items[2].dif[0]
    total, focal = x.sum(axis=1), np.array(groups) == dif.group
    tables = []
    for level in np.unique(total):
        at = total == level
        tables.append([[int((x[at & side, 2] == value).sum()) for value in (1, 0)] for side in (~focal, focal)])
    theirs = StratifiedTable(np.array(tables, dtype=float).transpose(1, 2, 0))
    assert dif.delta == pytest.approx(-2.35 * theirs.logodds_pooled)
    assert dif.se == pytest.approx(2.35 * theirs.logodds_pooled_se)
    assert dif.p == pytest.approx(theirs.test_null_odds(correction=True).pvalue)


def test_small_groups_are_not_compared():
    x, groups = simulated(190)
    assert {one.dif[0].why for one in analyse(x, groups=groups).items} == {"not_enough"}
    assert analyse(x, groups=[None] * 190).items[0].dif == ()


def test_too_few_attempts_give_no_numbers():
    found = analyse(simulated(29)[0])
    assert (found.reliability.why, found.mean, found.sem) == ("not_enough", None, None)
    assert {(one.n, one.difficulty, one.r, one.why) for one in found.items} == {(29, None, None, "not_enough")}


def test_where_all_score_alike_there_is_no_correlation():
    found = analyse(np.ones((50, 4)))
    assert (found.reliability.why, found.items[0].why, found.items[0].difficulty) == ("no_spread", "no_spread", 1)
    assert found.items[0].notes == ("easy",)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (40, 0), (40, 1)])
def test_next_to_nothing_breaks_nothing(shape):
    assert analyse(np.zeros(shape)).reliability.value is None
    assert analyse(np.full(shape, np.nan), groups=["a"] * shape[0]).attempts == 0


def test_partial_scores_make_it_alpha():
    x, groups = simulated(400)
    x[:, 0] /= 2
    found = analyse(x, groups=groups)
    assert found.reliability.name == "alpha"
    assert found.items[0].dif[0].why == "no_spread"  # nobody had it wholly right


@pytest.mark.parametrize("wrong", [[1, 2, 3], [[2.0]], [[-0.1]]])
def test_what_is_no_matrix_of_scores_is_refused(wrong):
    with pytest.raises(ValueError, match=r"attempts|score"):
        analyse(wrong)


def test_groups_and_choices_are_those_of_the_attempts():
    with pytest.raises(ValueError, match="group"):
        analyse([[1.0, 0.0]], groups=["a", "b"])
    with pytest.raises(ValueError, match="choices"):
        analyse([[1.0]], choices=[Choices.of(Item.from_data(SINGLE), ["a", "b"])])

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.exams import (
    AnswerError,
    Item,
    agreed_mark,
    checked,
    is_answered,
    is_within,
    marks_apart,
    score,
    words_in,
)

from .examples import MATCHING, MULTIPLE, ORDERING, REGION, SHORT, SINGLE, answers, few, items


@few
@given(st.data())
def test_a_score_lies_between_nothing_and_everything(data):
    item = data.draw(items("single", "multiple", "ordering", "matching", "region"))
    given_score = score(item, data.draw(answers(item)))
    assert 0 <= given_score <= 1
    assert item.scoring == "partial" or given_score in (0, 1)


@few
@given(items("single", "multiple", "ordering", "matching", "region"))
def test_the_key_is_worth_everything_and_nothing_is_worth_nothing(item):
    key = item.data()["key"]
    assert score(item, key[0] if item.kind == "region" else key) == 1
    assert score(item, None) == 0


@few
@given(st.data())
def test_what_was_checked_is_checked_again_and_worth_the_same(data):
    item = data.draw(items())
    answer = data.draw(answers(item))
    kept = checked(item, answer)
    assert checked(item, kept) == kept
    assert score(item, kept) == score(item, answer)


@few
@given(st.data())
def test_partial_scoring_never_gives_less(data):
    item = data.draw(items("multiple", "ordering", "matching"))
    answer = data.draw(answers(item))
    strict, kind = (Item.from_data(item.data() | {"scoring": one}) for one in ("all_or_nothing", "partial"))
    assert score(strict, answer) <= score(kind, answer)


def test_blind_choosing_gains_nothing_before_it_is_cut_off_at_nothing():
    """The mean over all subsets of right less wrong is zero, so only luck within one item is kept."""
    item = Item.from_data(MULTIPLE)
    every = chain.from_iterable(combinations("abcde", size) for size in range(6))
    assert sum(Fraction(len({*one} & {*"ab"}), 2) - Fraction(len({*one} - {*"ab"}), 3) for one in every) == 0
    assert score(item, list("abcde")) == score(item, []) == 0


@pytest.mark.parametrize(
    ("data", "answer", "worth"),
    [
        (SINGLE, "b", 1),
        (SINGLE, "a", 0),
        (MULTIPLE, ["b", "a"], 1),
        (MULTIPLE, ["a"], Fraction(1, 2)),
        (MULTIPLE, ["a", "b", "c"], Fraction(2, 3)),
        (MULTIPLE, ["c", "d"], 0),
        (MULTIPLE | {"scoring": "all_or_nothing"}, ["a"], 0),
        (ORDERING, ["c", "a", "d", "b"], 1),
        (ORDERING, ["c", "a", "b", "d"], Fraction(2, 3)),  # one of six pairs the wrong way
        (ORDERING, ["b", "d", "a", "c"], 0),
        (ORDERING, ["c", "a"], Fraction(1, 6)),
        (ORDERING | {"scoring": "all_or_nothing"}, ["c", "a", "b", "d"], 0),
        (MATCHING, {"a": "t1", "b": "t0", "c": "t3"}, Fraction(2, 3)),
        (MATCHING, {"a": "t1", "b": ""}, Fraction(1, 3)),
        (MATCHING | {"scoring": "all_or_nothing"}, {"a": "t1", "b": "t0", "c": "t3"}, 0),
        (REGION, "chest", 1),
        (REGION, "belly", 0),
        (REGION, {"x": 0.5, "y": 0.3}, 1),
        (REGION, {"x": 0.5, "y": 0.4}, 0),
        (REGION, {"x": 0.5, "y": 0.35}, 1),  # the edge belongs to it
        (SHORT, "I stop.", None),
        (SHORT, "  ", 0),
    ],
)
def test_what_an_answer_is_worth(data, answer, worth):
    assert score(Item.from_data(data), answer) == worth


def test_the_points_of_an_order_are_kendalls_tau_where_that_is_above_nothing():
    item = Item.from_data(ORDERING)
    for order in permutations("abcd"):
        place = {one: number for number, one in enumerate("cadb")}
        ranks = [place[one] for one in order]
        backward = sum(ranks[i] > ranks[j] for i in range(4) for j in range(i + 1, 4))
        assert score(item, list(order)) == max(0, Fraction(6 - 2 * backward, 6))


@pytest.mark.parametrize(
    ("data", "answer", "code"),
    [
        (SINGLE, "z", "unknown_choice"),
        (SINGLE, ["b"], "wrong_shape"),
        (SINGLE, 1, "wrong_shape"),
        (MULTIPLE, "a", "wrong_shape"),
        (MULTIPLE, ["a", "a"], "twice"),
        (MULTIPLE, ["a", None], "wrong_shape"),
        (ORDERING, ["a", "a"], "twice"),
        (MATCHING, ["a"], "wrong_shape"),
        (MATCHING, {"a": "t9"}, "unknown_choice"),
        (MATCHING, {"z": "t1"}, "unknown_choice"),
        (MATCHING, {"a": ["t1"]}, "wrong_shape"),
        (REGION, "knee", "unknown_choice"),
        (REGION, {"x": 0.5}, "wrong_shape"),
        (REGION, {"x": 0.5, "y": 1.5}, "outside"),
        (REGION, {"x": float("nan"), "y": 0.5}, "wrong_shape"),
        (REGION, {"x": True, "y": 0.5}, "wrong_shape"),
        (SHORT, ["words"], "wrong_shape"),
        (SHORT, "x" * 20_001, "too_long"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(data, answer, code):
    with pytest.raises(AnswerError) as raised:
        checked(Item.from_data(data), answer)
    assert raised.value.code == code


@pytest.mark.parametrize("answer", [None, "", " \n", [], {}])
def test_nothing_is_no_answer(answer):
    assert not is_answered(answer)


@few
@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_triangle_holds_what_lies_on_its_side_of_each_edge(x, y):
    triangle = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]
    if abs(x + y - 1) > 1e-9:
        assert is_within((x, y), triangle) == (x + y < 1)
        assert is_within((x, y), triangle[::-1]) == (x + y < 1)


def test_words_are_what_blanks_separate():
    assert words_in(" Stop,\nlook  around – then ask.") == 6


def test_two_marks_that_are_close_are_enough_and_a_third_decides_otherwise():
    of = Fraction(4)
    assert agreed_mark([Fraction(3)], of=of) is None
    assert agreed_mark([Fraction(3), Fraction(2)], of=of) == Fraction(5, 2)
    assert marks_apart(Fraction(3), Fraction(3, 2), of=of)
    assert agreed_mark([Fraction(3), Fraction(1)], of=of) is None
    assert agreed_mark([Fraction(3), Fraction(1), Fraction(5, 2)], of=of) == Fraction(5, 2)

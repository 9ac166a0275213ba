"""Nobody can be told apart: not in tables of counts, not by subtracting one group from another."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.evaluation import Shown, suppress, tells_few

tables = st.integers(1, 3).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=1, max_size=3)
)


def could_be(table, found, cell, value):
    """Whether there is a table with *value* in *cell* that shows the very same numbers. By trying them all."""
    rows, columns = len(table), len(table[0])
    free = [(i, j) for i in range(rows) for j in range(columns) if found.cells[i][j] is None and (i, j) != cell]
    for values in product(range(0, 28), repeat=len(free)):
        other = np.array(table)
        other[cell] = value
        for place, number in zip(free, values, strict=True):
            other[place] = number
        sums = (tuple(other.sum(axis=1)), tuple(other.sum(axis=0)), other.sum())
        shown = (found.row_totals, found.column_totals, found.total)
        # a single row has no totals of columns but its cells, and the other way round
        row_fits = columns == 1 or all(s is None or s == o for s, o in zip(shown[0], sums[0], strict=True))
        column_fits = rows == 1 or all(s is None or s == o for s, o in zip(shown[1], sums[1], strict=True))
        if row_fits and column_fits and shown[2] in (None, sums[2]):
            return True
    return False


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ([[9, 8, 7]], ((9, 8, 7),)),
        ([[18, 2]], ((None, None),)),
        ([[10, 9, 1]], ((10, None, None),)),
        ([[20, 1, 1, 30]], ((None, None, None, 30),)),  # 1 and 1 of a shown sum of 2 would tell too much
        ([[20, 0]], ((None, None),)),  # nobody is fewer than five, too
        ([[12, 3], [9, 30]], ((None, None), (None, None))),
    ],
)
def test_a_small_count_takes_another_with_it(table, cells):
    assert suppress(table).cells == cells


@given(tables)
@settings(max_examples=40, deadline=None)
def test_no_small_count_is_shown_and_none_is_changed(table):
    found = suppress(table)
    counts = np.array(table)
    pairs = [(one, counts[i, j]) for i, row in enumerate(found.cells) for j, one in enumerate(row)]
    pairs += list(zip(found.row_totals, counts.sum(axis=1), strict=True)) if counts.shape[1] > 1 else []
    pairs += [(found.total, counts.sum())]
    assert [(one, int(true)) for one, true in pairs if one is not None and (one != true or one < 5)] == []


@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=1, max_size=2))
@settings(max_examples=25, deadline=None)
def test_each_small_count_could_be_anything_small_for_all_that_is_shown(table):
    found = suppress(table)
    small = [(i, j) for i, row in enumerate(table) for j, one in enumerate(row) if one < 5]
    assert [(cell, value) for cell in small for value in (0, 4) if not could_be(table, found, cell, value)] == []


def test_a_table_with_enough_in_each_cell_is_shown_whole():
    assert suppress([[5, 6], [7, 8]]).hidden == 0


@pytest.mark.parametrize("table", [[], [[]], [[-1, 9]]])
def test_what_is_no_table_is_refused(table):
    with pytest.raises(ValueError):
        suppress(table)


def group(*spans):
    return frozenset().union(*(range(low, high) for low, high in spans))


def test_twenty_and_nineteen_of_them_would_give_the_twentieth_away():
    shown = Shown()
    assert [shown.may(group((0, 20))), shown.may(group((0, 19))), shown.may(group((0, 20)))] == [True, False, True]
    assert (len(shown.groups), shown.refused) == (1, 1)


def test_fewer_than_five_are_never_shown():
    assert [Shown().may(range(n)) for n in (0, 1, 4, 5)] == [False, False, False, True]


def test_two_groups_that_are_safe_each_may_not_be_safe_together():
    """Everybody, the first ten, and all but the first eight: the two last overlap in two people."""
    shown = Shown()
    answers = [shown.may(group((0, 30))), shown.may(group((0, 10))), shown.may(group((8, 30)))]
    assert answers == [True, True, False]


def test_six_who_left_may_be_shown():
    shown = Shown()
    assert [shown.may(group((0, 26))), shown.may(group((0, 20))), shown.may(group((20, 26)))] == [True] * 3


def by_trying(groups, least):
    """Whether a sum over fewer than *least* people can be had, person by person and set by set."""
    everybody = sorted(frozenset().union(*groups))
    matrix = np.array([[one in members for one in everybody] for members in groups], dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    for size in range(1, least):
        for few in combinations(range(len(everybody)), size):
            rest = np.delete(matrix, few, axis=1)
            if np.linalg.matrix_rank(rest) < rank:
                return True
    return False


@given(st.lists(st.frozensets(st.integers(0, 8), min_size=1), min_size=1, max_size=4), st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_it_finds_what_trying_every_few_people_finds(groups, least):
    assert tells_few(list(dict.fromkeys(groups)), least) == by_trying(list(dict.fromkeys(groups)), least)

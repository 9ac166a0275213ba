from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from feltwork.core.exams import Bank, Blueprint, Unsound, blueprint_problems, draw

from .examples import few

Row = tuple[str, str, str, str]


def blueprint(*parts: Sequence[tuple[str, str, int]]) -> Blueprint:
    return Blueprint.from_data(
        {
            "parts": [
                {"title": "", "cells": [{"topic": t, "difficulty": d, "count": n} for t, d, n in cells]}
                for cells in parts
            ]
        }
    )


rows = st.lists(
    st.tuples(st.sampled_from("tuv"), st.sampled_from(["easy", "hard"]), st.sampled_from(["", "", "f", "g", "h"])),
    max_size=25,
).map(lambda found: [(f"i{n}", *row) for n, row in enumerate(found)])
cells = st.tuples(st.sampled_from("tuv"), st.sampled_from(["", "easy", "hard"]))
forms = st.lists(
    st.dictionaries(cells, st.integers(1, 5), min_size=1, max_size=4).map(
        lambda found: [(*cell, count) for cell, count in found.items()]
    ),
    min_size=1,
    max_size=3,
).map(lambda parts: blueprint(*parts))
exposures = st.dictionaries(st.integers(0, 24).map(lambda n: f"i{n}"), st.integers(0, 50))
some = st.sets(st.integers(0, 24).map(lambda n: f"i{n}"))


def most_that_fit(table: list[Row], form: Blueprint) -> int:
    """By SciPy's maximum flow: source → cell → family → sink."""
    wanted = [cell for part in form.parts for cell in part.cells]
    groups = {family or code: number for number, (code, _, _, family) in enumerate(table)}
    first = {group: 1 + len(wanted) + number for number, group in enumerate(groups)}
    size = 2 + len(wanted) + len(first)
    edges = {(0, 1 + number): cell.count for number, cell in enumerate(wanted)}
    edges |= {(node, size - 1): 1 for node in first.values()}
    for code, topic, difficulty, family in table:
        for number, cell in enumerate(wanted):
            if cell.topic == topic and cell.difficulty in ("", difficulty):
                edges[1 + number, first[family or code]] = 1
    places = np.array(list(edges), dtype=np.int32).reshape(-1, 2)
    graph = csr_array((np.array(list(edges.values()), dtype=np.int32), places.T), shape=(size, size))
    return int(maximum_flow(graph, 0, size - 1).flow_value)


@settings(max_examples=150, deadline=None)
@given(rows, forms, st.text(max_size=5), some, exposures)
def test_a_form_is_as_full_as_any_can_be_and_keeps_to_the_blueprint(table, form, seed, seen, exposure):
    drawn = draw(Bank.of(table), form, seed=seed, seen=seen, exposure=exposure)
    of = {row[0]: row for row in table}
    assert len(set(drawn.codes)) == len(drawn.codes)
    families = [of[code][3] for code in drawn.codes if of[code][3]]
    assert len(set(families)) == len(families)
    assert len(drawn.codes) == most_that_fit(table, form)
    assert sum(one.wanted - one.found for one in drawn.shortfalls) == form.count - len(drawn.codes)
    for part, codes in zip(form.parts, drawn.parts, strict=True):
        alone = Blueprint((part,))
        assert len(codes) <= part.count
        assert most_that_fit([of[code] for code in codes], alone) == len(codes)


@few
@given(rows, forms, st.text(max_size=5), some, exposures, st.randoms())
def test_the_same_seed_draws_the_same_form_from_rows_in_any_order(table, form, seed, seen, exposure, chance):
    mixed = table.copy()
    chance.shuffle(mixed)
    without_families = [(*row[:3], "") for row in table], [(*row[:3], "") for row in mixed]
    drawn, again = (draw(Bank.of(one), form, seed=seed, seen=seen, exposure=exposure) for one in without_families)
    assert drawn == again


def test_the_lot_of_an_item_is_its_own():
    """Adding an item takes at most one place from the others."""
    table = [(f"i{n}", "t", "easy", "") for n in range(50)]
    form = blueprint([("t", "easy", 10)])
    before = draw(Bank.of(table), form, seed="s", seen=set(), exposure={}).codes
    for n in range(50, 80):
        after = draw(Bank.of([*table, (f"i{n}", "t", "easy", "")]), form, seed="s", seen=set(), exposure={}).codes
        assert len(set(before) - set(after)) == (f"i{n}" in after)


def test_what_was_seen_comes_only_when_nothing_else_is_left():
    table = [(f"i{n}", "t", "easy", "") for n in range(12)]
    seen = {f"i{n}" for n in range(5)}
    for seed in map(str, range(20)):
        some = draw(Bank.of(table), blueprint([("t", "", 7)]), seed=seed, seen=seen, exposure={}).codes
        assert set(some) == {f"i{n}" for n in range(5, 12)}
        more = draw(Bank.of(table), blueprint([("t", "", 9)]), seed=seed, seen=seen, exposure={}).codes
        assert len(set(more) & seen) == 2


def test_items_asked_often_come_seldom_and_new_ones_not_always():
    """Nine items asked 3 times each and nine never: a single draw picks a new one four times in five."""
    table = [(f"i{n}", "t", "easy", "") for n in range(18)]
    exposure = {f"i{n}": 3 for n in range(9)}
    bank, form = Bank.of(table), blueprint([("t", "", 1)])
    found = Counter(
        draw(bank, form, seed=str(seed), seen=set(), exposure=exposure).codes[0] in exposure for seed in range(2000)
    )
    assert 0.17 < found[True] / 2000 < 0.23


def test_all_items_of_a_cell_have_the_same_chance():
    """Chi-square over 4,000 draws of 5 of 20 against equal chances; the seeds are fixed."""
    bank = Bank.of([(f"i{n}", "t", "easy", "") for n in range(20)])
    form = blueprint([("t", "easy", 5)])
    found = Counter(
        code for seed in range(4000) for code in draw(bank, form, seed=str(seed), seen=set(), exposure={}).codes
    )
    assert sum((count - 1000) ** 2 / 750 for count in found.values()) * 19 / 20 < 43.8  # 99.9 % of chi-square, 19 df


def test_a_cell_gives_way_when_another_would_go_short():
    """The first cell could take the only family that the second has."""
    table = [("a", "t", "easy", "f"), ("b", "t", "easy", ""), ("c", "u", "easy", "f")]
    for seed in map(str, range(20)):
        drawn = draw(Bank.of(table), blueprint([("t", "", 1), ("u", "", 1)]), seed=seed, seen=set(), exposure={})
        assert (set(drawn.codes), drawn.shortfalls) == ({"b", "c"}, ())


def test_what_is_missing_is_named():
    drawn = draw(
        Bank.of([("a", "t", "easy", "")]),
        blueprint([("t", "hard", 2)], [("t", "", 3)]),
        seed="",
        seen=set(),
        exposure={},
    )
    short = [(one.part, one.cell, one.topic, one.difficulty, one.wanted, one.found) for one in drawn.shortfalls]
    assert short == [(0, 0, "t", "hard", 2, 0), (1, 0, "t", "", 3, 1)]


def test_a_bank_has_each_code_once():
    with pytest.raises(ValueError, match="one code"):
        Bank.of([("a", "t", "easy", ""), ("a", "u", "easy", "")])


def test_a_blueprint_is_its_data():
    form = blueprint([("t", "", 3), ("u", "hard", 2)], [("t", "easy", 1)])
    assert Blueprint.from_data(form.data()) == form
    assert form.count == 6


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        ([], "not_an_object", ""),
        ({}, "wrong_type", "parts"),
        ({"parts": []}, "too_few", "parts"),
        ({"parts": [{"title": "A", "cells": []}]}, "too_few", "parts.0.cells"),
        ({"parts": [{"cells": [{"topic": "", "count": 1}]}]}, "missing", "parts.0.cells.0.topic"),
        ({"parts": [{"cells": [{"topic": "t", "count": 0}]}]}, "bad_number", "parts.0.cells.0.count"),
        ({"parts": [{"cells": [{"topic": "t", "count": True}]}]}, "bad_number", "parts.0.cells.0.count"),
        (
            {"parts": [{"cells": [{"topic": "t", "difficulty": "x", "count": 1}]}]},
            "not_allowed",
            "parts.0.cells.0.difficulty",
        ),
        ({"parts": [{"cells": [{"topic": "t", "count": n} for n in (1, 2)]}]}, "double_cell", "parts.0.cells.1"),
        ({"parts": [{"cells": [{"topic": t, "count": 300}]} for t in "tu"]}, "too_many", "parts"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_blueprint_is_told(data, code, where):
    assert [(one.code, one.where) for one in blueprint_problems(data)] == [(code, where)]
    with pytest.raises(Unsound):
        Blueprint.from_data(data)


def test_the_form_of_a_seed_is_the_same_for_ever():
    bank = Bank.of([(f"item-{n}", "t", "easy", "") for n in range(30)])
    drawn = draw(bank, blueprint([("t", "easy", 4)]), seed="sitting 1", seen=set(), exposure={})
    assert drawn.codes == ("item-3", "item-9", "item-21", "item-20")

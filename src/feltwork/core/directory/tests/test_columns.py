"""Many at once come to the same as one after another."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.directory import KnownWords, brute, columns, fold, read_words, vocabulary
from feltwork.core.directory.columns import Search, bit_sums, pack, stretches, unpack
from feltwork.core.directory.table import Table, map_of

from .strategies import TOWNS, listings, searches

QUICK = settings(max_examples=100, deadline=None)


@QUICK
@given(listings(80), searches())
def test_columns_answer_as_one_by_one(people, asked):
    known = KnownWords(word for one in people for word in (*fold(one.strong), *fold(one.weak)))
    reading = read_words(asked.words, known)
    matches = [reading.match(frozenset(fold(one.strong)), frozenset(fold(one.weak))) for one in people]
    rows = unpack(b"".join(pack(one, TOWNS.rank(one.town)) for one in people))
    having = np.array([match is not None for match in matches], dtype=bool)
    strong = np.array([match is True for match in matches], dtype=bool)
    search = Search(asked, reading, TOWNS)
    answer = search.judge(rows[having], strong[having])
    assert answer == brute(people, asked, towns=TOWNS, reading=reading)
    assert Table(rows).judge(search, map_of(having), map_of(strong)) == answer
    if search.ranks is not None:
        near = np.isin(rows["rank"], search.ranks)
        assert search.judge(rows[having & near], strong[having & near]) == answer


@given(st.lists(st.integers(0, 500), unique=True), st.integers(1, 40))
def test_stretches_hold_every_rank_and_no_wide_gap(ranks, gap):
    rising = np.array(sorted(ranks), dtype=np.int64)
    found = stretches(rising, gap)
    held = {rank for first, last in found for rank in range(first, last + 1)}
    assert held >= set(ranks)
    assert all(after[0] - before[1] > gap for before, after in pairwise(found))
    assert all(first in ranks and last in ranks for first, last in found)


@given(st.lists(st.binary(min_size=3, max_size=3), max_size=30))
def test_sums_of_bits(rows):
    bits = np.array([list(row) for row in rows], dtype=np.uint8).reshape(-1, 3)
    assert bit_sums(bits).ravel().tolist() == np.unpackbits(bits, axis=1).sum(axis=0).tolist()


def test_every_code_has_a_bit_of_its_own():
    plan = columns.layout()
    assert (
        len(set(plan.bits.values())) == len(plan.bits) == sum(len(one.values) for one in vocabulary().facets.values())
    )

"""A seal is the same on every machine, and refuses what is not."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.signoffs import GENESIS, canonical, digest, seal

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
values = st.recursive(st.none() | st.integers() | texts, lambda v: st.lists(v, max_size=3), max_leaves=6)
facts = st.dictionaries(texts, values, max_size=6)


def test_canonical_form_is_written_out():
    assert (
        canonical({"ü": [1, None, "1/3"], "a": {"z": 2, "b": 1}}) == '{"a":{"b":1,"z":2},"ü":[1,null,"1/3"]}'.encode()
    )


def test_seal_is_sha256_over_the_previous_seal_and_the_canonical_form():
    expected = hashlib.sha256(b"0" * 64 + b'\n{"seq":1}').hexdigest()
    assert seal({"seq": 1}, previous=GENESIS) == expected
    assert digest({"seq": 1}) == hashlib.sha256(b'{"seq":1}').hexdigest()


@given(facts)
def test_order_of_keys_does_not_matter(some):
    assert canonical(some) == canonical(dict(reversed(list(some.items()))))


@given(facts, facts)
def test_different_facts_have_different_seals(one, other):
    assert (seal(one, previous=GENESIS) == seal(other, previous=GENESIS)) == (one == other)


@pytest.mark.parametrize("bad", [1.5, {"a": 0.1}, [b"x"], "a\x00b", "\ud800", {1: "x"}, object()])
def test_what_could_come_back_differently_is_refused(bad):
    with pytest.raises(ValueError):
        canonical({"fact": bad})

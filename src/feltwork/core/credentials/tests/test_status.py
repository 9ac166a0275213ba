"""A list says of each index what was put there, and nothing of it can be read wrongly."""

import gzip
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.credentials import SIZE, StatusListError, decode_bits, encode_bits
from feltwork.core.credentials._keys import to_base64url

indices = st.sets(st.integers(0, SIZE - 1), max_size=30)


@settings(max_examples=40, deadline=None)
@given(indices)
def test_exactly_the_indices_put_in_come_out(wanted):
    bits = decode_bits(encode_bits(wanted))
    assert len(bits) == SIZE
    assert {n for n in range(SIZE) if bits.data[n >> 3] and bits[n]} == wanted


@settings(max_examples=25, deadline=None)
@given(indices)
def test_order_and_repetition_do_not_matter_and_the_text_is_the_same_for_ever(wanted):
    assert encode_bits(sorted(wanted)) == encode_bits([*wanted, *wanted])


def test_index_0_is_the_leftmost_bit():
    data = decode_bits(encode_bits([0, 15])).data
    assert data[:2] == b"\x80\x01"


def test_one_percent_revoked_is_a_few_kilobytes():
    chance = random.Random(4)
    assert len(encode_bits(chance.sample(range(SIZE), SIZE // 100))) < 3_700


@pytest.mark.parametrize("index", [-1, SIZE])
def test_an_index_outside_is_an_error(index):
    with pytest.raises(IndexError):
        encode_bits([index])
    with pytest.raises(IndexError):
        decode_bits(encode_bits([]))[index]


@pytest.mark.parametrize("size", [1_024, SIZE - 8, SIZE + 1])
def test_a_list_is_never_made_too_short_to_hide_in(size):
    with pytest.raises(ValueError, match="at least 131072"):
        encode_bits([], size)


def test_a_longer_list_is_made_and_read():
    assert decode_bits(encode_bits([2 * SIZE - 1], 2 * SIZE))[2 * SIZE - 1]


bomb = gzip.compress(bytes(2**21 + 1), mtime=0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (encode_bits([])[1:], "no multibase"),
        ("z" + encode_bits([])[1:], "no multibase"),
        ("u!", "base64url"),
        (encode_bits([]) + "=", "base64url"),
        ("uAAAA", "header"),
        (encode_bits([])[:-8], "cut off|base64url|incorrect"),
        (f"u{to_base64url(gzip.compress(bytes(16_384), mtime=0) + b'more')}", "followed"),
        (f"u{to_base64url(bomb)}", "too large"),
    ],
)
def test_what_is_no_list_is_not_guessed_at(text, why):
    with pytest.raises(StatusListError, match=why):
        decode_bits(text)

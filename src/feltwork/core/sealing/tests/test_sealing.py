"""A box opens in its own place with its own key, and nowhere else."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.sealing import KEY_BYTES, NONCE_BYTES, STEP_BYTES, Place, Tampered, blind_index, seal, unseal

KEY, OTHER = os.urandom(KEY_BYTES), os.urandom(KEY_BYTES)
HERE = Place("practice_item", "7f1c", "body")
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=600)


def boxed(text, key=KEY, place=HERE):
    return seal(text, key=key, nonce=os.urandom(NONCE_BYTES), place=place)


@given(texts)
def test_what_goes_in_comes_out(text):
    assert unseal(boxed(text), key=KEY, place=HERE) == text


@given(st.text("a", max_size=251))
def test_short_texts_all_look_equally_long(text):
    assert len(boxed(text)) == 1 + NONCE_BYTES + STEP_BYTES + 16


@pytest.mark.parametrize(
    "place",
    [
        HERE._replace(row="7f1d"),
        HERE._replace(column="title"),
        HERE._replace(table="practice_note"),
        HERE._replace(form=2),
        Place("practice_item7", "f1c", "body"),
    ],
)
def test_a_box_does_not_open_in_another_place(place):
    with pytest.raises(Tampered):
        unseal(boxed("warm hands"), key=KEY, place=place)


def test_a_box_does_not_open_with_another_key():
    with pytest.raises(Tampered):
        unseal(boxed("warm hands"), key=OTHER, place=HERE)


@settings(max_examples=60)
@given(st.data())
def test_any_changed_byte_is_noticed(data):
    box = bytearray(boxed("warm hands"))
    place = data.draw(st.integers(0, len(box) - 1))
    box[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Tampered):
        unseal(bytes(box), key=KEY, place=HERE)


@given(st.binary(max_size=400))
def test_anything_else_is_no_box(junk):
    with pytest.raises(Tampered):
        unseal(junk, key=KEY, place=HERE)


def test_the_same_text_never_makes_the_same_box():
    assert len({boxed("warm hands") for _ in range(1000)}) == 1000


def test_a_key_or_nonce_of_the_wrong_size_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        seal("x", key=KEY[:16], nonce=os.urandom(NONCE_BYTES), place=HERE)


def test_a_blind_index_is_the_same_for_the_same_person_only():
    own = blind_index("Okafor 1984-02-29", key=KEY, what="person")
    assert own == blind_index("  OKAFOR  1984-02-29 ", key=KEY, what="person")
    others = {
        blind_index("Okafor 1984-02-28", key=KEY, what="person"),
        blind_index("Okafor 1984-02-29", key=OTHER, what="person"),
        blind_index("Okafor 1984-02-29", key=KEY, what="mail"),
    }
    assert (len(own), own in others, len(others)) == (10, False, 3)

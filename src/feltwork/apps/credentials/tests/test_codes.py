"""Numbers that survive being read aloud, and codes that nobody guesses."""

import re

from hypothesis import given
from hypothesis import strategies as st

from feltwork.apps.credentials import codes

bodies = st.text(codes.ALPHABET, min_size=4, max_size=4)


def test_a_number_reads_back_however_it_is_typed():
    for typed in ("AH-7K4M-19", "ah7k4m19", " ah 7k4m 19 ", "AH–7K4M–19", "AH.7K4M.19"):
        assert codes.read_number(typed) == "AH-7K4M-19"


def test_letters_in_the_check_digits_can_only_be_slips():
    number = next(f"AH-{body}-10" for body in _bodies() if codes.check_digits("AH" + body) == "10")
    assert codes.read_number(number[:-2] + "IO") == number


@given(bodies, st.integers(0, 3), st.sampled_from(codes.ALPHABET))
def test_every_single_slip_is_found(body, place, other):
    wrong = body[:place] + other + body[place + 1 :]
    number = f"AH-{wrong}-{codes.check_digits('AH' + body)}"
    assert (codes.read_number(number) is not None) == (wrong == body)


@given(bodies, st.integers(0, 2))
def test_every_swap_of_neighbours_is_found(body, place):
    wrong = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    number = f"AH-{wrong}-{codes.check_digits('AH' + body)}"
    assert (codes.read_number(number) is not None) == (wrong == body)


def test_what_is_no_number():
    assert [codes.read_number(text) for text in ("", "AH", "AH-0K4M-19", "A-7K4M-19", "AH-7K4M-6", "x" * 300)] == [
        None
    ] * 6


def test_a_check_code_holds_128_bits_and_is_never_the_same():
    made = {codes.new_check_code() for _ in range(200)}
    assert len(made) == 200
    assert {len(code) for code in made} == {26}
    assert all(re.fullmatch(r"[a-z2-7]{26}", code) for code in made)


def test_a_code_is_read_out_of_a_link():
    code = codes.new_check_code()
    for text in (code, code.upper(), f"https://x.example/c/{code}/", f" http://127.0.0.1:8000/c/{code}/?a=b#paper "):
        assert codes.read_code(text) == code
    assert codes.read_code("https://x.example/c/register/") is None


def _bodies():
    return (
        a + b + c + d for a in codes.ALPHABET for b in codes.ALPHABET for c in codes.ALPHABET for d in codes.ALPHABET
    )

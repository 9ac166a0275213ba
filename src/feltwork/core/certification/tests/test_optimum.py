"""The best allocation: equal to trying everything on small cases, better than first come, first counted, and proven."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.certification import load_examples
from feltwork.core.certification._optimum import _proven, choose_whole, maximise
from feltwork.core.certification.rulesets import bundled, rule_set

ONE = Fraction(1)
SMALL = st.integers(0, 4)


@st.composite
def problems(draw):
    """A handful of whole amounts under caps on some of them."""
    upper = draw(st.lists(SMALL, min_size=1, max_size=5))
    places = range(len(upper))
    caps = draw(st.lists(st.tuples(st.sets(st.sampled_from(places), min_size=1), st.integers(0, 8)), max_size=4))
    return upper, caps


def fractions_of(problem):
    upper, caps = problem
    rows = [(dict.fromkeys(sorted(own), ONE), Fraction(limit)) for own, limit in caps]
    return [ONE] * len(upper), [Fraction(one) for one in upper], rows


def by_trying_everything(upper, caps, step):
    """The largest total over every allocation in steps of 1/*step*: caps on sets need no finer one than halves here."""
    grid = [[Fraction(number, step) for number in range(one * step + 1)] for one in upper]
    fits = (x for x in product(*grid) if all(sum(x[place] for place in own) <= limit for own, limit in caps))
    return max(sum(x) for x in fits)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_best_is_never_less_than_any_whole_allocation_and_is_proven(problem):
    upper, caps = problem
    found = maximise(*fractions_of(problem))
    assert found.worth >= by_trying_everything(upper, caps, 1)
    bound = sum(price * limit for price, (_, limit) in zip(found.prices, caps, strict=True))
    spare = [
        1 - sum(p for p, (own, _) in zip(found.prices, caps, strict=True) if place in own)
        for place in range(len(upper))
    ]
    assert found.worth == bound + sum(max(one, 0) * most for one, most in zip(spare, upper, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(SMALL, min_size=1, max_size=3), st.data())
def test_with_two_caps_the_best_is_what_trying_everything_finds(upper, data):
    """Two caps on sets always have a best allocation in whole numbers."""
    places = range(len(upper))
    sets = st.sets(st.sampled_from(places), min_size=1)
    caps = data.draw(st.lists(st.tuples(sets, st.integers(0, 8)), min_size=1, max_size=2))
    assert maximise(*fractions_of((upper, caps))).worth == by_trying_everything(upper, caps, 1)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_taking_whole_things_is_what_trying_everything_finds(problem):
    upper, caps = problem
    worth = [Fraction(one) for one in upper]
    rows = [({place: Fraction(upper[place]) for place in own}, Fraction(limit)) for own, limit in caps]
    taken = choose_whole(worth, [ONE] * len(upper), rows, whole=range(len(upper)))
    choices = product((0, 1), repeat=len(upper))
    fits = [x for x in choices if all(sum(x[p] * upper[p] for p in own) <= limit for own, limit in caps)]
    assert sum(upper[place] for place in taken) == max(sum(a * b for a, b in zip(x, upper, strict=True)) for x in fits)


def test_thirds_stay_thirds():
    rows = [({0: ONE, 1: ONE}, Fraction(1)), ({1: ONE, 2: ONE}, Fraction(1)), ({0: ONE, 2: ONE}, Fraction(1))]
    found = maximise([ONE] * 3, [Fraction(1)] * 3, rows)
    assert (found.worth, found.amounts) == (Fraction(3, 2), (Fraction(1, 2),) * 3)
    assert maximise([ONE], [Fraction(2, 3)], [({0: ONE}, Fraction(1, 3))]).amounts == (Fraction(1, 3),)


def test_an_answer_that_is_not_best_is_refused():
    with pytest.raises(ArithmeticError):
        _proven([ONE], [Fraction(2)], [({0: ONE}, Fraction(2))], (Fraction(1),), (ONE,))
    with pytest.raises(ArithmeticError):
        _proven([ONE], [Fraction(2)], [({0: ONE}, Fraction(1))], (Fraction(2),), (ONE,))


def first_come_first_counted(entries, rules):
    """The usual way: each entry in its order takes what every cap still leaves."""
    body = rules.requirement("consultation").body
    left = {cap.code: cap.at_most.value for cap in body.caps}
    total = Fraction(0)
    for entry in sorted(entries, key=lambda one: one.on):
        holds = {"in_groups": entry.kind == "group", "in_training": entry.provider == "ben"}
        amount = min([entry.hours, *(left[code] for code, own in holds.items() if own)])
        for code, own in holds.items():
            left[code] -= amount if own else 0
        total += amount
    return total


def test_first_come_first_counted_fails_em_t3():
    text = bundled()["emdria-certified"]
    example = next(one for one in load_examples(text, name="emdria-certified.yaml") if one.id == "EM-T3")
    record = example.steps[0].record
    assert first_come_first_counted(record.entries, rule_set("emdria-certified")) == 15
    from feltwork.core.certification import judge

    found = judge(rule_set("emdria-certified"), record, as_of=date(2026, 3, 1))
    assert found.requirement("consultation").counted == 20

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.exams import Item, Unsound, problems_of, shuffled, shuffled_targets

from .examples import ALL, MATCHING, MULTIPLE, ORDERING, REGION, SHORT, SINGLE, few, items


@pytest.mark.parametrize("data", ALL, ids=[data["kind"] for data in ALL])
def test_the_data_of_each_kind_comes_back(data):
    item = Item.from_data(data)
    again = json.loads(json.dumps(item.data()))
    assert problems_of(data) == problems_of(again) == ()
    assert Item.from_data(again) == item


@few
@given(items())
def test_an_item_is_its_data(item):
    assert Item.from_data(json.loads(json.dumps(item.data()))) == item


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@few
@given(st.sampled_from(ALL), st.data())
def test_whatever_a_field_holds_it_is_told_and_never_raised(data, chosen):
    field = chosen.draw(st.sampled_from(["kind", *data]))
    broken = data | {field: chosen.draw(anything)}
    found = problems_of(broken)
    if found:
        with pytest.raises(Unsound) as raised:
            Item.from_data(broken)
        assert raised.value.problems == found
    else:
        assert Item.from_data(Item.from_data(broken).data()) == Item.from_data(broken)


@few
@given(anything)
def test_nothing_but_an_item_is_an_item(data):
    assert problems_of(data)


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        (SINGLE | {"kind": "essay"}, "unknown_kind", "kind"),
        (SINGLE | {"hint": "b"}, "unknown_field", "hint"),
        (SINGLE | {"stem": " "}, "missing", "stem"),
        (SINGLE | {"stem": "x" * 20_001}, "too_long", "stem"),
        (SINGLE | {"key": None}, "no_key", "key"),
        (SINGLE | {"key": "z"}, "unknown_key", "key"),
        (SINGLE | {"key": ["b"]}, "wrong_type", "key"),
        (SINGLE | {"choices": SINGLE["choices"][:1], "key": "a"}, "too_few", "choices"),
        (SINGLE | {"targets": MATCHING["targets"]}, "not_allowed", "targets"),
        (SINGLE | {"points": 0}, "bad_number", "points"),
        (SINGLE | {"points": True}, "bad_number", "points"),
        (SINGLE | {"points": "1/0"}, "bad_number", "points"),
        (SINGLE | {"scoring": "generous"}, "not_allowed", "scoring"),
        (SINGLE | {"language": "English"}, "not_allowed", "language"),
        (SINGLE | {"choices": [{"id": "a", "text": "X"}, {"id": "a", "text": "Y"}]}, "double_id", "choices.1.id"),
        (SINGLE | {"choices": [{"id": "a", "text": "X "}, {"id": "b", "text": " X"}]}, "double_text", "choices.1.text"),
        (SINGLE | {"choices": [{"id": "a b", "text": "X"}, {"id": "b", "text": "Y"}]}, "bad_id", "choices.0.id"),
        (MULTIPLE | {"key": ["a", "a"]}, "double_key", "key"),
        (MULTIPLE | {"key": list("abcde")}, "all_right", "key"),
        (ORDERING | {"key": ["a", "b"]}, "incomplete_key", "key"),
        (MATCHING | {"key": {"a": "t1"}}, "incomplete_key", "key"),
        (MATCHING | {"key": {"a": "t9", "b": "t0", "c": "t0"}}, "unknown_key", "key"),
        (SHORT | {"key": "yes"}, "not_allowed", "key"),
        (SHORT | {"words": -1}, "bad_number", "words"),
        ({key: value for key, value in REGION.items() if key != "figure"}, "missing", "figure"),
        (REGION | {"figure": REGION["figure"] | {"alt": ""}}, "missing", "figure.alt"),
        (REGION | {"figure": REGION["figure"] | {"file": "../../etc/passwd"}}, "not_allowed", "figure.file"),
        (
            REGION | {"regions": [*REGION["regions"][:2], {"id": "c", "text": "C", "shape": [[0, 0], [1, 1], [0, 0]]}]},
            "bad_shape",
            "regions.2.shape",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_has_a_code_and_a_place(data, code, where):
    assert [(one.code, one.where) for one in problems_of(data)] == [(code, where)]


def test_all_that_is_wrong_is_told_at_once():
    found = problems_of(SINGLE | {"stem": "", "points": -1, "choices": [{"id": "", "text": ""}]})
    assert [(one.code, one.where) for one in found] == [
        ("bad_number", "points"),
        ("missing", "stem"),
        ("too_few", "choices"),
    ]


@few
@given(items(), st.text(max_size=10))
def test_a_candidate_sees_everything_in_an_order_of_their_own(item, seed):
    wanted = [one.id for one in (item.regions if item.kind == "region" else item.choices)]
    assert sorted(shuffled(item, seed)) == sorted(wanted)
    assert shuffled(item, seed) == shuffled(item, seed)
    assert sorted(shuffled_targets(item, seed)) == sorted(one.id for one in item.targets)


@few
@given(items("ordering"), st.text(max_size=10))
def test_what_is_to_be_put_in_order_never_begins_in_order(item, seed):
    assert shuffled(item, seed) != item.key


def test_a_fixed_choice_stays_at_the_end_and_the_others_move():
    item = Item.from_data(MULTIPLE)
    orders = {shuffled(item, str(seed)) for seed in range(300)}
    assert {order[-1] for order in orders} == {"e"}
    assert len(orders) == 24


def test_the_order_of_a_seed_is_the_same_for_ever():
    assert shuffled(Item.from_data(MULTIPLE), "sitting 1 item-7") == ("a", "b", "d", "c", "e")


def broken(data, chosen):
    """One place anywhere in *data* put to something else, or taken away."""
    again = json.loads(json.dumps(data))
    inner, place = again, chosen.draw(st.sampled_from(list(again)))
    while isinstance(inner[place], dict | list) and inner[place] and chosen.draw(st.booleans()):
        inner = inner[place]
        place = chosen.draw(st.sampled_from(list(inner) if isinstance(inner, dict) else range(len(inner))))
    if isinstance(inner, dict) and chosen.draw(st.booleans()):
        del inner[place]
    else:
        inner[place] = chosen.draw(anything)
    return again


@few
@given(st.sampled_from(ALL), st.data())
def test_what_is_broken_anywhere_inside_is_told_or_is_still_an_item(data, chosen):
    changed = broken(data, chosen)
    if not problems_of(changed):
        item = Item.from_data(changed)
        assert Item.from_data(json.loads(json.dumps(item.data()))) == item

"""What a record may hold, which order is usual, and what a curve shows."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.practice import KINDS, ItemError, check, cycles, groups, label, order_hint, words

TOO_MUCH, SHORT = ("channels.0.intensity", "out_of_range"), ("points.0", "row")
PLAIN = st.none() | st.booleans() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(
    PLAIN, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=5), x, max_size=3), max_leaves=6
)


def refused(kind, body):
    with pytest.raises(ItemError) as caught:
        check(kind, body)
    return caught.value.field, caught.value.code


# --- words -----------------------------------------------------------------------------------------------------------


def test_every_word_has_a_label_in_both_languages():
    lacking = [
        f"{name}.{w.id}" for name, group in groups().items() for w in group.values() if set(w.labels) < {"en", "de"}
    ]
    assert lacking == []


def test_a_word_may_sit_in_two_families():
    assert words("sensations")["numb"].more["families"] == ["absence", "energy"]
    assert {f for w in words("sensations").values() for f in w.more["families"]} == set(words("families"))


def test_emotions_stay_out_of_the_sensations():
    spelled = {w.labels["en"] for w in words("sensations").values()}
    assert spelled & {"sad", "angry", "afraid", "happy", "ashamed"} == set()


def test_a_label_falls_back_to_english_and_then_to_the_word_itself():
    assert (label("families", "ease", "de-AT"), label("families", "ease", "fr"), label("families", "own")) == (
        "Leichtigkeit",
        "Ease",
        "own",
    )


def test_every_sign_names_a_state_that_there_is():
    assert {w.more["state"] for w in words("signs").values()} == set(words("states"))


# --- items -----------------------------------------------------------------------------------------------------------


def test_everything_may_be_left_out_unless_the_record_would_be_unsafe_without():
    assert check("arrival", {"activation": None, "resource": "  "}) == {"resource": ""}
    assert check("segment", {"phase": "orient"}) == {"phase": "orient"}
    assert refused("segment", {}) == ("phase", "needed")


def test_numbness_and_nothing_are_answers_and_an_empty_mark_is_none():
    assert check("mark", {"answer": "nothing"}) == {"answer": "nothing"}
    assert check("mark", {"word": "numb", "regions": [{"region": "front-chest-left"}]})["word"] == "numb"
    assert refused("mark", {}) == ("", "empty_mark")


def test_partly_settled_needs_what_was_agreed():
    assert refused("departure", {"settled": "partly"}) == ("agreed", "needed_when_partly")
    assert check("departure", {"settled": "partly", "agreed": "A walk, and a call at six"})["settled"] == "partly"


@pytest.mark.parametrize(
    ("kind", "body", "where", "code"),
    [
        ("story", {}, "", "unknown_kind"),
        ("arrival", [], "", "mapping"),
        ("arrival", {"story": "x"}, "story", "unknown_field"),
        ("arrival", {"activation": 11}, "activation", "out_of_range"),
        ("arrival", {"activation": 4.5}, "activation", "whole_number"),
        ("arrival", {"activation": True}, "activation", "number"),
        ("arrival", {"activation": float("nan")}, "activation", "number"),
        ("arrival", {"window": "open"}, "window", "unknown_word"),
        ("arrival", {"oriented": "yes"}, "oriented", "yes_or_no"),
        ("arrival", {"resource": "a\x08b"}, "resource", "control_character"),
        ("goal", {"words": "x" * 1001}, "words", "too_long"),
        ("goal", {"words": "Walk by the river", "reached_on": "2026-02-30"}, "reached_on", "day"),
        (
            "segment",
            {"phase": "orient", "channels": [{"channel": "image", "intensity": 12}]},
            "channels.0.intensity",
            "out_of_range",
        ),
        (
            "stroke",
            {"template": "fw-adult-1", "view": "front", "radius": 0.02, "points": [[0, 0, 1]]},
            "points.0",
            "row",
        ),
        ("mark", {"view": "../front"}, "view", "code"),
        ("cycle", {"outcome": "settled", "peak_at": 60, "settled_at": 30}, "settled_at", "before_peak"),
        ("range", {"low": 8, "high": 3}, "high", "below_low"),
    ],
)
def test_a_mistake_names_its_field(kind, body, where, code):
    assert refused(kind, body) == (where, code)


def test_no_kind_asks_for_the_story():
    assert not {"story", "narrative", "event", "what_happened"} & {f for kind in KINDS.values() for f in kind.fields}
    assert set(KINDS["history"].fields) == {"category", "age", "activation"}


@given(
    st.sampled_from(sorted(KINDS)),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=5), x, max_size=3),
        max_leaves=6,
    ),
)
def test_anything_else_is_refused_or_taken_and_taken_again_the_same(kind, body):
    try:
        taken = check(kind, body)
    except ItemError:
        return
    assert check(kind, taken) == taken


# --- order -----------------------------------------------------------------------------------------------------------


def test_the_usual_order_gives_no_hint():
    assert order_hint(["safety", "sensation", "pendulation", "titration", "discharge", "orient"]) is None
    assert order_hint(["resourcing", "tracking", "pendulation", "activation"]) is None


def test_activation_before_the_first_three_gives_a_hint_with_what_is_missing():
    hint = order_hint(["orient", "safety", "titration"])
    assert (hint.phase, hint.index, hint.missing) == ("titration", 2, ("sensation", "pendulation"))


def test_the_first_three_count_in_their_order_only():
    assert order_hint(["pendulation", "sensation", "safety", "discharge"]).missing == ("sensation", "pendulation")


def test_what_was_reached_in_earlier_sessions_counts():
    assert order_hint(["titration"], reached=frozenset({"safety", "sensation", "pendulation"})) is None


def test_orienting_and_settling_are_never_too_early():
    assert order_hint(["orient", "settling", "uncouple"]) is None


# --- cycles ----------------------------------------------------------------------------------------------------------


def found(*values, **more):
    readings = [(60 * minute, value) for minute, value in enumerate(values)]
    return [(c.peak, c.outcome, c.seconds_to_settle) for c in cycles(readings, **more)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), []),
        ((3, 3, 4, 3), []),
        ((3, 7, 5, 3), [(7, "settled", 120)]),
        ((3, 7, 5, 6), [(7, "escalated", None)]),
        ((3, 7, 5), [(7, "partly_settled", None)]),
        ((3, 6, 8), [(8, "escalated", None)]),
        ((3, 6, 3, 7, 3), [(6, "settled", 60), (7, "settled", 60)]),
        ((3, 8, 5, 8, 3), [(8, "partly_settled", None), (8, "settled", 60)]),
        ((5, 4, 3, 6, 4), [(6, "settled", 60)]),
    ],
)
def test_a_curve_shows_its_cycles(values, expected):
    assert found(*values) == expected


def test_back_in_ones_own_range_is_settled():
    assert found(3, 9, 6) == [(9, "partly_settled", None)]
    assert found(3, 9, 6, range_high=6) == [(9, "settled", 60)]


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 10)), max_size=40), st.randoms())
def test_cycles_do_not_overlap_and_do_not_depend_on_the_order_of_readings(readings, chance):
    readings = list({second: (second, value) for second, value in readings}.values())
    shuffled = list(readings)
    chance.shuffle(shuffled)
    rows = cycles(readings)

    assert cycles(shuffled) == rows
    assert all(a.peak_at <= b.begins_at for a, b in pairwise(rows))
    assert all(row.begins_at < row.peak_at and (row.settled_at is None or row.settled_at > row.peak_at) for row in rows)

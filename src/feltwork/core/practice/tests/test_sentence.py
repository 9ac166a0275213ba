"""A map as a sentence, and the place that an arrow key goes to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.practice import FIGURES, figure, nearest, neighbours, place_in_words, places_of, sentence, words


def mark(*regions, **more):
    return {"regions": [{"region": one} for one in regions], **more}


CHEST = mark("front-chest-left", order=1, family="warmth", intensity=6, depth="deep")
HANDS = mark("front-hand-right", "front-hand-left", order=2, family="energy", word="tingling")


def test_the_sentence_of_the_handbook():
    assert sentence([CHEST, HANDS]) == "Warmth 6/10, your left chest, deep, then tingling in both hands."
    assert sentence([CHEST, HANDS], "de") == "Wärme 6/10, linke Brust, tief, dann kribbelnd, beide Hände."


def test_order_is_by_number_not_by_place_in_the_list():
    assert sentence([HANDS, CHEST]) == sentence([CHEST, HANDS])


@pytest.mark.parametrize(
    ("body", "en", "de"),
    [
        ({"answer": "nothing"}, "Nothing just now.", "Gerade nichts."),
        (mark("front-throat", answer="numb"), "Numb in your throat.", "Taub, Kehle."),
        (mark("back-head", family="pain"), "Ache in the back of your head.", "Schmerz, Hinterkopf."),
        (
            mark("front-jaw", own_word="like wool", qualifiers=["fading"], direction="less", depth="skin"),
            "Like wool, fading, less than usual, your mouth and jaw, on the skin.",
            "Like wool, abklingend, weniger als sonst, Mund und Kiefer, auf der Haut.",
        ),
        ({"intensity": 3}, "Something 3/10.", "Etwas 3/10."),
        (mark("front-hip-left", "front-throat", word="soft"), "Soft in your left hip (front) and your throat.",
         "Weich, linke Hüfte (vorn) und Kehle."),
    ],
)  # fmt: skip
def test_each_part_of_a_mark_is_said(body, en, de):
    assert (sentence([body]), sentence([body], "de"), sentence([body], "fr")) == (en, de, en)


def test_no_marks_no_sentence():
    assert sentence([]) == ""


def test_one_side_is_never_said_as_both():
    assert (
        places_of(["front-hand-left", "back-hand-right"])
        == "your left hand (palm side) and the back of your right hand"
    )
    assert places_of(["front-hand-left", "front-hand-right", "front-throat"]) == "both hands and your throat"


def test_every_pair_has_both_sides_and_every_side_a_pair():
    sides = {one.rpartition("-")[0] for one, word in words("regions").items() if word.more["side"] != "centre"}
    assert sides == set(words("pairs"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_left_and_right_are_kept_in_words(language):
    left, right = {"en": ("left", "right"), "de": ("link", "recht")}[language]
    for one, word in words("regions").items():
        said = place_in_words(one, language).lower()
        assert (left in said, right in said) == (word.more["side"] == "left", word.more["side"] == "right"), one


bodies = st.fixed_dictionaries(
    {},
    optional={
        "regions": st.lists(st.sampled_from(sorted(words("regions"))).map(lambda one: {"region": one}), max_size=6),
        "family": st.sampled_from(sorted(words("families"))),
        "word": st.sampled_from(sorted(words("sensations"))),
        "intensity": st.integers(0, 10),
        "depth": st.sampled_from(sorted(words("depths"))),
        "order": st.integers(1, 99),
    },
)


@settings(max_examples=40)
@given(st.lists(bodies, min_size=1, max_size=5), st.sampled_from(["en", "de"]))
def test_a_sentence_begins_large_ends_with_a_stop_and_names_every_strength(marks, language):
    text = sentence(marks, language)
    assert (text[0], text[-1], ", ," in text, "None" in text) == (text[0].upper(), ".", False, False)
    assert all(f" {one['intensity']}/10" in text for one in marks if "intensity" in one)


# --- arrow keys ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FIGURES)
def test_every_place_can_be_reached_by_arrows_from_every_other(name):
    body = figure(name)
    for view in body.sizes:
        inside = {one.id for one in body.places.values() if one.view == view}
        for start in inside:
            reached, edge = {start}, [start]
            while edge:
                edge = [one for here in edge for one in neighbours(name)[here].values() if one not in reached]
                reached |= set(edge)
            assert reached == inside, start


def test_the_way_down_the_middle_and_across():
    down = ["front-forehead"]
    while (below := nearest("fw-adult-1", down[-1], "down")) and len(down) < 6:
        down.append(below)
    assert down[:6] == [
        "front-forehead", "front-eyes", "front-jaw", "front-throat", "front-chest-centre", "front-solar-plexus"
    ]  # fmt: skip
    # right on the screen is the person's left, seen from the front
    assert nearest("fw-adult-1", "front-chest-centre", "right") == "front-chest-left"
    assert nearest("fw-adult-1", "back-hand-left", "left") is None


@pytest.mark.parametrize("name", FIGURES)
def test_an_arrow_goes_the_way_it_points(name):
    places = figure(name).places
    for start, ways in neighbours(name).items():
        for way, end in ways.items():
            (x, y), (a, b) = places[start].centre, places[end].centre
            assert {"up": b < y, "down": b > y, "left": a < x, "right": a > x}[way]

"""The figures: every place has words, a point inside, and its neighbours share nothing but an edge."""

import pytest

from feltwork.core.practice import FIGURES, figure, words
from feltwork.core.practice._figures import _holds


@pytest.mark.parametrize("name", FIGURES)
def test_the_point_of_every_place_lies_in_it(name):
    body = figure(name)
    found = {}
    for place in body.places.values():
        width, height = body.sizes[place.view]
        found[place.id] = body.place_at(place.view, place.centre[0] / width, place.centre[1] / height)
    assert found == {place: place for place in body.places}


def test_every_place_has_words_and_every_word_a_place():
    places = {place for name in FIGURES for place in figure(name).places}
    assert (set(words("regions")), len(places)) == (places, 32 + 32 + 14 + 13)


def test_left_is_the_persons_own():
    body = figure("fw-adult-1")
    width = body.sizes["front"][0]
    assert body.places["front-hand-left"].centre[0] > width / 2 > body.places["front-hand-right"].centre[0]
    assert body.places["back-hand-left"].centre[0] < width / 2 < body.places["back-hand-right"].centre[0]
    assert "Linke" in words("regions")["front-hand-left"].label("de")


def test_a_point_beside_the_body_lies_nowhere():
    body = figure("fw-adult-1")
    assert [body.place_at("front", *point) for point in [(0, 0), (1, 1), (-0.3, 0.5), (1.4, 0.5)]] == [None] * 4


@pytest.mark.parametrize("name", FIGURES)
def test_no_point_lies_in_two_places(name):
    body = figure(name)
    for place in body.places.values():
        width, height = body.sizes[place.view]
        others = [one.outline for one in body.places.values() if one.view == place.view and one is not place]
        grid = [(width * x / 24, height * y / 48) for x in range(25) for y in range(49)]
        shared = [p for p in grid if _holds(place.outline, p) and any(_holds(one, p) for one in others)]
        assert shared == []


def test_a_stroke_touches_places_most_first():
    body = figure("fw-child-1")
    (width, height), chest, tummy = (
        body.sizes["front"],
        *(body.places[f"child-front-{p}"].centre for p in ("chest", "tummy")),
    )
    points = [(x / width, y / height) for x, y in (chest, tummy, tummy, (0, 0))]
    assert body.places_of("front", points) == [("child-front-tummy", 2), ("child-front-chest", 1)]


def test_an_unknown_figure_or_view_is_refused():
    with pytest.raises(KeyError):
        figure("../secrets")
    with pytest.raises(KeyError):
        figure("fw-adult-1").place_at("side", 0.5, 0.5)

"""The table of towns that set-up brings: its licence, its size, and that it knows the places people will type."""

import time

import dev
import pytest

from feltwork.apps.directory.places import ATTRIBUTION, TABLE, towns
from feltwork.core.directory import load_towns


def test_the_table_has_its_notice_beside_it_and_was_made_by_what_is_in_git():
    notice = (TABLE.parent / "LICENSE.txt").read_text("utf-8")
    assert "GeoNames" in notice
    assert "Creative Commons Attribution 4.0" in notice
    assert ATTRIBUTION == "GeoNames, CC BY 4.0"
    assert dev.places_stamp() == (TABLE.parent / ".stamp").read_text("utf-8").strip()


def test_towns_of_five_thousand_people_are_read_quickly():
    began = time.process_time()
    table = load_towns(TABLE.read_bytes())
    assert time.process_time() - began < 1.5  # a tenth of that where nothing else runs
    assert len(table) == len(set(table)) > 69_000
    assert table.population.min() >= 0


@pytest.mark.parametrize(
    ("typed", "name", "country"),
    [
        ("mün", "Munich", "DE"),
        ("Muenchen", "Munich", "DE"),
        ("Monaco di Baviera", "Munich", "DE"),
        ("Köln", "Köln", "DE"),
        ("bristol", "Bristol", "GB"),
        ("Bristol, Connecticut", "Bristol", "US"),
        ("Freiburg, CH", "Fribourg", "CH"),
        ("brixen", "Bressanone", "IT"),
        ("Zurihc", "Zürich", "CH"),
        ("Москва", "Moscow", "RU"),
        ("東京", "Tokyo", "JP"),
    ],
)
def test_places_are_found_as_people_type_them(typed, name, country):
    first = towns().find(typed)[0]
    assert (first.name, first.country) == (name, country)


def test_german_names_are_known_where_they_differ():
    assert [towns().find(name)[0].called("de") for name in ("vienna", "munich", "graz")] == ["Wien", "München", "Graz"]


def test_a_radius_is_a_few_stretches_of_the_curve():
    from feltwork.core.directory.columns import stretches

    ranks, far = towns().near(51.45523, -2.59665, 40)
    assert len(ranks) > 30
    assert far.max() <= 40
    assert len(stretches(ranks)) <= 8

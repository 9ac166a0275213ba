"""Finding somebody: by place, words and choices, wider where nobody fits, in an address that can be passed on."""

from datetime import timedelta

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse

from feltwork.apps.directory import actions, asking, queries, search
from feltwork.apps.directory.pacing import Pace
from feltwork.apps.directory.tests.factories import BATH, GRAZ, list_person
from feltwork.apps.schools.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(clock, at):
    """`found(profile)`: as publishing does, the index is told."""

    def put(profile):
        search.put(queries.listing_of(profile, at), at=at)
        return profile

    return put


@pytest.fixture
def ben_found(listed_ben, found):
    return found(listed_ben.profile)


@pytest.fixture
def two_more(school, ruth, found):
    """Ida in Bath, and Jo in Graz who speaks German and meets online, too."""
    ida, jo = UserFactory(name="Ida Lund"), UserFactory(name="Jo Achter")
    bath = list_person(ida, school=school, by=ruth, town=BATH, town_name="Bath")
    graz = list_person(
        jo, school=school, by=ruth, town=GRAZ, town_name="Graz", country="AT", languages=("de",), currency="EUR"
    )
    return found(bath), found(graz)


@pytest.fixture
def page(client):
    """`page(near="Bristol", …)`: the answer to a search."""

    def find(**query):
        return client.get(reverse("directory:search"), query)

    return find


def names(response):
    return [part.split("<")[0] for part in response.content.decode().split('/">')[1:] if "</h3>" in part[:200]]


def test_without_a_question_everybody_is_there_and_the_page_may_be_indexed(page, ben_found):
    response = page()
    assert (response.status_code, names(response)) == (200, [ben_found.name])
    assert b"noindex" not in response.content
    assert b"1 person" in response.content


def test_near_a_town_by_its_name_or_one_like_it(page, ben_found, two_more):
    bath, graz = two_more
    assert names(page(near="Bristol", km=10)) == [ben_found.name]
    assert set(names(page(near="Bristoll, GB", km=25))) == {ben_found.name, bath.name}
    response = page(near="Bristol", km=25, by="distance")
    assert names(response) == [ben_found.name, bath.name]
    assert graz.name not in response.content.decode()


def test_a_town_that_nobody_knows_is_said_beside_its_field_and_nothing_is_lost(page, ben_found):
    response = page(near="Qwxyzzz", what="accident", language="en")
    text = response.content.decode()
    assert ("We know no town of this name" in text, 'value="Qwxyzzz"' in text, 'value="accident"' in text) == (
        True,
    ) * 3
    assert names(response) == [ben_found.name]


def test_where_nobody_fits_the_search_grows_and_says_how(page, ben_found):
    response = page(near="Bath", km=10)
    assert names(response) == [ben_found.name]
    assert "We looked up to 25 km away." in response.content.decode()


def test_words_with_a_slip_and_in_another_language(page, ben_found):
    assert names(page(what="acident")) == [ben_found.name]
    assert "we looked for “accident" in page(what="acident").content.decode()
    assert names(page(what="Unfall")) == [ben_found.name]


def test_choices_have_counts_and_can_be_taken_away_one_by_one(page, ben_found, two_more):
    response = page(speaks="en", how="in_person")
    text = response.content.decode()
    assert 'href="?how=in_person"' in text and 'href="?speaks=en"' in text
    assert '<input type="checkbox" form="search" name="speaks" value="en" id="c-language-en" checked>' in text


def test_the_part_for_htmx_says_the_short_address(client, ben_found):
    query = {"near": "Bristol", "km": "50", "what": "", "speaks": "en"}
    response = client.get(reverse("directory:search"), query, HTTP_HX_REQUEST="true")
    assert response["HX-Push-Url"] == "/directory/?near=Bristol&speaks=en"
    assert (b"<html" in response.content, b"s-results" in response.content) == (False, True)


def test_whoever_falls_is_gone_at_once_though_the_index_does_not_know_yet(page, ben_found, school):
    ben_found.owner.is_active = False
    ben_found.owner.save()
    response = page()
    assert names(response) == []
    assert "Nobody is listed yet who fits" in response.content.decode()
    assert "0 people" in response.content.decode()


def test_statements_do_not_grow_with_people(client, ben_found, two_more, django_assert_num_queries):
    address = reverse("directory:search")
    client.get(address)
    with django_assert_num_queries(4):
        assert len(names(client.get(address))) == 3
    with django_assert_num_queries(4):
        assert len(names(client.get(address, {"near": "Graz", "how": "in_person"}))) == 1


def test_nobody_copies_the_directory(page, ben_found, settings):
    settings.DIRECTORY_SEARCHES = 3
    assert [page(what=f"{n}").status_code for n in range(100, 105)].count(429) >= 2
    assert asking.read(QueryDict("page=9999")).page == asking.DEEPEST


def test_a_minute_forgets_the_last():
    with time_machine.travel(0, tick=False):
        pace = Pace()
        assert [pace.count("a"), pace.count("a"), pace.count("b")] == [1, 2, 1]


def test_towns_by_their_beginning_and_by_a_coarse_point(client):
    address = reverse("directory:towns")
    assert "Bristol, GB" in client.get(address, {"text": "Brist"}).json()["towns"]
    assert client.get(address, {"at": "51.5,-2.5801"}).json()["towns"][0].endswith(", GB")
    assert client.get(address, {"at": "900,x"}).json() == {"towns": []}
    assert client.get(address, {"text": "B"}).json() == {"towns": []}


def test_the_order_and_who_is_shown_are_public(client, ben_found, two_more, at):
    assert client.get(reverse("directory:order")).status_code == 200
    address = reverse("directory:exposure")
    assert b"Nothing was counted yet" in client.get(address).content

    actions.count_exposure(on=at.date(), at=at)
    day = actions.count_exposure(on=at.date() + timedelta(days=1), at=at + timedelta(days=1))
    again = actions.count_exposure(on=at.date() + timedelta(days=1), at=at + timedelta(days=1))

    assert (day.pk, day.shown) == (again.pk, again.shown)
    assert set(day.shown) == {str(one.pk) for one in (ben_found, *two_more)}
    assert b"Gini coefficient" in client.get(address).content


def test_the_language_of_the_page_is_not_the_one_that_is_spoken(client, ben_found):
    german = client.get(reverse("directory:search"), {"language": "de"})
    assert (german["Content-Language"], b"Eine Fachperson finden" in german.content) == ("de", True)
    assert b"Find a clinician" in client.get(reverse("directory:search"), {"speaks": "de"}).content


def test_the_index_is_told(ben_found):
    assert search.is_current()

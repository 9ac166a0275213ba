"""Pages anyone may read."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from feltwork.apps.portal import studies
from feltwork.apps.schools.models import Programme, RuleEdition
from feltwork.apps.schools.tests.factories import CohortFactory, ProgrammeFactory, RuleEditionFactory
from feltwork.apps.ui.tests.markup import problems_of

PUBLIC = ("home", "method", "evidence", "become-certified", "help-now", "hiding", "privacy", "accessibility")
SCHOOL = ("home", "become-certified")
LINK = re.compile(r'<a[^>]*\shref="([^"]*)"')


def addresses():
    return [*(reverse(f"portal:{name}") for name in PUBLIC), "/at/alder-house/", "/at/alder-house/become-certified/"]


@pytest.mark.parametrize("url", addresses())
@pytest.mark.parametrize("language", ["en", "de"])
def test_public_pages_are_sound_in_each_language(client, school, url, language):
    client.cookies["feltwork-language"] = language
    response = client.get(url)
    assert response.status_code == 200
    assert problems_of(response.content.decode()) == []
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize("url", addresses())
def test_the_way_out_comes_right_after_the_skip_link(client, school, url):
    links = LINK.findall(client.get(url).content.decode())
    assert links[:2] == ["#main", reverse("portal:leave")]


@pytest.mark.parametrize("url", addresses())
def test_no_link_leads_nowhere(client, school, url):
    """Every address on our pages answers, and every place on a page that is named is there."""
    html = client.get(url).content.decode()
    for href in sorted(set(LINK.findall(html))):
        if href.startswith("#"):
            assert f'id="{href[1:]}"' in html
        elif href.startswith("/") and href != reverse("portal:leave"):
            path, _sep, place = href.partition("#")
            response = client.get(path)
            assert (href, response.status_code) in {(href, 200), (href, 302)}
            assert not place or f'id="{place}"' in response.content.decode()


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_ask_the_database_for_nothing(client, django_assert_num_queries, db, name):
    expected = 1 if name == "become-certified" else 0
    with django_assert_num_queries(expected):
        client.get(reverse(f"portal:{name}"))


def test_a_schools_pages_ask_the_same_of_the_database_for_one_and_three_programmes(
    client, school, django_assert_num_queries
):
    urls = [reverse(f"school:{name}", kwargs={"school": "alder-house"}) for name in SCHOOL]
    [client.get(url) for url in urls]  # the rules are read once in a process
    for _number in (1, 3):
        for url, expected in zip(urls, (3, 4), strict=True):
            with django_assert_num_queries(expected):
                assert client.get(url).status_code == 200
        edition = RuleEdition.objects.get(programme__slug="se")
        for name in ("a", "b"):
            if not Programme.objects.filter(slug=name).exists():
                programme = ProgrammeFactory(school=school, slug=name)
                RuleEditionFactory(programme=programme, text=edition.text, bases=edition.bases)


def test_a_school_shows_its_open_programmes_and_the_groups_to_come(client, school):
    programme = Programme.objects.get(slug="se")
    edition = RuleEdition.objects.get(programme=programme)
    CohortFactory(programme=programme, edition=edition, name="Bristol 2099", starts_on=date(2099, 3, 12))
    CohortFactory(programme=programme, edition=edition, name="Not shown", starts_on=date(2099, 4, 1), is_public=False)
    ProgrammeFactory(school=school, slug="closed", name="Closed training", is_open=False)
    html = client.get("/at/alder-house/").content.decode()
    assert "12 March 2099" in html
    assert "Bristol 2099" in html
    assert "Not shown" not in html
    assert "Closed training" not in html
    assert "Bristol 2025" not in html  # began long ago


def test_one_school_does_not_show_another(client, school, elsewhere):
    Programme.objects.filter(school=elsewhere).update(name="Training at Birch Hall")
    assert "Training at Birch Hall" not in client.get("/at/alder-house/").content.decode()
    assert "Training at Birch Hall" in client.get("/at/birch-hall/").content.decode()


def test_an_unknown_school_is_not_found(client, db):
    assert client.get("/at/nowhere/").status_code == 404


def test_the_figures_are_those_of_the_rules(client, school):
    html = client.get("/at/alder-house/become-certified/").content.decode()
    amounts = re.findall(r"<b>([^<]*)</b></td>", html)
    assert amounts == ["36", "12", "18", "4", "6"]
    assert "Not yet verified at the source." in html
    assert html.count("fw-card fw-stack u-gap-2") == 3  # ways to be admitted


def test_the_figures_are_those_of_the_group_that_begins_next(client, school):
    programme = Programme.objects.get(slug="se")
    later = RuleEditionFactory(programme=programme, code="2098-1", valid_from=date(2098, 1, 1))
    assert "2098-1" not in client.get("/at/alder-house/become-certified/").content.decode()
    CohortFactory(programme=programme, edition=later, starts_on=date(2099, 3, 12))
    assert "2098-1" in client.get("/at/alder-house/become-certified/").content.decode()


def test_a_programme_without_rules_is_left_out(client, school):
    ProgrammeFactory(school=school, slug="new", name="Still being written")
    assert "Still being written" not in client.get("/at/alder-house/become-certified/").content.decode()


def test_every_study_stands_with_its_limits(client):
    html = client.get(reverse("portal:evidence")).content.decode()
    for study in studies.STUDIES:
        assert f'id="{study.code}"' in html
    assert "no difference" in html


def test_the_current_page_is_marked(client):
    html = client.get(reverse("portal:method")).content.decode()
    assert f'href="{reverse("portal:method")}" aria-current="page"' in html
    assert html.count('aria-current="page"') == 1

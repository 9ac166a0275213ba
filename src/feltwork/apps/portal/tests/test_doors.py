"""Leaving, looks, languages, and where people land after signing in."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.portal import queries
from feltwork.apps.schools.tests.factories import MembershipFactory

LEAVE = "/leave/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_leaving_ends_the_session_and_shows_somebody_elses_page(client, sign_in, alma, method):
    sign_in(alma)
    response = getattr(client, method)(LEAVE)
    assert response.headers["Location"] == settings.LEAVE_URL
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.headers["Cache-Control"] == "no-store"
    assert not Session.objects.exists()
    assert client.get("/start/").status_code == 302


def test_a_link_on_another_site_does_not_sign_anybody_out(client, sign_in, alma):
    sign_in(alma)
    response = client.get(LEAVE, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.headers["Location"] == settings.LEAVE_URL
    assert Session.objects.count() == 1


def test_leaving_by_post_asks_for_the_token(db):
    assert Client(enforce_csrf_checks=True).post(LEAVE).status_code == 403


def test_the_look_is_kept_on_this_device_and_drawn_by_the_server(client):
    response = client.post("/appearance/", {"theme": "dark", "next": "/method/"})
    assert response.headers["Location"] == "/method/"
    assert 'data-theme="dark"' in client.get("/").content.decode()
    client.post("/appearance/", {"theme": ""})
    assert "data-theme=" not in client.get("/").content.decode()


def test_an_invented_look_is_not_drawn(client):
    client.cookies["feltwork-theme"] = '"><script>'
    assert "<script>" not in client.get("/").content.decode()


def test_the_accounts_look_holds_where_the_device_has_none(client, sign_in, alma):
    alma.theme = "dark"
    alma.save()
    sign_in(alma)
    assert 'data-theme="dark"' in client.get("/").content.decode()
    client.cookies["feltwork-theme"] = "light"
    assert 'data-theme="light"' in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/appearance/", "/language/"])
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_choice_never_leads_to_another_site(client, path, target):
    response = client.post(path, {"theme": "dark", "language": "de", "next": target})
    assert response.headers["Location"] == "/"


def test_the_language_is_kept_on_this_device(client):
    client.post("/language/", {"language": "de", "next": "/"})
    assert '<html lang="de"' in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/appearance/", "/language/"])
def test_choices_are_sent_not_linked(client, path):
    assert client.get(path).status_code == 405


def test_each_person_lands_where_they_have_something_to_do(cast, sign_in):
    places = {
        "alma": "certification:path",
        "ben": "signoffs:inbox",
        "carla": "signoffs:inbox",
        "dino": "certification:queue",
        "ruth": "certification:queue",
        "greta": "certification:queue",
    }
    for name, place in places.items():
        response = sign_in(getattr(cast, name)).get("/start/")
        assert (name, response.headers["Location"]) == (name, reverse(place, kwargs={"school": "alder-house"}))


def test_someone_with_several_roles_chooses(client, sign_in, ben, school):
    MembershipFactory(school=school, user=ben, role="student")
    html = sign_in(ben).get("/start/").content.decode()
    assert html.count('class="p-door"') == 2


def test_a_role_that_ended_is_no_place(client, sign_in, ben):
    ben.memberships.update(until=timezone.now())
    assert "Nothing waits for you" in sign_in(ben).get("/start/").content.decode()


def test_an_applicant_lands_at_the_application(eva, school, sign_in, at):
    from feltwork.apps.admissions.models import Application
    from feltwork.apps.schools.models import Programme, RuleEdition

    programme = Programme.objects.get(school=school)
    edition = RuleEdition.objects.get(programme=programme)
    Application.objects.create(
        school=school, applicant=eva, programme=programme, edition=edition, created_at=at, state="submitted"
    )
    [place] = queries.places_of(eva)
    assert place.school == school.name
    assert "With the school" in sign_in(eva).get(place.url, follow=True).content.decode()


def test_start_is_for_people_who_signed_in(client, db):
    response = client.get("/start/")
    assert response.headers["Location"] == f"{reverse('account_login')}?next=/start/"


def test_the_start_page_asks_the_database_for_the_same_whatever_the_number_of_places(
    sign_in, ben, school, elsewhere, django_assert_num_queries
):
    browser = sign_in(ben)
    for role in ("student", "faculty"):
        with django_assert_num_queries(4):  # session, person, roles, applications
            browser.get("/start/")
        MembershipFactory(school=elsewhere, user=ben, role=role)

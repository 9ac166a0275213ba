"""Finding somebody in a browser: choices that answer at once, near oneself, keys, without scripts, axe."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from feltwork.apps.directory import actions, queries, search
from feltwork.apps.directory.tests.factories import BATH, list_person
from feltwork.apps.practice.tests.browsing import LOOKS, faults
from feltwork.apps.schools.tests.factories import UserFactory
from feltwork.core.directory import coarse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(ben, ruth, school):
    """Ben in Bristol and Ida in Bath, who speaks Danish, through every gate today and in the index."""
    now = timezone.now()
    ida = UserFactory(name="Ida Lund")
    rows = [
        list_person(ben, school=school, by=ruth),
        list_person(ida, school=school, by=ruth, town=BATH, town_name="Bath", languages=("da",)),
    ]
    for row in rows:
        row = actions.confirm(profile=row, by=row.owner, at=now)
        search.put(queries.listing_of(row, now), at=now)
    return rows


def shown(page):
    return page.locator(".s-results h3")


def test_choices_answer_at_once_and_the_address_can_be_passed_on(windows, people):
    page = windows(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(reverse("directory:search") + "?near=Bristol")
    expect(shown(page)).to_have_count(2)
    page.get_by_role("checkbox", name="Danish").focus()
    page.keyboard.press("Space")
    expect(shown(page)).to_have_text(["Ida Lund"])
    expect(page.get_by_role("checkbox", name="Danish")).to_be_focused()
    expect(page).to_have_url(page.url.split("?")[0] + "?near=Bristol&speaks=da")
    expect(page.locator("[data-said]")).to_have_text("1 person within 50 km or online")

    page.get_by_role("link", name="Danish").click()
    expect(shown(page)).to_have_count(2)
    page.get_by_role("link", name="By distance").click()
    expect(page.locator(".s-km b").last).to_have_text("19")


def test_near_me_tells_the_server_a_cell_and_the_address_a_town(windows, people):
    exact = {"latitude": 51.45523, "longitude": -2.59665}
    page = windows(geolocation=exact, permissions=["geolocation"]).new_page()
    page.goto(reverse("directory:search"))
    told = []
    page.on("request", lambda request: told.append(request.url))
    page.get_by_role("button", name="Near me").click()
    expect(page.get_by_label("Near", exact=True)).to_have_value("Bristol, GB")
    expect(shown(page)).to_have_count(2)
    lat, lon = coarse(exact["latitude"], exact["longitude"])
    asked = [url for url in told if "towns.json" in url]
    assert [url.split("at=")[1] for url in asked] == [f"{lat:g}%2C{lon:g}"]
    assert not any("51.45" in url or "2.596" in url for url in told)


def test_without_scripts(windows, people):
    page = windows(java_script_enabled=False).new_page()
    page.goto(reverse("directory:search"))
    page.get_by_label("Near", exact=True).fill("Bath")
    page.get_by_label("Up to").select_option("10")
    page.get_by_role("button", name="Search").click()
    expect(shown(page)).to_have_text(["Ida Lund"])
    page.get_by_role("checkbox", name="Danish").check()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Danish, take away")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS, ids=("wide", "phone"))
def test_pages_hold_what_axe_checks(windows, people, look):
    now = timezone.now()
    actions.count_exposure(on=now.date(), at=now)
    base = reverse("directory:search")
    pages = [
        base,
        f"{base}?near=Bristol&by=distance&speaks=da",
        f"{base}?near=Qwxyz",
        f"{base}?what=acident&near=Bath&km=10",
    ]
    pages += [reverse("directory:order"), reverse("directory:exposure")]
    assert faults(windows(**look).new_page(), pages) == {}

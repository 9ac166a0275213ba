"""Writing to somebody in a browser: by keys alone, the sum worked out meanwhile, and nothing left on the device."""

from datetime import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from feltwork.apps.directory.actions import calling
from feltwork.apps.directory.actions.calling import Hours
from feltwork.apps.directory.models import Booking, Inquiry
from feltwork.apps.directory.puzzle import is_solved
from feltwork.apps.directory.tests.factories import list_person
from feltwork.apps.directory.views import open as open_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def written_to(ben, ruth, school):
    """Ben's page, confirmed on the day of the test run: browser and server live in the present."""
    now = timezone.now()
    profile = list_person(ben, school=school, by=ruth, confirmed_on=now.date())
    terms = {"is_on": True, "way": "direct", "zone": "Europe/London", "minutes": 15, "notice_hours": 24}
    calling.set_call_terms(profile=profile, by=ben, at=now, **terms)
    calling.set_call_hours(
        profile=profile, hours=[Hours(day, None, time(9), time(17)) for day in range(7)], by=ben, at=now
    )
    return profile


def test_a_first_message_and_a_call_by_keys_alone(written_to, browser, live_server, monkeypatch):
    sums = []
    monkeypatch.setattr(open_pages, "is_solved", lambda answer: sums.append(is_solved(answer)) or sums[-1])
    page = browser.new_page()
    page.goto(live_server.url + reverse("directory:profile", kwargs={"slug": written_to.slug}))
    page.locator("#id_name").focus()
    page.keyboard.type("Wren")
    page.keyboard.press("Tab")  # the channel: e-mail is chosen
    page.keyboard.press("Tab")
    page.keyboard.type("wren@example.org")
    expect(page.locator("[name=puzzle]")).not_to_have_value("", timeout=60_000)
    assert page.evaluate("document.activeElement.id") == "id_address"
    for _key in range(40):  # as many as there are fields; the one that people do not see is not among them
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") != "website"
        if page.evaluate("document.activeElement.textContent.trim()") == "Send":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/directory/sent/**")
    assert page.title() == "Your enquiry"
    assert Axe().run(page).response["violations"] == []
    assert Inquiry.objects.count() == 1
    assert sums == [True]

    page.get_by_role("link", name="Choose a time").press("Enter")
    assert Axe().run(page).response["violations"] == []
    page.locator("[name=starts_at]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Take this time").press("Enter")
    page.wait_for_url("**/directory/sent/*/")
    assert Booking.objects.get().state == "booked"

    stored = "JSON.stringify([{...localStorage}, {...sessionStorage}])"
    assert "ren@" not in page.evaluate(stored) and "Wren" not in page.evaluate(stored)
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0

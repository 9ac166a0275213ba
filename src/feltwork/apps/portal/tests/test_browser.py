"""What the small script adds, and that nothing is lost without it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect
from tests.chromium import becomes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("/", "/method/", "/evidence/", "/become-certified/", "/help-now/", "/hiding/", "/privacy/", "/accessibility/")


@pytest.fixture
def open_page(browser, live_server):
    """`open_page("/", java_script_enabled=False)`; what the page complains about ends up in `page.complaints`."""
    contexts = []

    def make(path: str, **options: object) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        context.route(f"{settings.LEAVE_URL}**", lambda route: route.fulfill(body="a neutral page"))
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()


def signed_in(page: Page, client, user) -> None:
    client.force_login(user)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    page.context.add_cookies([cookie | {"url": page.url}])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_hold_what_axe_checks_and_obey_the_content_policy(open_page, scheme):
    page = open_page("/", color_scheme=scheme)
    for path in PAGES:
        page.goto(path)
        found = Axe().run(page)
        assert (path, [item["id"] for item in found.response["violations"]]) == (path, [])
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 390])
def test_no_page_scrolls_sideways(open_page, width):
    page = open_page("/", viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto(path)
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)


@pytest.mark.parametrize("how", ["button", "shift"])
def test_leaving_puts_another_page_in_place_and_ends_the_session(open_page, client, alma, how):
    page = open_page("/")
    signed_in(page, client, alma)
    page.goto("/method/")
    if how == "button":
        page.locator(".fw-leave").click()
    else:
        for _press in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url(settings.LEAVE_URL)
    expect(page.locator("body")).to_have_text("a neutral page")
    page.go_back()
    assert not page.url.endswith("/method/")
    assert becomes(page, lambda: not Session.objects.exists())


def test_without_scripts_leaving_is_a_link_that_signs_out(open_page, client, alma):
    page = open_page("/", java_script_enabled=False)
    signed_in(page, client, alma)
    page.goto("/method/")
    page.locator(".fw-leave").click()
    page.wait_for_url(settings.LEAVE_URL)
    assert not Session.objects.exists()


def test_the_look_changes_at_once_and_is_drawn_by_the_server_next_time(open_page):
    page = open_page("/")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    response = page.reload()
    assert 'data-theme="dark"' in response.text()
    page.get_by_role("button", name="As my device").click()
    assert "data-theme=" not in page.reload().text()


def test_the_look_survives_lost_cookies(open_page):
    page = open_page("/")
    page.get_by_role("button", name="Dark").click()
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_without_scripts_look_and_language_are_sent_as_forms(open_page):
    page = open_page("/method/", java_script_enabled=False)
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert page.url.endswith("/method/")


def test_the_menu_opens_on_a_small_screen(open_page):
    page = open_page("/", viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="About the method").click()
    page.wait_for_url("**/method/")

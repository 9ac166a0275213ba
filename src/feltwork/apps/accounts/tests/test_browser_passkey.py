"""Passkeys in a real browser with a virtual authenticator, under the strict content policy."""

import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from tests.chromium import add_device, launch

from feltwork.apps.accounts import actions, stepup
from feltwork.apps.accounts.models import Membership, OpenSession

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(monkeypatch):
    """A page whose device makes and uses passkeys by itself; the test fails on anything the content policy blocks."""
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, in which Django would refuse to use the database
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.tools, page.device = add_device(page)
        yield page
        browser.close()
        assert said == []


@pytest.fixture
def enter(page, live_server):
    """`enter(alma)` signs in by a one-time link."""

    def make(user, next=""):
        actions.agree(user=user, at=timezone.now())
        link = actions.make_sign_in_link(email=user.email, next=next, at=timezone.now())
        page.goto(live_server.url + re.sub(r"^https?://[^/]+", "", link))
        page.click("#enter")

    return make


def test_a_passkey_is_made_signs_in_and_proves(page, live_server, enter, alma):
    enter(alma, next="/accounts/")
    page.click("#add-passkey")
    page.fill("#new-passkey-form [name=name]", "My phone")
    page.click("#new-passkey-form [data-passkey]")
    arrive(page, "/accounts/recovery-codes/")
    assert page.locator(".p-codes li").count() == 10
    assert stepup.factors_of(alma) == {"webauthn", "recovery_codes"}

    page.goto(f"{live_server.url}/accounts/")
    assert page.get_by_role("heading", name="My phone").count() == 1
    page.click("#sign-out")
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/address/")
    page.click("#passkey-form [data-passkey]")
    arrive(page, "/accounts/address/")  # a passkey is a fresh proof, so nothing more is asked

    forget_the_proof(alma)
    page.reload()
    assert "/accounts/step-up/" in page.url
    page.click("#passkey-form [data-passkey]")
    arrive(page, "/accounts/address/")


def test_after_a_link_the_passkey_is_the_second_step(page, live_server, enter, alma):
    enter(alma, next="/accounts/passkeys/new/")
    page.click("#new-passkey-form [data-passkey]")
    arrive(page, "/accounts/recovery-codes/")
    page.goto(f"{live_server.url}/accounts/logout/")
    page.click("main form .fw-btn-primary")

    enter(alma, next="/accounts/seen/")
    assert page.url.endswith("/accounts/prove/")
    page.click("#passkey-form [data-passkey]")

    arrive(page, "/accounts/seen/")


def test_who_has_nothing_makes_a_passkey_and_the_form_goes_on(page, live_server, enter, dino):
    enter(dino, next="/at/alder-house/people/")
    page.fill("[name=email]", "vera@example.org")
    page.fill("[name=name]", "Vera Stolz")
    page.select_option("[name=role]", "faculty")
    page.click("form[action$='/people/grant/'] .fw-btn-primary")
    assert "/accounts/step-up/" in page.url

    page.click("#new-passkey-form [data-passkey]")

    arrive(page, "/at/alder-house/people/")
    assert page.get_by_text("vera@example.org").count() == 1
    assert Membership.objects.get(role="faculty").user.name == "Vera Stolz"


def test_a_device_that_refuses_is_said_and_can_be_tried_again(page, live_server, enter, alma):
    enter(alma, next="/accounts/passkeys/new/")
    page.tools.send("WebAuthn.setUserVerified", {"authenticatorId": page.device, "isUserVerified": False})
    page.click("#new-passkey-form [data-passkey]")
    page.get_by_text("did not go through with it").wait_for()

    page.tools.send("WebAuthn.setUserVerified", {"authenticatorId": page.device, "isUserVerified": True})
    page.click("#new-passkey-form [data-passkey]")

    arrive(page, "/accounts/recovery-codes/")


def arrive(page, path):
    page.wait_for_url(re.compile(rf"^http://[^/]+{path}$"))


def forget_the_proof(user):
    session = SessionStore(OpenSession.objects.get(user=user).session_key)
    session["account_authentication_methods"] = [
        record | {"at": 0} for record in session["account_authentication_methods"]
    ]
    session.save()

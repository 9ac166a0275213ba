"""What the walk through the demo world needs: a browser, people signing in by link, and what was mailed to them."""

from __future__ import annotations

import re

from django.core import mail
from django.utils import timezone

from feltwork.apps.accounts import actions
from feltwork.apps.portal.demo.people import PASSWORD
from tests.chromium import add_device, tick

PHONE = {"width": 390, "height": 844}


class Person:
    """One person with a browser of their own."""

    def __init__(self, browser, base_url, name, *, viewport=None):
        self.name, self.base_url = name, base_url
        self.email = f"{name.lower().replace(' ', '.')}@example.org"
        self.context = browser.new_context(viewport=viewport or {"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.said = []
        self.page.on("console", lambda m: self.said.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def go(self, path):
        self.page.goto(self.base_url + path)
        return self.page

    def sign_in(self, next=""):
        """By a one-time link, as the operator's console prints it."""
        link = actions.make_sign_in_link(email=self.email, next=next, at=timezone.now())
        self.go(path_of(link))
        self.page.click("#enter")
        return self.page

    def prove(self):
        """The step-up that the page asks for, by the demo's password."""
        details = self.page.locator("details:has([name=password])")
        if details.count() and details.first.get_attribute("open") is None:
            details.first.locator("summary").click()
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("form:has([name=password]) button").click()

    def press(self, name):
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name):
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def tick(self, selector):
        tick(self.page.locator(selector).first)

    def text(self):
        return self.page.inner_text("main")

    def add_device(self):
        """A device that makes and uses passkeys by itself."""
        add_device(self.page)


def path_of(link):
    return re.sub(r"^https?://[^/]+", "", link)


def mailed_link(email, pattern):
    """The path of the newest link that was mailed to *email* and matches *pattern*."""
    for message in reversed(mail.outbox):
        found = re.search(rf"https?://[^/\s]+({pattern}\S*)", message.body)
        if message.to == [email] and found:
            return found[1]
    raise AssertionError(f"nothing like {pattern} was mailed to {email}: {[m.to for m in mail.outbox]}")

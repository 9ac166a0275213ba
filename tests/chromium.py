"""One way to start Chromium in tests: the one dev.py found, quiet, with a device for passkeys where it is wanted."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import dev
from django.conf import settings

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def launch(playwright):
    """A headless browser; `$CHROMIUM`, which `dev.py test` sets, comes first."""
    return playwright.chromium.launch(executable_path=dev.find_chromium(os.environ), args=QUIET)


class Windows:
    """`windows(ben, viewport=PHONE)` opens a browser context in which Ben is signed in and stepped up.

    Without a person nobody is signed in. `complaints`: what consoles and scripts of all pages said; `known`: parts of
    complaints that a test provokes.
    """

    def __init__(self, browser: Any, url: str, sign_in: Callable[..., Any]) -> None:
        self.browser, self.url, self._sign_in = browser, url, sign_in
        self.contexts: list[Any] = []
        self.complaints: list[str] = []
        self.known: tuple[str, ...] = ()

    def __call__(self, user: Any = None, **options: Any) -> Any:
        context = self.browser.new_context(base_url=self.url, **options)
        self.contexts.append(context)
        context.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        if user is not None:
            self.sign_in(context, user)
        return context

    def sign_in(self, context: Any, user: Any) -> None:
        """The same context, from now on *user*'s."""
        value = self._sign_in(user, fresh=True).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}])

    def close(self) -> None:
        """Closes them all; fails on complaints that are not known."""
        for context in self.contexts:
            context.close()
        assert [one for one in self.complaints if not any(known in one for known in self.known)] == []


def add_device(page):
    """Let *page*'s browser make and use passkeys by itself; returns the tools and the device's identifier."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


def tick(choice):
    """Choose a radio button or a check box as a hand does: on its label, once that stands still.

    The inputs lie unseen under their labels, so that playwright's own ``check`` would have to be forced; forced, it
    clicks where the input was, and misses while the page still moves.
    """
    from playwright.sync_api import expect

    press(choice)
    expect(choice).to_be_checked()


def press(choice):
    """As `tick`, where the page may be left by it."""
    choice.evaluate_handle("input => input.labels[0]").as_element().click(position={"x": 12, "y": 12})


def becomes(page, is_so: Callable[[], bool]) -> bool:
    """Whether it is so within ten seconds: for what a request behind the page does."""
    for _look in range(200):
        if is_so():
            return True
        page.wait_for_timeout(50)
    return False

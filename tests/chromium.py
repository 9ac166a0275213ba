"""One way to start Chromium in tests: the one dev.py found, quiet, with a device for passkeys where it is wanted."""

from __future__ import annotations

import os

import dev

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


def add_device(page):
    """Let *page*'s browser make and use passkeys by itself; returns the tools and the device's identifier."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

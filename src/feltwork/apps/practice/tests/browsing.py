"""What the browser tests of the practice share: addresses, window sizes, and what axe finds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
LOOKS = (
    {"viewport": WIDE, "color_scheme": "light"},
    {"viewport": PHONE, "color_scheme": "dark"},
)


def to(name: str, client: Any = None, **more: Any) -> str:
    """The address of a page of Alder House; *client*: of this file."""
    own = {"uuid": client.uuid} if client else {}
    return reverse(f"practice:{name}", kwargs={"school": "alder-house", **own, **more})


def faults(page: Any, addresses: Iterable[str]) -> dict[str, list[str]]:
    """By address what axe finds, and whether the page is wider than the window."""
    found = {}
    for address in addresses:
        page.goto(address)
        wrong = faults_here(page)
        if wrong:
            found[address] = wrong
    return found


def faults_here(page: Any) -> list[str]:
    """The same for the page as it stands."""
    wrong = [item["id"] for item in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
        wrong.append("wide")
    return wrong

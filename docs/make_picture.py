"""Draw docs/picture.png: the demo student's path, photographed in headless Chromium.

python3 dev.py demo               # in one terminal; copy the student's link
.venv/bin/python docs/make_picture.py LINK
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"


def main(link: str) -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET.split())
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(link)
        page.click("main form button")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=str(Path(__file__).with_name("picture.png")))
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make_picture.py SIGN-IN-LINK")
    main(sys.argv[1])

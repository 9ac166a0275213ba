"""How long a page takes until it can be used, in Chromium with its processor slowed down.

Interactive: from the first byte of the response to the end of the last long task (50 ms and more) before the page
stays quiet for `QUIET_MS`, and not before its scripts have run (the load event's end).
"""

from __future__ import annotations

import os
from typing import Any

import dev

from bench._browser import Browser

SLOWED, QUIET_MS = 4, 2500
PHONE = {"width": 390, "height": 844}
WATCH = """window.longTasks = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.longTasks.push([one.startTime, one.duration]);
}).observe({ type: 'longtask', buffered: true });"""
READ = """() => {
  const page = performance.getEntriesByType('navigation')[0];
  const painted = performance.getEntriesByName('first-contentful-paint')[0];
  const ends = window.longTasks.map(([start, lasted]) => start + lasted);
  const since = (time) => Math.round(time - page.responseStart);
  return {
    painted: since(painted.startTime),
    interactive: since(Math.max(page.loadEventEnd, ...ends)),
    nodes: document.querySelectorAll('*').length,
    tasks: window.longTasks.map(([start, lasted]) => [since(start), Math.round(lasted)]),
  };
}"""


def opened(base_url: str, signed_in: Browser, path: str, times: int) -> list[dict[str, Any]]:
    """Milliseconds of *times* looks at *path*, each in a new tab, the first with an empty cache."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=dev.find_chromium(os.environ), args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        context = browser.new_context(viewport=PHONE)
        context.add_cookies([{"name": n, "value": v, "url": base_url} for n, v in signed_in.cookies.items()])
        context.add_init_script(WATCH)
        found = []
        for _number in range(times):
            tab = context.new_page()
            context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
            answer = tab.goto(base_url + path)
            assert answer is not None and answer.status == 200 and path in tab.url, tab.url
            tab.wait_for_timeout(QUIET_MS)
            found.append(tab.evaluate(READ))
            tab.close()
        browser.close()
    return found

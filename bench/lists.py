"""List pages of 50 rows: ours against the plain Django way, in requests a second.

    python3 dev.py bench lists
    python3 dev.py bench lists --database postgres --seconds 20

Both are served by the same server over the same 400 candidates and 300 open matters, in turns (ours, plain, plain,
ours), to eight connections. First they must show the same words and lead to the same addresses. The bar is 2.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass

from bench import _press
from bench._browser import Browser, words_of
from bench._server import site

BAR = 2.0
STAFF = "ruth.pellow@example.org"
TURNS = ("ours", "plain", "plain", "ours")


@dataclass(frozen=True)
class Pair:
    """A page of ours and its plain peer; `list` finds the list within the page."""

    name: str
    ours: str
    plain: str
    list: str


PAIRS = (
    Pair(
        "candidates",
        "/at/alder-house/certification/candidates/",
        "/at/alder-house/plain/candidates/",
        r"<tbody>(.*?)</tbody>",
    ),
    Pair(
        "queue",
        "/at/alder-house/certification/queue/",
        "/at/alder-house/plain/queue/",
        r'<ul class="p-queue">(.*?)</ul>',
    ),
)


def compare(browser: Browser, pair: Pair) -> int:
    """How many rows both show; fails where a word, an address or the rest of the page differs."""
    pages = [browser.get(path).text for path in (pair.ours, pair.plain)]
    ours, plain = (_list_of(page, pair) for page in pages)
    for one, other in zip(words_of(ours).split(), words_of(plain).split(), strict=False):
        if one != other:
            raise SystemExit(f"{pair.name}: the lists say different things: ours {one!r}, plain {other!r}")
    if re.findall(r'href="([^"]*)"', ours) != re.findall(r'href="([^"]*)"', plain):
        raise SystemExit(f"{pair.name}: the links lead elsewhere")
    if words_of(pages[0]) != words_of(pages[1]):
        raise SystemExit(f"{pair.name}: the pages around the lists differ")
    return len(re.findall(r"<tr>|<li>", ours))


def measure(browser: Browser, pair: Pair, seconds: float) -> dict[str, float]:
    """Requests a second of both, each measured in two of four turns."""
    found: dict[str, list[float]] = {"ours": [], "plain": []}
    for who in TURNS:
        found[who].append(_press.requests_per_second(browser, getattr(pair, who), seconds))
    return {who: sum(some) / len(some) for who, some in found.items()}


def _list_of(page: str, pair: Pair) -> str:
    found = re.search(pair.list, page, re.S)
    if not found:
        raise SystemExit(f"{pair.name}: the page has no list: {words_of(page)[:300]}")
    return found[1]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench lists", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or postgres://… (default: sqlite)")
    parser.add_argument("--seconds", type=float, default=10, help="for each of four turns (default: 10)")
    options = parser.parse_args(arguments)
    ratios = []
    with site(options.database, DJANGO_SETTINGS_MODULE="bench.plain.settings") as one:
        world = one.inside("_world", "walk", "--candidates", 400)
        one.start()
        browser = Browser(one.port)
        browser.enter(world["staff"])
        print(f"{options.database}, {_press.tool()}, {_press.CONNECTIONS} connections")
        for pair in PAIRS:
            rows = compare(browser, pair)
            for path in (pair.ours, pair.plain) * 2:
                _press.requests_per_second(browser, path, 1)  # both workers have compiled their templates then
            rps = measure(browser, pair, options.seconds)
            ms = one.inside("_in_process", STAFF, 100, pair.ours, pair.plain)
            ratios.append(rps["ours"] / rps["plain"])
            print(
                f"{pair.name:<10} {rows} rows, same words · ours {rps['ours']:6.1f}/s, plain {rps['plain']:6.1f}/s, "
                f"ratio {ratios[-1]:.2f} · in one process ours {ms[pair.ours]:.1f} ms, plain {ms[pair.plain]:.1f} ms, "
                f"ratio {ms[pair.plain] / ms[pair.ours]:.2f}",
                flush=True,
            )
    return 0 if min(ratios) >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())

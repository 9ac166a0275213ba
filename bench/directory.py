"""Searching a directory of up to a million invented people, beside what others would write; who is shown; under load.

    python3 dev.py bench directory --profiles 1000000
    python3 dev.py bench directory --only exposure
    python3 dev.py bench directory --only load --rate 200 --seconds 30

`search`: a word of a theme, 40 km around a town and four facets, with the counts of all thirteen: p50 and p95 of both
embedded engines and of tantivy for 10^4, 10^5 … people, each on data of its own; at the largest size also the same
search with the plain Django ORM (icontains and haversine) and with PostgreSQL's full text and GIN written by hand. All
engines must give the same answers first. Bars: p95 50 ms embedded, 15 ms tantivy, 5 times as fast as the plain ORM, and
faster than what was written by hand. `exposure`: how evenly four weeks of first pages are shared out. `load`: the real
page over 50,000 real profiles at a fixed rate: p95 100 ms at 200 requests a second.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from bench import _directory_exposure, _directory_pages
from bench._server import site

PARTS = ("search", "exposure", "load")
EMBEDDED_MS, TANTIVY_MS, OVER_PLAIN = 50, 15, 5
SEARCHES = 200


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench directory", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--profiles", type=int, default=1_000_000, help="people at the largest size (default: 10^6)")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}, by comma")
    parser.add_argument("--database", default="sqlite", help="of the load: sqlite or postgres")
    parser.add_argument("--rate", type=float, default=200, help="requests a second of the load")
    parser.add_argument("--seconds", type=float, default=30, help="how long the load lasts")
    options = parser.parse_args(arguments)
    missed: list[str] = []
    if "search" in options.only:
        missed += _search(options.profiles)
    if "exposure" in options.only:
        _directory_exposure.show()
    if "load" in options.only:
        missed += _directory_pages.load(options.database, options.rate, options.seconds)
    print(f"bars missed: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


def _search(most: int) -> Iterator[str]:
    """Every size on both databases; yields the bars missed at the largest."""
    sizes = [size for size in (10_000, 100_000) if size < most] + [most]
    for size in sizes:
        results = {}
        for database in ("sqlite", "postgres"):
            rivals = ["rivals"] if database == "postgres" and size == most else []
            with site(database) as one:
                results[database] = one.inside("_directory", "measure", size, SEARCHES, *rivals)
            _show(size, database, results[database])
        if size == most:
            yield from _missed(results)


def _show(size: int, database: str, found: dict[str, Any]) -> None:
    print(f"\n{size:,} people, {database}; found {found['found']['median']:.0f} of them (median of searches)")
    for name in ("embedded", "tantivy", "by hand", "plain"):
        if name in found:
            print(f"  {name:<9} p50 {found[name]['p50']:8.1f}  p95 {found[name]['p95']:8.1f} ms", end="")
            print(f"  ({found[name]['searches']} searches, longest {found[name]['most']:.1f})")
    print("  without a place: " + ", ".join(f"{name} {ms:.0f} ms" for name, ms in found["broad"].items()))
    print("  MB: " + ", ".join(f"{name} {size:.0f}" for name, size in found["size MB"].items()), end="")
    print(f"; put in: {found['loading s']:.0f} s, tantivy {found['tantivy s']:.0f} s", flush=True)


def _missed(found: dict[str, Any]) -> Iterator[str]:
    rivals = found["postgres"]
    for database, bar, name in (
        ("sqlite", EMBEDDED_MS, "embedded"),
        ("postgres", EMBEDDED_MS, "embedded"),
        ("sqlite", TANTIVY_MS, "tantivy"),
        ("postgres", TANTIVY_MS, "tantivy"),
    ):
        ours = found[database][name]
        over = {rival: rivals[rival]["p95"] / ours["p95"] for rival in ("plain", "by hand")}
        over_p50 = rivals["by hand"]["p50"] / ours["p50"]
        print(f"{name} on {database}: {over['plain']:.0f} times as fast as the plain ORM,", end=" ")
        print(f"{over['by hand']:.1f} times as fast as by hand (p50: {over_p50:.1f})")
        if ours["p95"] > bar or over["plain"] < OVER_PLAIN or over["by hand"] <= 1:
            yield f"{name} on {database}"


if __name__ == "__main__":
    sys.exit(main())

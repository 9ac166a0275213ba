"""Measures over time: the page of a client with five years of weekly answers of two measures.

    python3 dev.py bench reading
    python3 dev.py bench reading --database postgres

page: 520 answers, each opened, compared and in the table (bars: 10 statements, 100 ms of processor time).
"""

from __future__ import annotations

import argparse
import sys

from bench._server import site

STATEMENTS, PAGE_MS = 10, 100.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench reading", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or postgres://… (default: sqlite)")
    options = parser.parse_args(arguments)
    with site(options.database) as running:
        world = running.inside("_reading", "world")
        found = running.inside("_reading", "page", world["page"])
    print(
        f"page: {found['statements']} statements (bar: {STATEMENTS}), {found['median_ms']:.1f} ms, least "
        f"{found['least_ms']:.1f} (bar: {PAGE_MS:g}), {found['rows']} rows, {found['bytes'] // 1000} kB"
    )
    return 0 if found["statements"] <= STATEMENTS and found["median_ms"] <= PAGE_MS else 1


if __name__ == "__main__":
    sys.exit(main())

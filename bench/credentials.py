"""Credentials: issuing and verifying beside other libraries, a hundred thousand renewals, a certificate's page.

    python3 dev.py bench credentials                                  everything; the renewals take their time
    python3 dev.py bench credentials --only speed
    python3 dev.py bench credentials --only renewals --renewals 2000
    python3 dev.py bench credentials --only page --rate 40 --seconds 20

speed: the same credentials through ours, openbadgeslib and @digitalbazaar/vc (and jose) under node, CPU seconds, the
best of three rounds each. The bars are 3 times openbadgeslib and 2 times @digitalbazaar/vc for an embedded proof, with
all our checks on. What a shape costs that was never seen before is printed beside it.

renewals: certificates that end soon are renewed by one job of the worker, which is killed with `kill -9` in the middle
and started again; a second job is cancelled in the middle and taken up again. Afterwards every certificate must have
one renewal for each job, every old index its bit, and the newest credential must verify.

page: the public page of a certificate that is signed and in force, at a fixed rate. The bar is p95 <= 50 ms.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import dev

from bench import _signing
from bench._browser import Browser
from bench._server import Site, site
from bench.load import sent_at

BARS = {"openbadgeslib": 3.0, "@digitalbazaar/vc": 2.0}
BARRED = ("issue", "verify with list")
BAR_MS = 50
AT_PERCENT = 40  # of a job, where it is killed or cancelled


def speed(number: int) -> bool:
    """Print credentials a CPU second; return whether the bars are kept."""
    given = _signing.given(number)
    taken = {"feltwork": _signing.ours(given)}
    peers: dict[str, Callable[[Any], dict[str, float]]] = {
        "openbadgeslib": _signing.openbadgeslib,
        "@digitalbazaar/vc": _signing.in_node,
    }
    for name, measure in peers.items():
        try:
            taken[name] = measure(given)
        except (RuntimeError, ImportError) as error:
            print(f"{name} left out: {error}")
    again = _signing.ours(given)
    taken["feltwork"] = {work: min(taken["feltwork"][work], again[work]) for work in again}
    print(f"{number} credentials, a CPU second" + "".join(f"{name:>20}" for name in taken))
    kept = True
    for work in _signing.WORKS:
        cells = [f"{1 / one[work]:.0f}" if work in one else "-" for one in taken.values()]
        ratios = {name: one[work] / taken["feltwork"][work] for name, one in taken.items() if work in one}
        beside = ", ".join(f"{ratios[name]:.1f} times {name}" for name in BARS if name in ratios)
        print(f"{work:<30}" + "".join(f"{cell:>20}" for cell in cells) + f"   {beside}")
        if work in BARRED:
            kept = kept and all(ratios.get(name, 0) >= bar for name, bar in BARS.items())
    print(f"a credential of a shape never seen: {1000 * _signing.first_of_a_shape(given):.1f} ms of CPU")
    print("in the column of @digitalbazaar/vc, jwt is jose: one signature, no list, no key bound to its issuer")
    return kept


def renewals(number: int, database: str) -> bool:
    """Renew *number* certificates under kill -9, then again with a cancel between; return whether all is sound."""
    with site(database, FELTWORK_KEYS_SECRET="only-for-this-measurement-0123456789") as one:
        began = time.monotonic()
        one.inside("_renewals", "make", number)
        print(f"{number} certificates made and signed in {time.monotonic() - began:.0f} s", flush=True)
        killed = _job(one, "killed", 1)
        cancelled = _job(one, "cancelled", 2)
        found: dict[str, Any] = one.inside("_renewals", "look", 2)
        print(json.dumps(found))
    return killed and cancelled and not found["faults"]


def _job(one: Site, how: str, turn: int) -> bool:
    """Run one renewal of everything, interrupted once; print its pace."""
    run = one.inside("_renewals", "start", turn)["run"]
    worker, began = _worker(one), time.monotonic()
    try:
        at = one.inside("_renewals", "cancel_at" if how == "cancelled" else "watch", run, AT_PERCENT)
        if how == "killed":
            dev.stop(worker, signal.SIGKILL)
            worker = _worker(one)
        else:
            one.inside("_renewals", "go_on", run)
        print(f"  {how} at {at['done']} of {at['total']}", flush=True)
        state = one.inside("_renewals", "watch", run, 100)
    finally:
        dev.stop(worker)
    seconds = time.monotonic() - began
    print(
        f"  job {turn}: {state['state']} with {state['done']} of {state['total']} in {seconds:.0f} s, "
        f"{state['done'] / seconds:.0f} a second, the pause included",
        flush=True,
    )
    return bool(state["state"] == "done" and state["done"] == state["total"] and at["done"] < at["total"])


def _worker(one: Site) -> Any:
    log = one.log.open("a")
    return dev.start(dev.PYTHON, "-m", "feltwork", "run_jobs", env=one.env, stdout=log, stderr=log)


def page(database: str, rate: float, seconds: float) -> bool:
    """Open the public page at a fixed rate; return whether p95 is within the bar."""
    with site(database, FELTWORK_KEYS_SECRET="only-for-this-measurement-0123456789") as one:
        made = one.inside("_renewals", "make", 200)
        one.start()
        people = _Visitors(one.port, made["codes"])
        sent_at(rate, [people.next() for _ in range(int(rate))], 200)
        waits = sent_at(rate, [people.next() for _ in range(int(rate * seconds))], 200)
    print(waits.line("certificate", rate), *sorted(set(waits.errors)))
    return waits.percentile(95) <= BAR_MS and not waits.errors


class _Visitors:
    """Whoever was given a link: one of many certificates each time."""

    def __init__(self, port: int, codes: list[str]) -> None:
        self.browser, self.codes, self.chance = Browser(port), codes, random.Random(2026)

    def next(self) -> Any:
        path = f"/c/{self.chance.choice(self.codes)}/"
        return lambda: self.browser.get(path)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="dev.py bench credentials", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--only", default="speed,page,renewals", help="parts, by comma (default: all)")
    parser.add_argument("--number", type=int, default=300, help="credentials for the speed (default: 300)")
    parser.add_argument("--renewals", type=int, default=100_000, help="certificates to renew (default: 100000)")
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or postgres://… (default: sqlite)")
    parser.add_argument("--rate", type=float, default=40, help="pages a second (default: 40)")
    parser.add_argument("--seconds", type=float, default=30, help="of pages (default: 30)")
    options = parser.parse_args(arguments)
    parts = {
        "speed": lambda: speed(options.number),
        "page": lambda: page(options.database, options.rate, options.seconds),
        "renewals": lambda: renewals(options.renewals, options.database),
    }
    missed = []
    for name in (one for one in parts if one in options.only.split(",")):
        print(f"--- {name}", flush=True)
        if not parts[name]():
            missed.append(name)
    print(f"outside their bars: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

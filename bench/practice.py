"""The practice: pages, autosave, search, and what a killed server loses of it.

    python3 dev.py bench practice                              everything, on SQLite
    python3 dev.py bench practice --only save --rate 60 --seconds 20 --database postgres
    python3 dev.py bench practice --only kill --times 200

page: processor time of a session's page with 200 marks and 60 strokes (bar: 60 ms). slow: the same page in a browser
with its processor slowed to a quarter (bar: interactive after 1 s). save: autosaves at a fixed rate
over HTTP, each with a change of its own (bar: p95 100 ms at 60 a second). find: reading 5,000 notes through (bar: 0.3 s
of processor time). open: statements for a client with 500 sessions (bar: 12). kill: `kill -9` of workers during
autosaving; whoever is cut off sends the same changes again, as the page does.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from bench import _slowly
from bench._browser import Answer, Browser, Refused
from bench._server import Site, site
from bench.kill import Killer, Notes, Outcome, Writer, pressed
from bench.load import sent_at

PARTS = ("page", "open", "find", "slow", "save", "kill")
BARS = {"page": ("median_ms", 60.0), "open": ("statements", 12), "find": ("median_s", 0.3)}
SAVE_MS, SLOW_MS, LOOKS, WRITERS = 100, 1000, 7, 4


class Typist:
    """Writes on in one session, change after change, some of them new items; notes what was acknowledged."""

    def __init__(self, browser: Browser, path: str, chance: random.Random) -> None:
        self.browser, self.path, self.chance = browser, path, chance
        self.item, self.version = "", 0

    def change(self) -> dict[str, Any]:
        if not self.item or self.chance.random() < 0.2:
            self.item, self.version = self._uuid(), 0
        words = f"Feet, chair, the tree outside. {self.chance.getrandbits(64):x}"
        body = {"phase": "safety", "at": self.chance.randrange(3000), "words": words}
        return {"change": self._uuid(), "item": self.item, "kind": "segment", "seen": self.version, "body": body}

    def send(self, change: dict[str, Any]) -> Answer:
        return self.browser.send(self.path, {"changes": [change]})

    def take(self, answer: Answer) -> None:
        (saved,) = _saved(answer)
        self.version = saved["version"]

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))


def _saved(answer: Answer) -> list[dict[str, Any]]:
    if answer.status != 200:
        raise Refused(f"{answer.status} {answer.location} {answer.text[:200]}")
    rows: list[dict[str, Any]] = json.loads(answer.text)["saved"]
    if {one["state"] for one in rows} - {"saved", "same"}:
        raise Refused(answer.text[:300])
    return rows


@dataclass
class Writes:
    """One autosave after the other; the same change goes again until it is answered."""

    typist: Typist
    notes: Notes
    told: dict[str, str]

    def __call__(self) -> None:
        change = self.typist.change()
        answer = pressed(self.notes, lambda: self.typist.send(change))
        self.typist.take(answer)
        self.told[change["change"]] = change["item"]
        self.notes.entries.append(change["change"])


def save(browser: Browser, world: dict[str, Any], rate: float, seconds: float) -> bool:
    """Autosaves at *rate* a second for *seconds*; says whether 95 of 100 were answered within the bar.

    The first second, in which every thread opens its connection to the database, is a warm-up and not counted.
    """
    typists = cycle([Typist(browser, path, random.Random(n)) for n, path in enumerate(world["records"])])

    def press() -> Callable[[], Answer]:
        typist = next(typists)
        typist.item = ""  # each of its own: waits that overlap are no conflicts
        change = typist.change()
        return lambda: typist.send(change)

    sent_at(rate, [press() for _number in range(int(rate))], 200)
    waits = sent_at(rate, [press() for _number in range(int(rate * seconds))], 200)
    print(waits.line("autosave", rate), *waits.errors[:2])
    return waits.percentile(95) <= SAVE_MS and not waits.errors


def slow(running: Site, browser: Browser, world: dict[str, Any]) -> bool:
    """The big session's page on a phone with a quarter of this processor; says whether half the looks met the bar."""
    looks = _slowly.opened(running.base_url, browser, world["page"], LOOKS)
    waits = [one["interactive"] for one in looks]
    print(
        f"slow: interactive after {statistics.median(waits):.0f} ms (first look {waits[0]}, most {max(waits)}), "
        f"painted after {statistics.median(one['painted'] for one in looks):.0f} ms, {looks[-1]['nodes']} elements, "
        f"long tasks of the last look {looks[-1]['tasks']} (bar: {SLOW_MS})"
    )
    return statistics.median(waits) <= SLOW_MS


def kill(running: Site, browser: Browser, world: dict[str, Any], times: int, seed: int = 1) -> Outcome:
    """*times* kills while people write; every tenth is of the whole server."""
    notes, outcome, chance, told = Notes(), Outcome(), random.Random(seed), dict[str, str]()
    before = _sound(running, told)["counts"]["changes"]  # of the pages and notes that are measured
    stop = threading.Event()
    writers = [
        Writer(Writes(Typist(browser, path, random.Random(chance.random())), notes, told), notes, stop)
        for path in world["records"]
    ]
    for one in writers:
        one.start()
    killer = Killer(running, notes, outcome, chance)
    for number in range(1, times + 1):
        killer.kill_server() if number % 10 == 0 else killer.kill_worker()
    stop.set()
    for one in writers:
        one.join(120)
    report = _sound(running, told)
    outcome.faults, outcome.counts = report["faults"], report["counts"]
    outcome.cut, outcome.entries, outcome.refused = len(notes.cut), len(told), notes.refused
    there = outcome.counts["changes"] - before
    if there != len(told) and not outcome.refused:
        outcome.faults.append(f"{there} changes are there, {len(told)} were acknowledged")
    return outcome


def _sound(running: Site, told: dict[str, str]) -> dict[str, Any]:
    path = running.folder / "acknowledged.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    report: dict[str, Any] = running.inside("_practice", "sound", path)
    return report


def killed(database: str, times: int) -> Outcome:
    """The same on a site of its own; for tests."""
    with site(database) as running:
        world = running.inside("_practice", "small", WRITERS)
        running.start()
        return kill(running, _entered(running, world), world, times)


def _entered(running: Site, world: dict[str, Any]) -> Browser:
    browser = Browser(running.port)
    browser.enter(world["link"])
    return browser


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench practice", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or postgres://… (default: sqlite)")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--rate", type=float, default=60, help="autosaves a second (default: 60)")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--times", type=int, default=200, help="kills (default: 200)")
    options = parser.parse_args(arguments)
    parts, good = options.only.split(","), True
    with site(options.database) as running:
        world = running.inside("_practice", "world", WRITERS)
        for part in (one for one in parts if one in BARS):
            found = running.inside("_practice", part, world["page"] if part == "page" else world["many"])
            name, bar = BARS[part]
            good = good and found[name] <= bar
            print(f"{part}: {found} (bar: {name} {bar:g})")
        if {"slow", "save", "kill"} & set(parts):
            running.start()
            browser = _entered(running, world)
        if "slow" in parts:
            good = slow(running, browser, world) and good
        if "save" in parts:
            good = save(browser, world, options.rate, options.seconds) and good
        if "kill" in parts:
            outcome = kill(running, browser, world, options.times)
            good = good and not outcome.faults and not outcome.refused
            print(
                f"kill: {outcome.kills} kills ({outcome.whole} of the whole server), {outcome.cut} requests cut off, "
                f"{outcome.entries} changes acknowledged, {outcome.counts}, refused {outcome.refused[:2]}, "
                f"faults {outcome.faults[:5]}"
            )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""The pages of the walk at a fixed rate: how long people wait.

    python3 dev.py bench load                                   each page alone, then all mixed, on SQLite
    python3 dev.py bench load --database postgres --rate 40 --seconds 30
    python3 dev.py bench load --only path,save --wrk            some pages; also how many a second at most

An open model: requests leave at their times whether or not earlier ones were answered, and the wait is counted from the
time at which a request was due, so that a server that falls behind cannot hide it. The bar is p95 <= 150 ms.
"""

from __future__ import annotations

import argparse
import http.client
import random
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench import _press
from bench._browser import Answer, Browser, address_of
from bench._server import site
from bench.kill import LINE, entry_fields

BAR_MS = 150
THREADS = 32
AT = "/at/alder-house"
PUBLIC = {
    "home": "/",
    "eligibility": f"{AT}/admissions/eligibility/se/",
    "certificate": "/c/{certificate}/",
}
READ = (*PUBLIC, "path", "form", "inbox", "queue", "candidates", "candidate")
# page: the status of its answer
PAGES = dict.fromkeys((*READ, "preview"), 200) | dict.fromkeys(("save", "sign"), 302)
Press = Callable[[], Answer]


@dataclass
class Waits:
    """What one run came to, in milliseconds. `late` is how far behind its time a request left us."""

    ms: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def percentile(self, part: int) -> float:
        return statistics.quantiles(self.ms, n=100, method="inclusive")[part - 1] if len(self.ms) > 1 else 0

    def line(self, name: str, rate: float) -> str:
        return (
            f"{name:<12} {len(self.ms):5d} at {rate:.0f}/s  p50 {self.percentile(50):6.1f}"
            f"  p95 {self.percentile(95):6.1f}  p99 {self.percentile(99):6.1f}"
            f"  most {max(self.ms, default=0):6.1f} ms  errors {len(self.errors)}"
            f"  (sent late by {statistics.fmean(self.late or [0]):.1f} ms)"
        )


class People:
    """Everybody signed in, and what each can ask for."""

    def __init__(self, port: int, world: dict[str, Any], chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.visitor = Browser(port)
        self.staff = self._entered(port, 0, world["staff"])
        self.students = [self._entered(port, 1 + n, one["link"]) for n, one in enumerate(world["students"])]
        self.providers = [self._entered(port, 100 + n, one["link"]) for n, one in enumerate(world["providers"])]
        self.waiting: list[tuple[Browser, str, str]] = []

    @staticmethod
    def _entered(port: int, number: int, link: str) -> Browser:
        browser = Browser(port, address_of(number))
        browser.enter(link)
        return browser

    def read(self, name: str) -> tuple[Browser, str]:
        """Who opens the page of this name next, and its address."""
        if name in PUBLIC:
            return self.visitor, PUBLIC[name].format(**self.world)
        people, path = {
            "path": (self.students, f"{AT}/certification/path/"),
            "form": (self.students, f"{AT}/certification/log/new/"),
            "inbox": (self.providers, f"{AT}/signoffs/"),
            "queue": ([self.staff], f"{AT}/certification/queue/"),
            "candidates": ([self.staff], f"{AT}/certification/candidates/"),
            "candidate": ([self.staff], f"{AT}/certification/candidates/{self.world['candidate']}/"),
        }[name]
        return self.chance.choice(people), path

    def next(self, name: str) -> Press:
        """The next request of a page."""
        if name in READ:
            browser, path = self.read(name)
            return lambda: browser.get(path)
        press: Press = {"preview": self.preview, "save": self.save, "sign": self.sign}[name]()
        return press

    def preview(self) -> Press:
        student, fields = self.chance.choice(self.students), self._fields()
        return lambda: student.post(f"{AT}/certification/log/look/", fields | {"do": "look"})

    def save(self) -> Press:
        student, fields = self.chance.choice(self.students), self._fields()
        return lambda: student.post(f"{AT}/certification/log/new/", fields)

    def sign(self) -> Press:
        provider, link, shown_hash = self.waiting.pop()
        fields = {"key": uuid.uuid4().hex, "by_name": "Somebody", "held": "on", "shown_hash": shown_hash}
        return lambda: provider.post(f"{link}sign/", fields)

    def see_to_waiting(self, number: int) -> None:
        """Have at least *number* requests for a signature at hand; what is missing is logged first."""
        while True:
            self.waiting = [
                (one, link, value.partition(".")[2])
                for one in self.providers
                for value, link in LINE.findall(one.get(f"{AT}/signoffs/").text)
            ]
            missing = number - len(self.waiting)
            if missing <= 0:
                self.chance.shuffle(self.waiting)
                return
            sent_at(200, [self.save() for _number in range(missing)], 302)

    def _fields(self) -> dict[str, str]:
        return entry_fields(self.chance, self.chance.choice(self.world["providers"])["uuid"], str(uuid.uuid4()))


def sent_at(rate: float, presses: Sequence[Press], *expected: int) -> Waits:
    """Send each of *presses* at its time, *rate* a second; *expected* are their statuses, or one for all."""
    waits, turn, began = Waits(), iter(range(len(presses))), time.perf_counter() + 0.1
    lock = threading.Lock()

    def next_number() -> int | None:
        with lock:
            return next(turn, None)

    def work() -> None:
        while (number := next_number()) is not None:
            due = began + number / rate
            time.sleep(max(0, due - time.perf_counter()))
            waits.late.append((time.perf_counter() - due) * 1000)
            try:
                status = presses[number]().status
            except (OSError, http.client.HTTPException) as error:
                status = 0
                waits.errors.append(type(error).__name__)
            waits.ms.append((time.perf_counter() - due) * 1000)
            wanted = expected[number] if len(expected) > 1 else expected[0]
            if status not in {0, wanted}:
                waits.errors.append(str(status))

    threads = [threading.Thread(target=work, daemon=True) for _number in range(min(THREADS, len(presses)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits


def alone(people: People, name: str, rate: float, seconds: float) -> Waits:
    """One page for *seconds*, after a short warm-up that is not counted."""
    number, warm = int(rate * seconds), int(rate)
    if name == "sign":
        people.see_to_waiting(number + warm)
    presses = [people.next(name) for _number in range(number + warm)]
    sent_at(rate, presses[:warm], PAGES[name])
    return sent_at(rate, presses[warm:], PAGES[name])


def mixed(people: People, names: Sequence[str], rate: float, seconds: float) -> Waits:
    """All pages in turn, in an order drawn by lot."""
    chosen = [names[number % len(names)] for number in range(int(rate * seconds))]
    people.chance.shuffle(chosen)
    if "sign" in names:
        people.see_to_waiting(chosen.count("sign"))
    return sent_at(rate, [people.next(name) for name in chosen], *(PAGES[name] for name in chosen))


def run(database: str, names: Sequence[str], rate: float, seconds: float, wrk: bool) -> Iterator[tuple[str, Waits]]:
    """Each page alone, then all together."""
    with site(database) as one:
        world = one.inside("_world", "walk", "--candidates", 400)
        one.start()
        people = People(one.port, world, random.Random(2026))
        for name in names:
            yield name, alone(people, name, rate, seconds)
            if wrk and name in READ:
                browser, path = people.read(name)
                most = _press.requests_per_second(browser, path, min(seconds, 10))
                print(
                    f"{name:<12} at most {most:.0f}/s to {_press.CONNECTIONS} connections ({_press.tool()})", flush=True
                )
        if len(names) > 1:
            yield "all mixed", mixed(people, names, rate, seconds)
        print(f"server and workers use {one.memory_mb():.0f} MB")
        if "Traceback" in one.log.read_text():
            print(one.last_words())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench load", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or postgres://… (default: sqlite)")
    parser.add_argument("--rate", type=float, default=40, help="requests a second (default: 40)")
    parser.add_argument("--seconds", type=float, default=30, help="for each run (default: 30, at most 600)")
    parser.add_argument("--only", default=",".join(PAGES), help="pages, by comma")
    parser.add_argument("--wrk", action="store_true", help="also how many a second at most, to eight connections")
    options = parser.parse_args(arguments)
    names = [name for name in options.only.split(",") if name in PAGES]
    missed = []
    print(f"{options.database}, {min(options.seconds, 600):.0f} s for each line")
    for name, waits in run(options.database, names, options.rate, min(options.seconds, 600), options.wrk):
        print(waits.line(name, options.rate), *sorted(set(waits.errors)), flush=True)
        if waits.percentile(95) > BAR_MS or waits.errors:
            missed.append(name)
    print(f"over {BAR_MS} ms at p95, or with errors: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Written examinations: three hundred candidates in the same minute, and what a killed server loses of their answers.

    python3 dev.py bench exams                                 everything, on SQLite
    python3 dev.py bench exams --only save --rate 60 --seconds 60 --database postgres
    python3 dev.py bench exams --only kill --times 100

begin: 300 candidates begin within a minute, each form drawn from a bank of 20,000 (bar: p95 1 s); and fifty requests at
once by one person, who has one attempt afterwards. save: answers of the 300 at a fixed rate over HTTP (bar: p95 150 ms
at 60 a second, one answer each every five seconds). kill: `kill -9` of workers while people answer; whoever is cut off
sends the same answer again, as the page does (bar: none of those acknowledged is lost over 100 kills).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Any

from bench._browser import Answer, Browser, Refused, address_of
from bench._server import Site, site
from bench.kill import Killer, Notes, Outcome, Writer, pressed
from bench.load import sent_at

PARTS = ("begin", "save", "kill")
CANDIDATES, BANK, SMALL_BANK, WRITERS, AT_ONCE = 300, 20_000, 200, 4, 50
BEGIN_MS, SAVE_MS = 1000, 150


class Candidate:
    """Answers the questions of one attempt, one after the other; every answer is another text."""

    def __init__(self, port: int, number: int, world: dict[str, Any]) -> None:
        self.browser = Browser(port, address_of(number))
        self.browser.cookies.update(world["cookies"])
        self.path, self.count = world.get("path", ""), world.get("count", 0)
        self.chance = random.Random(number)
        self.seen = 0

    def answer(self) -> dict[str, Any]:
        number = self.chance.randrange(1, self.count + 1)
        text = f"Freeze, I think: {self.chance.getrandbits(64):x}"
        return {"seen": self.seen, "origin": "bench", "answers": {str(number): text}, "later": {}}

    def send(self, body: dict[str, Any]) -> Answer:
        return self.browser.send(self.path, body)

    def kept(self, body: dict[str, Any]) -> Answer:
        """Send it, and note the version as the page does. Whoever saves every five seconds finds the line closed, and
        opens another; kept open by each thread for each person they would be more than the server's queue holds."""
        answer = self.send(body)
        self.browser.close()
        self.take(answer)
        return answer

    def take(self, answer: Answer) -> None:
        if answer.status != 200:
            raise Refused(f"{answer.status} {answer.location} {answer.text[:200]}")
        told = json.loads(answer.text)
        if told["theirs"] or told["late"] or told["over"]:
            raise Refused(answer.text[:200])
        self.seen = told["version"]


@dataclass
class Writes:
    """One answer after the other; the same goes again until it is acknowledged."""

    candidate: Candidate
    notes: Notes
    told: list[tuple[str, str, str]]

    def __call__(self) -> None:
        body = self.candidate.answer()
        answer = pressed(self.notes, lambda: self.candidate.send(body))
        self.candidate.take(answer)
        ((number, text),) = body["answers"].items()
        self.told.append((self.candidate.path, number, text))
        self.notes.entries.append(text)


def begin(running: Site, worlds: list[dict[str, Any]]) -> bool:
    """All of them within a minute; then the last one's fifty requests at once."""
    people = [Candidate(running.port, n, one) for n, one in enumerate(worlds)]
    *others, (last, path) = [(one.browser, world["begin"]) for one, world in zip(people, worlds, strict=True)]
    waits = sent_at(len(others) / 60, [partial(one.post, where) for one, where in others], 302)
    print(waits.line("begin", len(others) / 60), *waits.errors[:2])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _n: last.post(path), range(AT_ONCE)))
    places = {one.location for one in answers}
    print(f"begin: {AT_ONCE} at once by one person: {len(places)} address, statuses { ({a.status for a in answers}) }")
    return waits.percentile(95) <= BEGIN_MS and not waits.errors and len(places) == 1 and "/sit/" in places.pop()


def save(running: Site, worlds: list[dict[str, Any]], rate: float, seconds: float) -> bool:
    """Answers at *rate* a second for *seconds*, by all candidates in turn. The first seconds are a warm-up."""
    people = cycle([Candidate(running.port, n, one) for n, one in enumerate(worlds)])

    def press() -> Callable[[], Answer]:
        one = next(people)
        return lambda: one.kept(one.answer())

    sent_at(rate, [press() for _number in range(int(rate * 3))], 200)
    waits = sent_at(rate, [press() for _number in range(int(rate * seconds))], 200)
    print(f"{len(worlds)} candidates:", waits.line("save", rate), *waits.errors[:2])
    return waits.percentile(95) <= SAVE_MS and not waits.errors


def kill(running: Site, worlds: list[dict[str, Any]], times: int, seed: int = 1) -> Outcome:
    """*times* kills while people answer; every tenth is of the whole server."""
    notes, outcome, chance, told = Notes(), Outcome(), random.Random(seed), list[tuple[str, str, str]]()
    before = _sound(running, told)["counts"]["saves"]
    stop = threading.Event()
    writers = [
        Writer(Writes(Candidate(running.port, 500 + n, one), notes, told), notes, stop) for n, one in enumerate(worlds)
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
    there = outcome.counts["saves"] - before
    if there != len(told) and not outcome.refused:
        outcome.faults.append(f"{there} answers are there, {len(told)} were acknowledged")
    return outcome


def _sound(running: Site, told: list[tuple[str, str, str]]) -> dict[str, Any]:
    path = running.folder / "acknowledged.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    report: dict[str, Any] = running.inside("_exams", "sound", path)
    return report


def killed(database: str, times: int) -> Outcome:
    """The same on a site of its own; for tests."""
    with site(database) as running:
        worlds = running.inside("_exams", "sitting", WRITERS, SMALL_BANK)
        running.start()
        return kill(running, worlds, times)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench exams", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or postgres://… (default: sqlite)")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--rate", type=float, default=60, help="answers a second (default: 60)")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--times", type=int, default=100, help="kills (default: 100)")
    parser.add_argument("--candidates", type=int, default=CANDIDATES)
    options = parser.parse_args(arguments)
    parts, good = options.only.split(","), True
    with site(options.database) as running:
        if "begin" in parts:
            worlds = running.inside("_exams", "standing", options.candidates, BANK)
            running.start()
            good = begin(running, worlds)
            running.stop()
        if {"save", "kill"} & set(parts):
            worlds = running.inside("_exams", "sitting", options.candidates, SMALL_BANK)
            running.start()
        if "save" in parts:
            good = save(running, worlds, options.rate, options.seconds) and good
        if "kill" in parts:
            outcome = kill(running, worlds[:WRITERS], options.times)
            good = good and not outcome.faults and not outcome.refused
            print(
                f"kill: {outcome.kills} kills ({outcome.whole} of the whole server), {outcome.cut} requests cut off, "
                f"{outcome.entries} answers acknowledged, {outcome.counts}, refused {outcome.refused[:2]}, "
                f"faults {outcome.faults[:5]}"
            )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

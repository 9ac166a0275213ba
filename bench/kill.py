"""Kill workers with `kill -9` in the middle of writes, and look for what was lost.

    python3 dev.py bench kill                     1,000 kills on SQLite
    python3 dev.py bench kill --database postgres --times 200

Students log sessions and send them to be signed; providers sign, one at a time and several at once; all over HTTP, and
whoever is cut off presses the button again. Each write that was answered is noted. Mostly one of the two workers is
killed and the server replaces it; every `--whole` kills the whole server goes and is started again. Writers pause for a
look at the database every `--check` kills and at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import html
import http.client
import json
import os
import random
import re
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import dev

from bench._browser import Answer, Browser, Refused, address_of, words_of
from bench._server import Site, site

PATIENCE_S = 60
STUBBORN_S = 600  # how long somebody presses again who is cut off again and again
FIRST_DAY = date(2026, 3, 10)
LINE = re.compile(r'name="sign" value="([0-9a-f-]{36}\.[0-9a-f]{64})".*?href="([^"]*/signoffs/[\w-]{43}/)"', re.S)


@dataclass
class Notes:
    """What the writers saw. Lists are only ever added to, which is safe between threads."""

    entries: list[str] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return len(self.entries) + len(self.signatures)


@dataclass
class Outcome:
    """What came of it all."""

    kills: int = 0
    whole: int = 0  # of these the whole server
    given_up: int = 0  # times the server ended by itself
    cut: int = 0
    entries: int = 0
    signatures: int = 0
    refused: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    slowest_restart_s: float = 0
    seconds: float = 0


class Writer(threading.Thread):
    """Does one write after the other until told to stop. Holds `turn` while it writes."""

    def __init__(self, write: Callable[[], None], notes: Notes, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.write, self.notes, self.stop = write, notes, stop
        self.turn = threading.Lock()

    def run(self) -> None:
        while not self.stop.is_set():
            with self.turn:
                try:
                    self.write()
                except Refused as refused:
                    self.notes.refused.append(str(refused))
            time.sleep(0)  # let go of the turn


class Student:
    """Logs an hour and sends it to be signed, for whichever of the students comes next."""

    def __init__(self, people: list[Browser], providers: list[str], notes: Notes, chance: random.Random) -> None:
        self.people, self.providers, self.notes, self.chance = people, providers, notes, chance

    def __call__(self) -> None:
        token, browser = str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), self.chance.choice(self.people)
        fields = entry_fields(self.chance, self.chance.choice(self.providers), token)
        answer = pressed(self.notes, lambda: browser.post("/at/alder-house/certification/log/new/", fields))
        if not answer.location.endswith(f"/log/{token}/"):
            raise Refused(f"entry: {answer.status} {answer.location} {words_of(answer.text)[-200:]}")
        self.notes.entries.append(token)


class Signer:
    """Opens what waits for one provider and signs some of it."""

    def __init__(self, browser: Browser, notes: Notes, chance: random.Random) -> None:
        self.browser, self.notes, self.chance = browser, notes, chance

    def __call__(self) -> None:
        inbox = "/at/alder-house/signoffs/"
        lines = LINE.findall(pressed(self.notes, lambda: self.browser.get(inbox)).text)
        if not lines:
            time.sleep(0.05)
            return
        some = self.chance.sample(lines, min(len(lines), self.chance.choice((1, 1, 3, 8))))
        key = uuid.UUID(int=self.chance.getrandbits(128)).hex
        fields = [("key", key), ("by_name", "Somebody"), ("held", "on")]
        if len(some) == 1:
            (value, link), *_ = some
            path, more = f"{html.unescape(link)}sign/", [("shown_hash", value.partition(".")[2])]
        else:
            path, more = f"{inbox}sign/", [("sign", value) for value, _link in some]
        answer = pressed(self.notes, lambda: self.browser.post(path, fields + more))
        if answer.status != 302 or "/accounts/" in answer.location:
            raise Refused(f"signature: {answer.status} {answer.location} {words_of(answer.text)[-200:]}")
        self.notes.signatures += [f"{key}:{value[:36].replace('-', '')}" for value, _link in some]


def entry_fields(chance: random.Random, provider: str, token: str) -> dict[str, str]:
    """An hour on some day since March, sent to *provider*; another one, should it look like one that is there."""
    days = (datetime.now(UTC).date() - FIRST_DAY).days
    return {
        "kind": chance.choice(("personal_session", "consultation_individual")),
        "provider": provider,
        "on": (FIRST_DAY + timedelta(days=chance.randrange(days))).isoformat(),
        "hours": "1",
        "mode": "in_person",
        "again": "on",
        "token": token,
        "do": "send",
    }


def pressed(notes: Notes, press: Callable[[], Answer]) -> Answer:
    """The answer; whoever is cut off presses again."""
    until = time.monotonic() + STUBBORN_S
    while True:
        try:
            return press()
        except (OSError, http.client.HTTPException) as error:
            if not isinstance(error, ConnectionRefusedError):  # nobody listens: nothing was under way
                notes.cut.append(type(error).__name__)
            if time.monotonic() > until:
                raise Refused(f"no answer within {STUBBORN_S} s: {error}") from error
            time.sleep(0.05)


class Killer:
    """Kills as often as told, and keeps the server going as a service manager would."""

    def __init__(self, running: Site, notes: Notes, outcome: Outcome, chance: random.Random) -> None:
        self.site, self.notes, self.outcome, self.chance = running, notes, outcome, chance

    def kill_worker(self) -> None:
        self._wait_for_a_write()
        # the one that lives longest: granian gives up when the same worker dies twice within 5.5 s
        oldest = min(self._two_workers(), key=_began)
        with contextlib.suppress(ProcessLookupError):
            os.kill(oldest, signal.SIGKILL)
        self.outcome.kills += 1

    def kill_server(self) -> None:
        self._wait_for_a_write()
        assert self.site.server is not None
        os.killpg(self.site.server.pid, signal.SIGKILL)
        self.site.server.wait()
        self.outcome.kills += 1
        self.outcome.whole += 1
        self._start()

    def _wait_for_a_write(self) -> None:
        """Kill only a server that works: some more writes were acknowledged, then some random moment."""
        wanted, until = self.notes.acknowledged + self.chance.choice((1, 1, 2, 4, 8, 16)), time.monotonic() + PATIENCE_S
        while self.notes.acknowledged < wanted:
            self._see_to_server()
            if time.monotonic() > until:
                raise dev.Failed(f"nothing was written for {PATIENCE_S} s\n{self.site.last_words()}")
            time.sleep(0.005)
        time.sleep(self.chance.uniform(0, 0.12))

    def _two_workers(self) -> list[int]:
        until = time.monotonic() + PATIENCE_S
        while len(pids := self.site.workers()) < 2:
            self._see_to_server()
            if time.monotonic() > until:
                raise dev.Failed(f"no second worker for {PATIENCE_S} s\n{self.site.last_words()}")
            time.sleep(0.01)
        return pids

    def _see_to_server(self) -> None:
        if self.site.server is not None and self.site.server.poll() is not None:
            self.outcome.given_up += 1
            self._start()

    def _start(self) -> None:
        began = time.monotonic()
        self.site.start()
        self.outcome.slowest_restart_s = max(self.outcome.slowest_restart_s, time.monotonic() - began)


def run(database: str, times: int, *, check: int = 100, whole: int = 25, seed: int = 1, say: Any = print) -> Outcome:
    """*times* kills on a fresh site; see the head of this module."""
    outcome, notes, chance, began = Outcome(), Notes(), random.Random(seed), time.monotonic()
    with site(database) as running:
        students = max(12, min(120, times // 8))
        world = running.inside("_world", "few", "--students", students, "--providers", 4)
        running.start()
        writers = _writers(running, world, notes, chance)
        killer = Killer(running, notes, outcome, chance)
        for number in range(1, times + 1):
            killer.kill_server() if number % whole == 0 else killer.kill_worker()
            if number % check == 0 and number < times:
                with _paused(writers):
                    _look(running, notes, outcome)
                say(
                    f"{number} kills, {notes.acknowledged} writes acknowledged, {len(outcome.faults)} faults",
                    flush=True,
                )
        _end(writers)
        _look(running, notes, outcome)
    outcome.cut, outcome.refused = len(notes.cut), notes.refused
    outcome.entries, outcome.signatures = len(notes.entries), len(notes.signatures)
    outcome.seconds = time.monotonic() - began
    return outcome


def _writers(running: Site, world: dict[str, Any], notes: Notes, chance: random.Random) -> list[Writer]:
    """Four threads of students and two of providers, all signed in."""
    stop = threading.Event()
    links = [one["link"] for one in [*world["students"], *world["providers"]]]
    browsers = [Browser(running.port, address_of(number)) for number in range(len(links))]
    for browser, link in zip(browsers, links, strict=True):
        browser.enter(link)
        browser.close()
    students, signers = browsers[: len(world["students"])], browsers[len(world["students"]) :]
    uuids = [one["uuid"] for one in world["providers"]]
    acts: list[Callable[[], None]] = [
        Student(students, uuids, notes, random.Random(chance.random())) for _number in range(4)
    ]
    acts += [Signer(one, notes, random.Random(chance.random())) for one in signers]
    writers = [Writer(act, notes, stop) for act in acts]
    for writer in writers:
        writer.start()
    return writers


def _end(writers: list[Writer]) -> None:
    """Each finishes what it is about, and is answered."""
    for writer in writers:
        writer.stop.set()
    for writer in writers:
        writer.join(2 * PATIENCE_S)


@contextlib.contextmanager
def _paused(writers: list[Writer]) -> Iterator[None]:
    with contextlib.ExitStack() as turns:
        for writer in writers:
            turns.enter_context(writer.turn)
        yield


def _look(running: Site, notes: Notes, outcome: Outcome) -> None:
    """Everything acknowledged is there, once and whole; the ledger verifies."""
    path = running.folder / "acknowledged.json"
    path.write_text(json.dumps({"entries": notes.entries, "signatures": notes.signatures}), encoding="utf-8")
    report = running.inside("_sound", path)
    outcome.counts = report["counts"]
    outcome.faults += report["faults"]
    try:
        running.manage("ledger", "verify")
    except dev.CommandFailed as failure:
        outcome.faults.append(f"ledger verify: {failure.output.strip()[-500:]}")


def _began(pid: int) -> int:
    """When a process began, in ticks since the machine did; a process that is gone counts as the youngest."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except OSError:
        return sys.maxsize


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench kill", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or postgres://… (default: sqlite)")
    parser.add_argument("--times", type=int, default=1000, help="how many kills (default: 1000)")
    parser.add_argument("--check", type=int, default=100, help="look at the database after so many (default: 100)")
    parser.add_argument(
        "--whole", type=int, default=25, help="each so-many-th kill is of the whole server (default: 25)"
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    outcome = run(options.database, options.times, check=options.check, whole=options.whole, seed=options.seed)
    print(
        f"\n{options.database}: {outcome.kills} kills with -9 ({outcome.whole} of the whole server) "
        f"in {outcome.seconds:.0f} s, {outcome.cut} requests cut off and sent again\n"
        f"acknowledged: {outcome.entries} entries sent to be signed, {outcome.signatures} signatures\n"
        f"in the database: {outcome.counts}\n"
        f"slowest restart of the whole server {outcome.slowest_restart_s:.1f} s, "
        f"given up by granian {outcome.given_up} times\n"
        f"refused: {len(outcome.refused)} {outcome.refused[:3]}\n"
        f"faults: {len(outcome.faults)}" + "".join(f"\n  {fault}" for fault in outcome.faults)
    )
    return 1 if outcome.faults or outcome.refused else 0


if __name__ == "__main__":
    sys.exit(main())

"""The page of the directory under load: real profiles, visitors who ask for towns, words and choices."""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import urlencode

from bench._browser import Browser, address_of
from bench._server import site
from bench.load import sent_at

NUMBER, VISITORS = 50_000, 200
BAR_MS = 100
PAGE = "/directory/"
TICKED = (("room", "now"), ("touch", "never"), ("level", "certified"), ("access", "step_free"), ("ages", "child"))


def load(database: str, rate: float, seconds: float) -> Iterator[str]:
    """Print how long visitors wait; yields the bar when it is missed."""
    with site(database, FELTWORK_DIRECTORY_SEARCHES="1000000") as one:
        world = one.inside("_directory_world", NUMBER)
        one.start()
        chance = random.Random(2026)
        visitors = [Browser(one.port, address_of(number)) for number in range(VISITORS)]
        paths = [path_of(world, chance) for _number in range(int(rate * (seconds + 5)))]
        presses = [lambda path=path: chance.choice(visitors).get(path) for path in paths]
        warm = int(rate * 5)
        sent_at(rate, presses[:warm], 200)
        waits = sent_at(rate, presses[warm:], 200)
        different = len(set(paths[warm:]))
        print(f"\n{NUMBER:,} profiles, {database}; {different} different addresses among {len(waits.ms)}")
        print(waits.line("directory", rate), *sorted(set(waits.errors)))
        print(f"server and workers use {one.memory_mb():.0f} MB", flush=True)
        if "Traceback" in one.log.read_text():
            print(one.last_words())
    if waits.percentile(95) > BAR_MS or waits.errors:
        yield f"load on {database}"


def path_of(world: dict[str, list[str]], chance: random.Random) -> str:
    """One visitor's search: a tenth just open the page; others say a town, most a word, many tick something."""
    kind = chance.random()
    if kind < 0.1:
        return PAGE
    pairs = [("near", chance.choice(world["town"]))] if kind < 0.9 else []
    if chance.random() < 0.6:
        pairs.append(("what", chance.choice(world["word"])))
    pairs += [tick for tick in TICKED if chance.random() < 0.2]
    return f"{PAGE}?{urlencode(pairs)}"

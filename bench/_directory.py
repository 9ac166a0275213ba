"""Runs inside a site's settings: people in, searches timed, one line of JSON out.

python -m bench._directory measure NUMBER SEARCHES [rivals]
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 settings come first
from django.db import connection  # noqa: E402

from bench import _directory_load, _directory_rivals  # noqa: E402
from bench._directory_people import TODAY, People  # noqa: E402
from feltwork.apps.directory import search  # noqa: E402
from feltwork.apps.directory.places import towns  # noqa: E402
from feltwork.apps.directory.search import _memory  # noqa: E402
from feltwork.core.directory import Asked, Found, fold, vocabulary  # noqa: E402

KM = 40
WARM = 12
RIVAL_SEARCHES = {"plain": 8, "by hand": 1000}
CHOSEN = {
    "room": frozenset({"now", "month"}),
    "touch": frozenset({"asks"}),
    "level": frozenset({"certified"}),
    "profession": frozenset({"psychotherapist", "psychologist", "counsellor", "body_therapist", "social_worker"}),
}


def searches(people: People, number: int, seed: int = 7) -> list[Asked]:
    """A word of a theme, 40 km around a town that people live in, four facets."""
    chance = random.Random(seed)
    ranks = chance.choices(range(len(towns())), people.town_weights.tolist(), k=number)
    words = [
        fold(word)[0]
        for theme in vocabulary().facets["theme"].values.values()
        for word in theme.words()
        if len(fold(word)) == 1
    ]
    return [
        Asked(TODAY, words=chance.choice(words), town=int(towns().ids[rank]), km=KM, chosen=CHOSEN) for rank in ranks
    ]


def timed(work: Callable[[Asked], Any], asked: list[Asked]) -> dict[str, float]:
    """p50, p95 and the longest, in milliseconds, after a few that do not count."""
    for one in asked[: min(WARM, len(asked) // 2)]:
        work(one)
    taken = []
    for one in asked:
        began = time.perf_counter()
        work(one)
        taken.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "most": max(taken), "searches": len(taken)}


def by_engine(name: str) -> Callable[[Asked], Found]:
    """The whole way of a search by this engine, without what the process keeps between searches."""
    settings.DIRECTORY_ENGINE = name
    _memory.MOST_ROWS, _memory.MOST_ANSWERS = -1, 0
    return search.find_exactly


def measure(number: int, many: int, with_rivals: bool) -> dict[str, Any]:
    """The figures of one size on the database of this site."""
    results: dict[str, Any] = {}
    people = People(number)
    results["loading s"] = _seconds(lambda: _directory_load.load(people))
    _directory_load.settle()
    asked = searches(people, many)
    found = [by_engine("embedded")(one) for one in asked]
    results["found"] = {"median": statistics.median(one.total for one in found)}
    results["embedded"] = timed(by_engine("embedded"), asked)
    settings.DIRECTORY_ENGINE = "tantivy"
    results["tantivy s"] = _seconds(search.follow)
    if [by_engine("tantivy")(one) for one in asked] != found:
        raise SystemExit("the engines answer differently")
    results["tantivy"] = timed(by_engine("tantivy"), asked)
    results["broad"] = dict(_broad(people))
    if with_rivals:
        results |= _rivals(people, asked)
    results["memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results["size MB"] = dict(_sizes())
    return results


def _rivals(people: People, asked: list[Asked]) -> dict[str, Any]:
    _directory_load.load_plain(people)
    _directory_load.settle()
    found = {}
    for name, work in (("by hand", _directory_rivals.by_hand), ("plain", _directory_rivals.plain_orm)):
        some = asked[: RIVAL_SEARCHES[name]]
        found[name] = timed(lambda one, work=work: work(one, towns()[one.town]), some)
    return found


def _broad(people: People) -> Iterator[tuple[str, Any]]:
    """What a radius does not narrow: a word everywhere, and the first page of all."""
    words = [Asked(TODAY, words=word) for word in ("trauer", "unfall", "sleep", "panic", "birth")]
    for engine in ("embedded", "tantivy"):
        for name, asked in (("a word anywhere", words), ("everybody", [Asked(TODAY)] * 3)):
            work = by_engine(engine)
            began = time.perf_counter()
            for one in asked:
                work(one)
            yield f"{engine}, {name}, ms", (time.perf_counter() - began) * 1000 / len(asked)


def _sizes() -> Iterator[tuple[str, float]]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
            yield "database", cursor.fetchone()[0] / 1e6
        else:
            for table in ("directory_index", "directory_text", "bench_person"):
                cursor.execute("SELECT coalesce(pg_total_relation_size(to_regclass(%s)), 0)", [table])
                yield table, cursor.fetchone()[0] / 1e6
    files = settings.DIRECTORY_FOLDER.rglob("*")
    yield "tantivy", sum(one.stat().st_size for one in files if one.is_file()) / 1e6


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    kind, number, many, *more = sys.argv[1:]
    print(json.dumps(measure(int(number), int(many), "rivals" in more)))

"""Searching the directory: one question, one answer, whichever engine works it out.

    find(asked)                # Found: a page of hits, counts, and how the search was widened when nobody was found
    put(listing, at=now)       # in the transaction that changes a profile
    drop(profile_id)
    rebuild(listings, at=now)  # also: differences(listings), mend(differences, at=now)

The embedded engines use the database that is there: FTS5 on SQLite, tokens with a GIN index on PostgreSQL. Tantivy
(`FELTWORK_DIRECTORY_ENGINE=tantivy`) keeps an index in files beside it and follows by a task. An engine only says who
has the words in the right towns; gates, facets, counts, points and lots are reckoned in `core.directory.columns`, so
that all of them answer alike. Start reading in `_port.py`.
"""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.utils import timezone

from feltwork.apps.directory import queries
from feltwork.apps.directory.places import towns
from feltwork.core.directory import Asked, Found, Reading, Step, brute, home_of, widen
from feltwork.core.directory.columns import Search

from . import _memory, _words
from ._embedded import embedded
from ._keeping import Differences, differences, drop, is_current, learn, made_from, mend, put, rebuild
from ._memory import State
from ._port import Engine, words_of

__all__ = [
    "Differences",
    "differences",
    "drop",
    "engine",
    "find",
    "find_exactly",
    "follow",
    "is_current",
    "learn",
    "made_from",
    "mend",
    "put",
    "rebuild",
]


def engine(name: str = "") -> Engine:
    """The engine of this name, else the one in use: "embedded" or "tantivy"."""
    if (name or settings.DIRECTORY_ENGINE) == "tantivy":
        from ._tantivy import TantivyEngine  # only where it is used: its library need not be there

        return TantivyEngine()
    return embedded()


def find(asked: Asked) -> Found:
    """The answer. Where nobody is found, it is that of the nearest wider search with somebody, and says each step."""
    state = _memory.state()
    return _memory.answer("wide", state.stamp, asked, lambda: _widely(asked, state))


def find_exactly(asked: Asked, reading: Reading | None = None) -> Found:
    """The answer to just this search, nobody or not."""
    state = _memory.state()
    return _memory.answer("exact", state.stamp, asked, lambda: _exactly(asked, reading, state))


def _widely(asked: Asked, state: State) -> Found:
    reading = _words.read(asked.words, state.stamp)
    found = _exactly(asked, reading, state)
    if found.total:
        return found
    steps: list[Step] = []
    for step, wider in widen(asked):
        steps.append(_said(step, asked))
        answer = _exactly(wider, reading if wider.words else Reading({}), state)
        if answer.total:
            return replace(answer, widened=tuple(steps))
    return found


def _exactly(asked: Asked, reading: Reading | None, state: State) -> Found:
    reading = _words.read(asked.words, state.stamp) if reading is None else reading
    if state.made_from not in {
        "",
        made_from(),
    }:  # made by another version: the profiles themselves tell, slowly, until it is made anew
        return brute(queries.listings(timezone.now()), asked, towns=towns(), reading=reading)
    search = Search(asked, reading, towns())
    held = _memory.held(state) if settings.DIRECTORY_ENGINE == "embedded" else None
    if held is None:
        return search.judge(*engine().candidates(search))
    if not reading.words:
        return held.table.judge(search)
    return held.table.judge(search, *held.matching(words_of(search), embedded().matches))


def follow() -> int:
    """Have the engine in use follow what changed; returns how many profiles that were. Embedded ones never lag."""
    if settings.DIRECTORY_ENGINE != "tantivy":
        return 0
    from ._tantivy import follow as follow_changes

    return follow_changes()


def _said(step: Step, asked: Asked) -> Step:
    """A step with the country that it means, where only the place tells it."""
    return Step(step.code, dict(step.data) | {"country": home_of(asked, towns())}) if "country" in step.data else step

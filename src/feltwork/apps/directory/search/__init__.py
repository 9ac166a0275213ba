"""Searching the directory: one question, one answer, whichever engine works it out.

    find(asked)                # Found: a page of hits, counts, and how the search was widened when nobody was found
    put(listing, at=now)       # in the transaction that changes a profile
    drop(profile_id)
    rebuild(listings, at=now)

The embedded engines use the database that is there: FTS5 on SQLite, tokens with a GIN index on PostgreSQL. Tantivy
(`FELTWORK_DIRECTORY_ENGINE=tantivy`) keeps an index in files beside it and follows by a task. An engine only says who
has the words in the right towns; gates, facets, counts, points and lots are reckoned in `core.directory.columns`, so
that all of them answer alike. Start reading in `_port.py`.
"""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.db import connection

from feltwork.apps.directory.places import towns
from feltwork.core.directory import Asked, Found, Reading, Step, home_of, widen
from feltwork.core.directory.columns import Search

from . import _memory, _words
from ._keeping import drop, is_current, made_from, put, rebuild
from ._port import Engine
from ._postgres import PostgresEngine
from ._sqlite import SQLiteEngine

__all__ = ["drop", "engine", "find", "find_exactly", "follow", "is_current", "made_from", "put", "rebuild"]


def engine(name: str = "") -> Engine:
    """The engine of this name, else the one in use: "embedded" or "tantivy"."""
    if (name or settings.DIRECTORY_ENGINE) == "tantivy":
        from ._tantivy import TantivyEngine  # only where it is used: its library need not be there

        return TantivyEngine()
    return SQLiteEngine() if connection.vendor == "sqlite" else PostgresEngine()


def find(asked: Asked) -> Found:
    """The answer. Where nobody is found, it is that of the nearest wider search with somebody, and says each step."""
    stamp, number = _memory.state()
    return _memory.answer("wide", stamp, asked, lambda: _widely(asked, stamp, number))


def find_exactly(asked: Asked, reading: Reading | None = None) -> Found:
    """The answer to just this search, nobody or not."""
    stamp, number = _memory.state()
    return _memory.answer("exact", stamp, asked, lambda: _exactly(asked, reading, stamp, number))


def _widely(asked: Asked, stamp: str, number: int) -> Found:
    reading = _words.read(asked.words, stamp)
    found = _exactly(asked, reading, stamp, number)
    if found.total:
        return found
    steps: list[Step] = []
    for step, wider in widen(asked):
        steps.append(_said(step, asked))
        answer = _exactly(wider, reading if wider.words else Reading({}), stamp, number)
        if answer.total:
            return replace(answer, widened=tuple(steps))
    return found


def _exactly(asked: Asked, reading: Reading | None, stamp: str, number: int) -> Found:
    search = Search(asked, _words.read(asked.words, stamp) if reading is None else reading, towns())
    return search.judge(*engine().candidates(search, _memory.held(stamp, number)))


def follow() -> int:
    """Have the engine in use follow what changed; returns how many profiles that were. Embedded ones never lag."""
    if settings.DIRECTORY_ENGINE != "tantivy":
        return 0
    from ._tantivy import follow as follow_changes

    return follow_changes()


def _said(step: Step, asked: Asked) -> Step:
    """A step with the country that it means, where only the place tells it."""
    return Step(step.code, dict(step.data) | {"country": home_of(asked, towns())}) if "country" in step.data else step

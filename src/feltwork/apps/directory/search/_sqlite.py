"""The embedded engine on SQLite: FTS5 over rows that lie in the order of places."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray

from feltwork.core.directory.columns import Search, stretches, unpack

from ._port import EVERYWHERE, Candidates, Places, Words, places_of, words_of

MOST_STRETCHES = 24
ROWS = "SELECT packed FROM directory_index WHERE place BETWEEN %s AND %s ORDER BY place"
TEXT = "SELECT rowid FROM directory_fts WHERE directory_fts MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid"
BOTH = f"SELECT i.place, i.packed FROM ({TEXT}) f CROSS JOIN directory_index i ON i.place = f.rowid"  # noqa: S608


class SQLiteEngine:
    """One query for each stretch of places; a handful for a radius of 40 km."""

    def candidates(self, search: Search) -> Candidates:
        """See the port."""
        where = _where(search)
        words = words_of(search)
        with connection.cursor() as cursor:
            if not words:
                return unpack(b"".join(row[0] for span in where for row in _all(cursor, ROWS, *span))), None
            match, in_strong = expression(words), expression(words, "strong : ")
            found = [row for span in where for row in _all(cursor, BOTH, match, *span)]
            best = _places(cursor, in_strong, where) if found else []
        places = np.array([row[0] for row in found], dtype=np.int64)
        return unpack(b"".join(row[1] for row in found)), np.isin(places, np.array(best, dtype=np.int64))

    def matches(self, words: Words) -> tuple[Places, Places]:
        """See the port."""
        with connection.cursor() as cursor:
            found = _places(cursor, expression(words), EVERYWHERE)
            best = _places(cursor, expression(words, "strong : "), EVERYWHERE) if found else []
        return np.array(found, dtype=np.int64), np.array(best, dtype=np.int64)


def _where(search: Search) -> list[tuple[int, int]]:
    return EVERYWHERE if search.ranks is None else places_of(few(search.ranks))


def _places(cursor: CursorWrapper, match: str, where: list[tuple[int, int]]) -> list[int]:
    return [row[0] for span in where for row in _all(cursor, TEXT, match, *span)]


def few(ranks: NDArray[np.int64]) -> list[tuple[int, int]]:
    """The stretches of towns, with wider gaps let pass until they are few."""
    gap, found = 16, stretches(ranks)
    while len(found) > MOST_STRETCHES:
        gap *= 4
        found = stretches(ranks, gap)
    return found


def expression(words: Words, column: str = "") -> str:
    """FTS5's query for words of a–z and 0–9 only: of each list one, of all lists."""
    return " AND ".join(column + "(" + " OR ".join(f'"{word}"' for word in meant) + ")" for meant in words)


def _all(cursor: CursorWrapper, query: str, *values: str | int) -> list[Any]:
    cursor.execute(query, values)
    return list(cursor.fetchall())

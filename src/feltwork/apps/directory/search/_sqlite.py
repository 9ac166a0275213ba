"""The embedded engine on SQLite: FTS5 over rows that lie in the order of places."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray

from feltwork.core.directory.columns import Search, stretches, unpack

from ._memory import Held
from ._port import EVERYWHERE, Candidates, places_of, words_of

MOST_STRETCHES = 24
ROWS = "SELECT packed FROM directory_index WHERE place BETWEEN %s AND %s ORDER BY place"
TEXT = "SELECT rowid FROM directory_fts WHERE directory_fts MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid"
BOTH = f"SELECT i.place, i.packed FROM ({TEXT}) f CROSS JOIN directory_index i ON i.place = f.rowid"  # noqa: S608


class SQLiteEngine:
    """One query for each stretch of places; a handful for a radius of 40 km."""

    def candidates(self, search: Search, held: Held | None = None) -> Candidates:
        """See the port."""
        where = EVERYWHERE if search.ranks is None else places_of(few(search.ranks))
        words = words_of(search)
        if held and not words:
            return held.between(where), None
        with connection.cursor() as cursor:
            if not words:
                return unpack(b"".join(row[0] for span in where for row in _all(cursor, ROWS, *span))), None
            match, in_strong = expression(words), expression(words, "strong : ")
            if held:
                found = [row[0] for span in where for row in _all(cursor, TEXT, match, *span)]
                rows, places = held.at(np.array(found, dtype=np.int64))
            else:
                both = [row for span in where for row in _all(cursor, BOTH, match, *span)]
                rows, places = unpack(b"".join(row[1] for row in both)), np.array([row[0] for row in both], np.int64)
            best = [row[0] for span in where for row in _all(cursor, TEXT, in_strong, *span)] if len(rows) else []
        return rows, np.isin(places, np.array(best, dtype=np.int64))


def few(ranks: NDArray[np.int64]) -> list[tuple[int, int]]:
    """The stretches of towns, with wider gaps let pass until they are few."""
    gap, found = 16, stretches(ranks)
    while len(found) > MOST_STRETCHES:
        gap *= 4
        found = stretches(ranks, gap)
    return found


def expression(words: list[list[str]], column: str = "") -> str:
    """FTS5's query for words of a–z and 0–9 only: of each list one, of all lists."""
    return " AND ".join(column + "(" + " OR ".join(f'"{word}"' for word in meant) + ")" for meant in words)


def _all(cursor: CursorWrapper, query: str, *values: str | int) -> list[Any]:
    cursor.execute(query, values)
    return list(cursor.fetchall())

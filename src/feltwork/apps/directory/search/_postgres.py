"""The embedded engine on PostgreSQL: a column of tokens with a GIN index, neighbourhoods among the tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from feltwork.core.directory.columns import Search, stretches, unpack

from ._port import EVERYWHERE, Candidates, Places, Words, places_of, words_of

CELL = 5  # towns that share a token "@…": 32 neighbours on the curve; the migration makes them
MOST_CELLS = 64
# one value comes back instead of thousands of rows
ROWS = "SELECT string_agg(packed, ''::bytea) FROM directory_index"
# twice through the index rather than once through the tokens themselves, which are long
BOTH = """
WITH found AS MATERIALIZED (SELECT place FROM directory_text WHERE tokens @@ %s::tsquery {where}),
best AS MATERIALIZED (SELECT place FROM directory_text WHERE tokens @@ %s::tsquery {where})
SELECT string_agg(i.packed, ''::bytea), string_agg(CASE WHEN b.place IS NULL THEN '\\x00'::bytea ELSE '\\x01' END, '')
FROM found f JOIN directory_index i ON i.place = f.place LEFT JOIN best b ON b.place = f.place
"""
# where the rows are held, their places are enough
PLACES = """
SELECT (SELECT string_agg(int8send(place), ''::bytea) FROM directory_text WHERE tokens @@ %s::tsquery),
       (SELECT string_agg(int8send(place), ''::bytea) FROM directory_text WHERE tokens @@ %s::tsquery)
"""


class PostgresEngine:
    """One query: the words and the neighbourhoods in one look into the index."""

    def candidates(self, search: Search) -> Candidates:
        """See the port."""
        if not search.reading.words:
            condition, values = _between(search)
            with connection.cursor() as cursor:
                cursor.execute(f"{ROWS} {'WHERE' if condition else ''} {condition}", values)
                return unpack(bytes(cursor.fetchone()[0] or b"")), None
        words, (condition, values), near = words_of(search), _between(search), _neighbourhoods(search)
        query = BOTH.format(where=f"AND {condition}" if condition else "")
        tokens = expression(words) + near, expression(words, "+") + near
        with connection.cursor() as cursor, nullcontext() if near else _by_index(cursor):
            cursor.execute(query, [tokens[0], *values, tokens[1], *values])
            found, best = (bytes(one or b"") for one in cursor.fetchone())
        return unpack(found), np.frombuffer(best, dtype=np.uint8) == 1

    def matches(self, words: Words) -> tuple[Places, Places]:
        """See the port."""
        with connection.cursor() as cursor, _by_index(cursor):
            cursor.execute(PLACES, [expression(words), expression(words, "+")])
            found, best = (np.frombuffer(one or b"", dtype=">i8").astype(np.int64) for one in cursor.fetchone())
        return found, best


@contextmanager
def _by_index(cursor: CursorWrapper) -> Iterator[None]:
    """For words that many have: the planner does not know that reading all tokens is slow, for they lie elsewhere."""
    with transaction.atomic():
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")


def expression(words: Words, mark: str = "") -> str:
    """A tsquery for words of a–z and 0–9 only: of each list one, of all lists."""
    return " & ".join("(" + " | ".join(f"'{mark}{word}'" for word in meant) + ")" for meant in words)


def _neighbourhoods(search: Search) -> str:
    """The neighbourhoods of a search's towns as a part of its tsquery; nothing where they are too many."""
    if search.ranks is None:
        return ""
    cells = np.unique(search.ranks >> CELL)
    if len(cells) > MOST_CELLS:
        return ""
    return " & (" + (" | ".join(f"'@{cell}'" for cell in cells) or "'@'") + ")"


def _between(search: Search) -> tuple[str, list[Any]]:
    """A condition for the places of a search's towns, and its values."""
    if search.ranks is None:
        return "", []
    spans = _spans(search)
    if not spans:
        return "false", []
    condition = " OR ".join(["place BETWEEN %s AND %s"] * len(spans))
    return f"({condition})", [end for span in spans for end in span]


def _spans(search: Search) -> list[tuple[int, int]]:
    return EVERYWHERE if search.ranks is None else places_of(stretches(search.ranks))

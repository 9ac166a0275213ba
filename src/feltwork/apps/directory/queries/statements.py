"""Queries that Django writes once and that are asked many times with other numbers.

A page of results is asked for far more often than any other, and what Django takes to write such a statement is
several times what a database takes to answer it. PostgreSQL plans it once for each connection, too; SQLite keeps what
it was asked lately by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from psycopg.types.numeric import Int8

from feltwork.apps.directory.queries.planning import planning_cursor

AT_ONCE = 20  # numbers in one statement
NOBODY = 0  # the number of no row, where fewer are asked for


class Statement:
    """The SQL of a query of values. Where it says `Statement.NUMBERS`, other numbers are put in each time."""

    NUMBERS: ClassVar[Sequence[int]] = range(-AT_ONCE, 0)

    def __init__(self, query: QuerySet[Any, Any]) -> None:
        self._compiler = query.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._values = self._compiler.as_sql()
        self._places = [place for place, value in enumerate(self._values) if value in self.NUMBERS]
        self._converters = self._compiler.get_converters([one[0] for one in self._compiler.select])

    def rows(self, numbers: Sequence[int] = ()) -> list[Sequence[Any]]:
        """The rows of these numbers, with Python's types, in no order; all of them where the query has none."""
        found: list[Sequence[Any]] = []
        is_planned = connection.vendor == "postgresql"
        # of one size, so that the database takes the statement for the same whichever numbers come
        number_of = Int8 if is_planned else int
        with planning_cursor() if is_planned else connection.cursor() as cursor:
            for start in range(0, len(numbers) if self._places else 1, AT_ONCE):
                some = [*numbers[start : start + AT_ONCE], *[NOBODY] * AT_ONCE]
                values = list(self._values)
                for place, number in zip(self._places, some, strict=False):
                    values[place] = number_of(number)
                cursor.execute(self._sql, values)
                found += self._compiler.apply_converters(cursor.fetchall(), self._converters)
        return found

"""A cursor whose statements PostgreSQL plans once for each connection."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

AT_MOST = 100  # statements that a connection keeps planned


class Prepared(psycopg.Cursor[Any]):
    """Binds on the server and prepares at once. Django's own cursors write values into the text, so that every
    statement is another one."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, **options | {"prepare": True})


def planning_cursor() -> CursorWrapper:
    """On Django's connection, seen by whatever watches its queries."""
    connection.ensure_connection()
    line: psycopg.Connection[Any] = connection.connection
    if line.prepare_threshold is None:  # Django's own cursors never ask for it
        line.prepare_threshold, line.prepared_max = 0, AT_MOST
    wrapped: CursorWrapper = connection._prepare_cursor(Prepared(line))  # type: ignore[attr-defined]  # the stubs lack it
    return wrapped

"""The engine of the database that is there."""

from __future__ import annotations

from django.db import connection

from ._postgres import PostgresEngine
from ._sqlite import SQLiteEngine


def embedded() -> SQLiteEngine | PostgresEngine:
    """FTS5 on SQLite, tokens with a GIN index on PostgreSQL."""
    return SQLiteEngine() if connection.vendor == "sqlite" else PostgresEngine()

"""Waiting for SQLite's one writer."""

import pytest
from django.db.utils import ConnectionHandler, OperationalError

from feltwork.config import env
from feltwork.config.sqlite import base


@pytest.fixture
def two(tmp_path, django_db_blocker):
    """Two connections to one database of their own."""
    settings = env.database("FELTWORK_NOT_SET", tmp_path / "turns.sqlite3")
    handler = ConnectionHandler({"default": settings, "other": settings})
    with django_db_blocker.unblock():
        yield handler["default"], handler["other"]
        handler.close_all()


def test_whoever_waits_begins_as_soon_as_the_writer_is_free(two, monkeypatch):
    first, second = two
    first.ensure_connection()
    first._start_transaction_under_autocommit()
    naps = []

    def nap(seconds):
        naps.append(seconds)
        if len(naps) == 3:
            first.connection.rollback()

    monkeypatch.setattr(base.time, "sleep", nap)
    second.ensure_connection()
    second._start_transaction_under_autocommit()
    assert len(naps) == 3
    assert max(naps) < 0.002
    assert second.connection.in_transaction
    second.connection.rollback()


def test_nobody_waits_for_ever(two, monkeypatch):
    first, second = two
    first.ensure_connection()
    first._start_transaction_under_autocommit()
    second.ensure_connection()
    clock = iter([0, 1, 19, 20, 21])
    monkeypatch.setattr(base.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(base.time, "monotonic", lambda: next(clock))
    with pytest.raises(OperationalError, match="locked"):
        second._start_transaction_under_autocommit()
    assert next(clock) == 21
    assert second.connection.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
    first.connection.rollback()


def test_what_is_no_wait_is_said_at_once(two, monkeypatch):
    first, _second = two
    first.ensure_connection()
    monkeypatch.setattr(base.time, "sleep", lambda seconds: pytest.fail("waited"))
    first._start_transaction_under_autocommit()
    with pytest.raises(OperationalError, match="within a transaction"):
        first._start_transaction_under_autocommit()
    first.connection.rollback()

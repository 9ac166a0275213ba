"""A copy is taken while somebody writes; it is whole, and a damaged one is recognised."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from feltwork.apps.jobs import backup

AT = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


@pytest.fixture
def live(tmp_path):
    """A WAL database with committed rows that still lie in the log beside it."""
    path = tmp_path / "live.sqlite3"
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE t (n INTEGER)")
    writer.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(500)])
    writer.commit()
    yield {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    writer.close()


@pytest.fixture
def papers(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "invoice.pdf").write_bytes(b"%PDF-1.4 small")
    return folder


def test_a_copy_of_a_live_database_is_whole(live, papers, tmp_path):
    made = backup.make(database=live, files=papers, target=tmp_path / "copies", at=AT)

    with closing(sqlite3.connect(made / "database.sqlite3")) as copy:
        assert copy.execute("SELECT count(*) FROM t").fetchone() == (500,)
    assert (made / "files" / "invoice.pdf").read_bytes() == b"%PDF-1.4 small"
    assert backup.verify(made) == []


def test_a_changed_missing_or_added_file_is_named(live, papers, tmp_path):
    made = backup.make(database=live, files=papers, target=tmp_path / "copies", at=AT)
    (made / "files" / "invoice.pdf").write_bytes(b"other")
    (made / "files" / "extra.txt").write_text("x")

    assert backup.verify(made) == ["files/invoice.pdf was changed", "files/extra.txt is not in the manifest"]
    (made / "files" / "invoice.pdf").unlink()
    assert "files/invoice.pdf is missing" in backup.verify(made)


def test_a_copy_that_fails_leaves_nothing_half_made(live, papers, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "copytree", lambda *args: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        backup.make(database=live, files=papers, target=tmp_path / "copies", at=AT)
    assert list((tmp_path / "copies").iterdir()) == []


def test_the_command_says_in_one_line_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match="no copy that this command made"):
        call_command("backup", str(tmp_path), verify=True)


@pytest.mark.django_db
def test_the_command_copies_the_database_in_use(tmp_path, capsys):
    if connection.vendor == "postgresql" and shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not on this machine")
    call_command("backup", str(tmp_path))
    made = capsys.readouterr().out.strip()
    call_command("backup", made, verify=True)
    assert "whole" in capsys.readouterr().out

"""A copy of everything that matters, taken while the site runs: database, uploaded papers, and a manifest of digests.

A plain file copy of a live SQLite database is corrupt (domain/security.md section 9); this uses SQLite's own online
backup, and `pg_dump` for PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any


class BackupError(RuntimeError):
    """The copy could not be made, or is not whole."""


def make(*, database: dict[str, Any], files: Path, target: Path, at: datetime) -> Path:
    """Write a new folder below *target* and return it. It appears under its name only once it is whole."""
    name = f"feltwork-{at:%Y%m%d-%H%M%S}"
    unfinished = target / f".{name}.unfinished"
    if (target / name).exists():
        raise BackupError(f"{target / name} is there already")
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        _database(database, unfinished)
        if files.exists():
            shutil.copytree(files, unfinished / "files")
        (unfinished / "manifest.json").write_text(json.dumps(_manifest(unfinished, at), indent=1), encoding="utf-8")
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return unfinished.rename(target / name)


def verify(folder: Path) -> list[str]:
    """What is wrong with the copy in *folder*: an empty list where it is whole."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    expected, found = manifest["files"], dict(_digests(folder))
    faults = [f"{name} is missing" for name in expected if name not in found]
    faults += [f"{name} was changed" for name, digest in expected.items() if found.get(name, digest) != digest]
    faults += [f"{name} is not in the manifest" for name in found if name not in expected]
    copy = folder / "database.sqlite3"
    if copy.exists():
        faults += _check_sqlite(copy)
    return faults


def _database(settings: dict[str, Any], folder: Path) -> None:
    if settings["ENGINE"].endswith(("sqlite3", "config.sqlite")):
        _copy_sqlite(Path(settings["NAME"]), folder / "database.sqlite3")
    else:
        _dump_postgres(settings, folder / "database.dump")


def _copy_sqlite(source: Path, copy: Path) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(sqlite3.connect(copy)) as new:
        live.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, no companion
    faults = _check_sqlite(copy)
    if faults:
        raise BackupError("; ".join(faults))


def _check_sqlite(copy: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
        try:
            rows = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            return [str(error)]
    return [] if rows == ["ok"] else rows


def _dump_postgres(settings: dict[str, Any], copy: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError("pg_dump was not found; it comes with PostgreSQL's client programs")
    command = [program, "--format=custom", "--no-owner", f"--file={copy}", f"--dbname={settings['NAME']}"]
    for option, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if settings.get(key):
            command.append(f"{option}={settings[key]}")
    environment = {**os.environ, "PGPASSWORD": settings.get("PASSWORD") or ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"pg_dump: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}")


def _manifest(folder: Path, at: datetime) -> dict[str, Any]:
    return {"made_at": at.isoformat(), "files": dict(_digests(folder))}


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            with path.open("rb") as stream:
                yield path.relative_to(folder).as_posix(), hashlib.file_digest(stream, "sha256").hexdigest()

"""What the real settings ask of a database, so that a power cut loses nothing that was acknowledged.

In a process of its own: the tests themselves run with settings that do not wait for the disk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SQLITE = """
import django, json
django.setup()
from django.db import connection, transaction
with connection.cursor() as cursor:
    said = {n: cursor.execute(f"PRAGMA {n}").fetchone()[0] for n in ("journal_mode", "synchronous", "foreign_keys")}
heard = []
connection.connection.set_trace_callback(heard.append)
with transaction.atomic():
    pass
begins = [line for line in heard if line.startswith("BEGIN")]
print(json.dumps(said | {"begins": begins, "mode": connection.transaction_mode}))
"""
POSTGRES = """
import django, json
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW synchronous_commit")
    said = cursor.fetchone()[0]
print(json.dumps(said))
"""


def answer_of(code: str, var: Path, **settings: str) -> object:
    """What *code* prints with the settings of a real site in *var*."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FELTWORK_", "DJANGO_"))}
    env = kept | {"DJANGO_SETTINGS_MODULE": "feltwork.config.settings", "FELTWORK_VAR": str(var)} | settings
    env["PYTHONPATH"] = str(ROOT / "src")
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_sqlite_waits_for_the_disk_and_takes_its_turn_at_the_start(tmp_path):
    assert answer_of(SQLITE, tmp_path) == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "begins": ["BEGIN IMMEDIATE"],
        "mode": "IMMEDIATE",
    }


def test_postgres_is_not_told_to_answer_before_the_disk(tmp_path):
    """Our settings leave synchronous_commit as the operator's server has it."""
    url = os.environ.get("FELTWORK_DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("needs PostgreSQL")
    assert answer_of(POSTGRES, tmp_path, FELTWORK_DATABASE_URL=url) == "on"

"""A worker in a process of its own, killed for good in the middle of a task; another one completes it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from feltwork.apps.jobs.tests import work

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def environment(settings, tmp_path, monkeypatch):
    """What a second process needs to work on the database of this test."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setenv("FELTWORK_TEST_TRACE", str(tmp_path / "trace"))
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "feltwork.config.settings",
        "FELTWORK_DATABASE_URL": database_url(),
        "FELTWORK_VAR": str(tmp_path),
        "FELTWORK_JOB_LEASE_SECONDS": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def database_url():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{Path(database['NAME']).resolve()}"
    host, port = database["HOST"] or "/var/run/postgresql", database["PORT"] or "5432"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@localhost:{port}/{database['NAME']}?host={host}"


def start(environment, *options):
    command = [sys.executable, "-m", "feltwork", "run_jobs", "--pause", "0.05", *options]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def wait_for(line, process):
    end = time.monotonic() + 20
    while line not in lines():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def lines():
    return work.trace().read_text().splitlines() if work.trace().exists() else []


def test_what_a_killed_worker_left_is_completed_by_the_next(environment):
    work.wait_for_leave.enqueue("task")
    first = start(environment)
    wait_for("task began", first)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    assert DBTaskResult.objects.get().status == "RUNNING"

    work.trace().with_name("leave").touch()
    second = start(environment)
    wait_for("task done", second)
    second.send_signal(signal.SIGTERM)
    _out, errors = second.communicate(timeout=20)

    assert second.returncode == 0, errors
    task = DBTaskResult.objects.get()
    assert (task.status, len(task.worker_ids)) == ("SUCCESSFUL", 2)
    assert lines() == ["task began", "task began", "task done"]


def test_a_worker_that_is_told_to_stop_finishes_what_it_does(environment):
    work.wait_for_leave.enqueue("first")
    work.note.enqueue("second")
    worker = start(environment)
    wait_for("first began", worker)

    worker.send_signal(signal.SIGTERM)
    work.trace().with_name("leave").touch()
    _out, errors = worker.communicate(timeout=20)

    assert worker.returncode == 0, errors
    assert lines() == ["first began", "first done"]
    assert {t.status for t in DBTaskResult.objects.all()} == {"SUCCESSFUL", "READY"}

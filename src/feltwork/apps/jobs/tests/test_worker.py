"""The worker: what waits is done once, what fails is tried again, what a killed worker left is found."""

import logging
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from feltwork.apps.audit.logs import Formatter
from feltwork.apps.jobs import leases, queue, schedule, turns
from feltwork.apps.jobs.models import Lease, ScheduledRun
from feltwork.apps.jobs.schedule import Recurring
from feltwork.apps.jobs.tests import work
from feltwork.apps.jobs.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_queue(settings, tmp_path, monkeypatch):
    """The real queue, and nothing recurring but what a test puts there."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setenv("FELTWORK_TEST_TRACE", str(tmp_path / "trace"))
    monkeypatch.setattr(schedule, "_known", {})


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-19T09:00:00Z", tick=False)
    return time_machine


def lines():
    return work.trace().read_text().split("\n")[:-1] if work.trace().exists() else []


def recur(name, turn, minutes=60):
    job = Recurring(name, timedelta(minutes=minutes), turn)
    schedule._known[name] = job
    return job


def test_what_waits_is_done_once_in_order():
    for word in ("one", "two", "three"):
        work.note.enqueue(word)

    Worker().run(once=True)
    Worker().run(once=True)

    assert lines() == ["one", "two", "three"]
    assert {(t.status, t.return_value) for t in DBTaskResult.objects.all()} == {
        ("SUCCESSFUL", word) for word in ("one", "two", "three")
    }
    assert not Lease.objects.exists()


def test_a_task_may_ask_for_its_attempt():
    work.say_attempt.enqueue("attempt")

    Worker().run(once=True)

    assert DBTaskResult.objects.get().return_value == "attempt 1"


def test_a_failure_is_tried_again_with_growing_pauses_and_then_given_up(clock, caplog):
    work.break_down.enqueue("the words of alma@example.org")
    task = DBTaskResult.objects.get

    for pause in queue.PAUSES:
        Worker().run(once=True)
        assert task().status == "READY"
        clock.shift(pause - timedelta(seconds=1))
        Worker().run(once=True)
        tried = len(task().worker_ids)
        clock.shift(timedelta(seconds=2))
        Worker().run(once=True)
        assert len(task().worker_ids) == tried + 1

    assert (task().status, len(task().worker_ids)) == ("FAILED", 5)
    assert task().exception_class_path == "builtins.RuntimeError"
    assert "alma" not in task().traceback
    assert "work.py:" in task().traceback


def test_a_failure_in_one_task_does_not_stop_the_next():
    work.break_down.enqueue("words")
    work.note.enqueue("next")

    Worker().run(once=True)

    assert lines() == ["next"]


def test_a_task_whose_worker_keeps_its_lease_is_left_alone(clock):
    work.note.enqueue("one")
    running = queue.claim(holder="a", at=clock_now())

    assert queue.recover(at=clock_now()) == 0
    clock.shift(119)
    assert queue.recover(at=clock_now()) == 0
    clock.shift(2)
    assert queue.recover(at=clock_now()) == 1

    Worker().run(once=True)
    assert lines() == ["one"]
    running.refresh_from_db()
    assert (running.status, len(running.worker_ids)) == ("SUCCESSFUL", 2)


def test_a_task_that_kills_every_worker_is_given_up(clock):
    work.note.enqueue("one")
    for number in range(5):
        assert queue.claim(holder=f"worker {number}", at=clock_now()) is not None
        clock.shift(121)
        queue.recover(at=clock_now())

    assert DBTaskResult.objects.get().status == "FAILED"
    assert lines() == []


def test_two_workers_never_claim_the_same_task():
    work.note.enqueue("one")
    at = clock_now()

    assert (queue.claim(holder="a", at=at) is None, queue.claim(holder="b", at=at) is None) == (False, True)


def test_a_lease_is_held_by_one_renewed_and_let_go(clock):
    at = clock_now()
    assert leases.take("turn:x", holder="a", at=at)
    assert leases.take("turn:x", holder="a", at=at)
    assert not leases.take("turn:x", holder="b", at=at)
    leases.renew("turn:x", holder="a", at=at + timedelta(seconds=100))
    assert not leases.take("turn:x", holder="b", at=at + timedelta(seconds=150))
    assert leases.take("turn:x", holder="b", at=at + timedelta(seconds=221))
    leases.release("turn:x", holder="a")
    assert Lease.objects.get().holder == "b"


def test_a_lease_is_renewed_while_the_work_takes_long(settings):
    settings.JOB_LEASE_SECONDS = 0.3
    at = clock_now()
    leases.take("task:x", holder="a", at=at)
    first = Lease.objects.get().until

    with leases.kept("task:x", holder="a"):
        wait_until(lambda: Lease.objects.get().until > first)

    assert not Lease.objects.exists()


def test_what_recurs_takes_its_turn_when_it_is_due(clock):
    seen = []
    recur("test.look", seen.append, minutes=60)

    for _ in range(3):
        Worker().run(once=True)
    clock.shift(timedelta(minutes=59))
    Worker().run(once=True)
    assert [at.hour for at in seen] == [9]

    clock.shift(timedelta(minutes=2))
    Worker().run(once=True)
    assert [(at.hour, at.minute) for at in seen] == [(9, 0), (10, 1)]


def test_a_turn_that_fails_comes_again_sooner(clock, caplog):
    def broken(at):
        raise RuntimeError("the words of alma@example.org")

    recur("test.broken", broken, minutes=60)
    Worker().run(once=True)

    run = ScheduledRun.objects.get()
    assert (run.failures, run.last_error, run.finished_at) == (1, "RuntimeError", None)
    assert run.due_at == clock_now() + timedelta(minutes=1)
    clock.shift(61)
    Worker().run(once=True)
    assert ScheduledRun.objects.get().due_at == clock_now() + timedelta(minutes=2)


def test_a_turn_belongs_to_one_worker(clock):
    seen = []
    job = recur("test.look", seen.append)
    leases.take("turn:test.look", holder="another", at=clock_now())

    assert not turns.run(job, holder="me", at=clock_now())
    Worker().run(once=True)

    assert seen == []


def test_the_schedule_can_be_shown(clock, capsys):
    recur("test.look", lambda at: None, minutes=90)
    call_command("run_jobs", "--list")
    Worker().run(once=True)
    call_command("run_jobs", "--list")

    assert capsys.readouterr().out.splitlines() == [
        "test.look: every 90 minutes, last done never",
        "test.look: every 90 minutes, last done 2026-11-19 09:00 UTC",
    ]


def test_a_name_is_given_once():
    @schedule.every("test.once", minutes=1)
    def first(at):
        """The only one."""

    with pytest.raises(ValueError, match=r"test\.once"):
        schedule.every("test.once", minutes=1)(lambda at: None)


def test_finished_tasks_are_cleared(clock):
    from feltwork.apps.jobs.tasks import clear

    work.note.enqueue("one")
    Worker().run(once=True)
    leases.take("turn:x", holder="gone", at=clock_now())

    clear(clock_now() + timedelta(days=6))
    assert DBTaskResult.objects.count() == 1
    clear(clock_now() + timedelta(days=8))
    assert (DBTaskResult.objects.count(), Lease.objects.count()) == (0, 0)


def test_logs_of_a_failure_hold_no_words_of_people(clock):
    work.break_down.enqueue("the words of alma@example.org")
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Formatter())
    logging.getLogger("feltwork").addHandler(handler)
    try:
        Worker().run(once=True)
    finally:
        logging.getLogger("feltwork").removeHandler(handler)

    logged = out.getvalue()
    assert "error=RuntimeError" in logged
    assert "alma" not in logged


def clock_now():
    from django.utils import timezone

    return timezone.now()


def wait_until(true, seconds=5):
    import time

    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)

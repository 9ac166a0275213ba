"""Tasks that wait in the database: claimed one at a time, retried with growing pauses, found again after a kill."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskContext, TaskResult, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from feltwork.apps.audit.logs import place_of
from feltwork.apps.jobs import leases
from feltwork.apps.jobs.models import Lease

Queued = DBTaskResult[Any, Any]
BACKEND = "default"
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
ATTEMPTS = len(PAUSES) + 1
logger = logging.getLogger("feltwork.jobs")


def lease_name(task: Queued) -> str:
    return f"task:{task.pk}"


def claim(*, holder: str, at: datetime) -> Queued | None:
    """The next task that is due, now running under a lease of *holder*; None where nothing is due."""
    due = DBTaskResult.objects.ready().filter(backend_name=BACKEND)
    if not due.exists():  # looking takes no lock
        return None
    with transaction.atomic():
        task = due.get_locked()
        if task is None:
            return None
        task.claim(holder)
        leases.take(lease_name(task), holder=holder, at=at)
    return task


def run(task: Queued, *, holder: str) -> None:
    """Run a claimed task while keeping its lease; a failure makes it wait for its next attempt."""
    with leases.kept(lease_name(task), holder=holder):
        try:
            result = task.task_result
            given = (TaskContext(task_result=cast("TaskResult[Any]", result)),) if task.task.takes_context else ()
            value = task.task.call(*given, *result.args, **result.kwargs)
        except Exception as error:
            fail(task, error, at=timezone.now())
            logger.exception("task failed", extra={"job": task.task_path, "count": len(task.worker_ids)})
        else:
            task.set_successful(value)
            logger.info("task done", extra={"job": task.task_path})


def fail(task: Queued, error: Exception, *, at: datetime) -> None:
    """Note a failure: by the type and place of the error only, for its words may quote what a person wrote."""
    tried = len(task.worker_ids)
    task.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    task.traceback = place_of(error)
    if tried < ATTEMPTS:
        task.status, task.run_after, task.finished_at = TaskResultStatus.READY, at + PAUSES[tried - 1], None
    else:
        task.status, task.finished_at = TaskResultStatus.FAILED, at
    task.save(update_fields=["status", "run_after", "finished_at", "exception_class_path", "traceback"])


def recover(*, at: datetime) -> int:
    """Put back every running task whose worker no longer keeps its lease; returns how many."""
    running = list(DBTaskResult.objects.running().filter(backend_name=BACKEND))
    if not running:
        return 0
    held = set(Lease.objects.filter(until__gte=at, name__startswith="task:").values_list("name", flat=True))
    lost = [task for task in running if lease_name(task) not in held]
    return sum(_put_back(task, at=at) for task in lost)


def _put_back(task: Queued, *, at: datetime) -> bool:
    # a task that kills its worker each time must not do so for ever
    tried_enough = len(task.worker_ids) >= ATTEMPTS
    status = TaskResultStatus.FAILED if tried_enough else TaskResultStatus.READY
    still = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids)
    moved = still.update(status=status, run_after=get_date_max(), finished_at=at if tried_enough else None)
    if moved:
        logger.warning("task of a lost worker", extra={"job": task.task_path, "count": len(task.worker_ids)})
    return bool(moved)

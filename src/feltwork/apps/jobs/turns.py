"""Recurring jobs: each takes its turn when it is due, in one worker at a time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from feltwork.apps.jobs import leases
from feltwork.apps.jobs.models import ScheduledRun
from feltwork.apps.jobs.schedule import Recurring, recurring

PAUSE_AFTER_FAILURE = timedelta(minutes=1)
logger = logging.getLogger("feltwork.jobs")


def due(at: datetime) -> list[Recurring]:
    """The jobs whose turn has come; a job that is new is due at once."""
    known = dict(ScheduledRun.objects.values_list("name", "due_at"))
    return [job for job in recurring() if known.get(job.name, at) <= at]


def run(job: Recurring, *, holder: str, at: datetime) -> bool:
    """Let *job* take its turn; False where another worker is at it."""
    name = f"turn:{job.name}"
    if not leases.take(name, holder=holder, at=at):
        return False
    with leases.kept(name, holder=holder):
        row, _is_new = ScheduledRun.objects.get_or_create(name=job.name, defaults={"due_at": at})
        if row.due_at > at:  # another worker finished it while we looked
            return False
        ScheduledRun.objects.filter(pk=row.pk).update(started_at=at)
        try:
            job.turn(at)
        except Exception as error:
            _failed(row, job, error)
            logger.exception("job failed", extra={"job": job.name})
        else:
            now = timezone.now()
            ScheduledRun.objects.filter(pk=row.pk).update(
                finished_at=now, due_at=now + job.pause, failures=0, last_error=""
            )
            logger.info("job done", extra={"job": job.name})
    return True


def _failed(row: ScheduledRun, job: Recurring, error: Exception) -> None:
    # tried again soon, then at growing distances, and at the latest with its ordinary turn
    pause = min(PAUSE_AFTER_FAILURE * 2 ** min(row.failures, 10), job.pause)
    ScheduledRun.objects.filter(pk=row.pk).update(
        due_at=timezone.now() + pause, failures=F("failures") + 1, last_error=type(error).__name__
    )

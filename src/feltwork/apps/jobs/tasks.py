"""Clearing away what the queue has finished with."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from feltwork.apps.jobs import runs as runs  # registers its recurring work
from feltwork.apps.jobs.models import Lease
from feltwork.apps.jobs.schedule import every

DONE_KEPT = timedelta(days=7)
FAILED_KEPT = timedelta(days=60)
LEASES_KEPT = timedelta(days=1)


@every("jobs.clear", minutes=24 * 60)
def clear(at: datetime) -> None:
    """Finished tasks after a week, failed ones after two months, leases that nobody holds."""
    DBTaskResult.objects.successful().filter(finished_at__lt=at - DONE_KEPT).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=at - FAILED_KEPT).delete()
    Lease.objects.filter(until__lt=at - LEASES_KEPT).delete()

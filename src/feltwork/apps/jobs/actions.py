"""Starting long work, asking it to stop, having it go on. The work itself: `runs.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from feltwork.apps.audit.actions import record
from feltwork.apps.jobs.handing import hand_over
from feltwork.apps.jobs.models import Run
from feltwork.apps.jobs.runs import is_known, work_on

State = Run.State


@transaction.atomic
def start_run(
    *, kind: str, title: str, by: Any, at: datetime, school: Any = None, params: Mapping[str, Any] | None = None
) -> Run:
    """Hand work of *kind* to the worker; *params* is JSON and small. KeyError where nobody registered the kind."""
    if not is_known(kind):
        raise KeyError(kind)
    run = Run.objects.create(
        kind=kind, title=title[:200], school=school, params=dict(params or {}), started_by=by, created_at=at
    )
    record("jobs.start_run", by=by, at=at, subject=run, facts={"kind": kind})
    hand_over(work_on, run_id=run.pk)
    return run


@transaction.atomic
def ask_cancel(*, run: Run, by: Any, at: datetime) -> Run:
    """Ask it to stop. What has not begun stops at once; what is under way, after its present step."""
    row = Run.objects.select_for_update().get(pk=run.pk)
    if row.is_open and row.cancel_asked_at is None:
        row.cancel_asked_at = at
        if row.state == State.WAITING:
            row.state, row.finished_at = State.CANCELLED, at
        row.save(update_fields=["cancel_asked_at", "state", "finished_at"])
        record("jobs.cancel_run", by=by, at=at, subject=row)
    return row


@transaction.atomic
def go_on(*, run: Run, by: Any, at: datetime) -> Run:
    """Take up stopped or failed work where it was left."""
    row = Run.objects.select_for_update().get(pk=run.pk)
    if row.state in {State.CANCELLED, State.FAILED}:
        row.state, row.cancel_asked_at, row.finished_at, row.problem = State.WAITING, None, None, ""
        row.save(update_fields=["state", "cancel_asked_at", "finished_at", "problem"])
        record("jobs.resume_run", by=by, at=at, subject=row)
        hand_over(work_on, run_id=row.pk)
    return row

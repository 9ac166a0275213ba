"""Long work that somebody waits for: started by an act, done by the worker, with progress, a way to stop it, and a
place to go on from after a kill.

    @long_work("credentials.renew")
    def renew(run: Progress) -> Mapping[str, Any]:
        rows = due(run.params["before"], after=run.kept.get("last", 0))
        run.total(run.done + len(rows))
        for batch in batched(rows, 200):
            with transaction.atomic():
                ...
            run.keep(last=batch[-1].pk)
            run.step(len(batch))
        return {"renewed": run.done}

A function may be called again after its worker was killed, or after an error; then `run.kept` and `run.done` are what
they were. It must do nothing twice, and call `step` and `keep` between its transactions, not inside one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope
from django_tasks import TaskContext, task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from feltwork.apps.jobs.models import Run
from feltwork.apps.jobs.queue import ATTEMPTS
from feltwork.apps.jobs.schedule import every

State = Run.State
OPEN = (State.WAITING, State.RUNNING)
BETWEEN_WRITES = timedelta(milliseconds=500)
FINISHED_KEPT = timedelta(days=90)


class Cancelled(Exception):
    """Somebody asked to stop. Let it pass: what was done stays done."""


class Progress:
    """What a piece of long work is handed: its parameters, and where to say how far it is."""

    def __init__(self, run: Run) -> None:
        self.row = run
        self.done = run.done
        self._written_at = timezone.now()

    @property
    def school(self) -> Any:
        return self.row.school

    @property
    def params(self) -> Any:
        """The mapping that `start_run` was given."""
        return self.row.params

    @property
    def kept(self) -> Any:
        """The mapping of what `keep` was told so far."""
        return self.row.kept

    def total(self, count: int) -> None:
        """How many steps there are altogether, those of before a kill included."""
        self.row.total = count
        self._write(total=count)

    def step(self, count: int = 1) -> None:
        """Note *count* steps more; raises `Cancelled` soon after somebody asked for that."""
        self.done += count
        if timezone.now() - self._written_at >= BETWEEN_WRITES:
            self._write()

    def keep(self, **place: Any) -> None:
        """Note small values to go on from, and the steps so far, at once."""
        self.row.kept = {**self.row.kept, **place}
        self._write(kept=self.row.kept)

    def _write(self, **more: Any) -> None:
        self._written_at = timezone.now()
        mine = Run.objects.filter(pk=self.row.pk)
        mine.update(done=self.done, **more)
        if mine.filter(cancel_asked_at__isnull=False).exists():
            raise Cancelled


Work = Callable[[Progress], Mapping[str, Any] | None]
_known: dict[str, Work] = {}


def is_known(kind: str) -> bool:
    return kind in _known


def long_work(kind: str) -> Callable[[Work], Work]:
    """Register a function under `app.verb`. It lives in, or is imported by, its app's `tasks.py`."""

    def register(work: Work) -> Work:
        if _known.setdefault(kind, work) is not work:
            raise ValueError(f"two kinds of long work are called {kind}")
        return work

    return register


@task(takes_context=True)
def work_on(context: TaskContext, run_id: int) -> None:
    """Do one run. An error is raised again, so that the queue tries once more after a pause; the last one fails it."""
    if not _begin(run_id, str(context.task_result.id)):
        return
    run = Run.objects.select_related("school", "started_by").get(pk=run_id)
    try:
        with scope(school=run.school) if run.school else nullcontext():
            result = _known[run.kind](progress := Progress(run))
    except Cancelled:
        _end(run, State.CANCELLED)
    except ValidationError as refused:  # a sentence for people: trying again would not help
        _end(run, State.FAILED, problem=" ".join(refused.messages)[:300])
    except Exception:
        if context.attempt >= ATTEMPTS:
            _end(run, State.FAILED, problem=_("Something broke, again and again. What was done until then stays."))
        else:
            _end(run, State.WAITING, problem=_("Something broke. It is tried again by itself in a while."))
        raise
    else:
        _end(run, State.DONE, done=progress.done, total=max(run.total, progress.done), result=dict(result or {}))


def _begin(run_id: int, task_id: str) -> bool:
    """Whether this task is to do the run: not one that is over, nor one that another living task works on."""
    now = timezone.now()
    with transaction.atomic():
        run = Run.objects.select_for_update().filter(pk=run_id, state__in=OPEN).first()
        if run is None or (run.state == State.RUNNING and run.task_id != task_id and _is_alive(run.task_id)):
            return False
        run.state, run.task_id, run.started_at, run.problem = State.RUNNING, task_id, run.started_at or now, ""
        run.save(update_fields=["state", "task_id", "started_at", "problem"])
    return True


def _is_alive(task_id: str) -> bool:
    finished = (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL)
    return DBTaskResult.objects.filter(pk=task_id).exclude(status__in=finished).exists() if task_id else False


def _end(run: Run, state: str, *, problem: str = "", **more: Any) -> None:
    over = None if state == State.WAITING else timezone.now()
    Run.objects.filter(pk=run.pk).update(state=state, finished_at=over, problem=problem, **more)


@every("jobs.close_lost_runs", minutes=5)
def close_lost_runs(at: datetime) -> None:
    """Runs whose task was given up, because it took its worker with it each time; and old ones go."""
    for run in Run.objects.filter(state=State.RUNNING):
        if not _is_alive(run.task_id):
            lost = _("The worker was lost too often. Whoever runs this site can see why in its log.")
            Run.objects.filter(pk=run.pk, state=State.RUNNING, task_id=run.task_id).update(
                state=State.FAILED, finished_at=at, problem=lost
            )
    Run.objects.filter(finished_at__lt=at - FINISHED_KEPT).delete()

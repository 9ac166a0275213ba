"""Handing work to the worker from inside an act."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django_tasks_db import DatabaseBackend

SOONER, LATER = 10, -10  # priorities of a task: somebody sits and waits for it; nobody misses it within the hour


def hand_over(task: Any, **arguments: Any) -> None:
    """Have the worker do *task* if this transaction is kept, and never without it.

    Tasks that are rows of the same database are written within the transaction: there is no moment after it in which a
    killed process would forget them, and no second wait for the disk. Other queues hear of it when it is done.
    """
    if isinstance(task.get_backend(), DatabaseBackend):
        task.enqueue(**arguments)
    else:
        transaction.on_commit(partial(task.enqueue, **arguments))

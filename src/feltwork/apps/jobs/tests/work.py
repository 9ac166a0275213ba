"""Tasks for the tests of the worker; a worker in a process of its own imports them from here."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django_tasks import task


def trace() -> Path:
    return Path(os.environ["FELTWORK_TEST_TRACE"])


@task()
def note(word: str) -> str:
    """Write *word* into the trace."""
    with trace().open("a") as file:
        file.write(f"{word}\n")
    return word


@task()
def wait_for_leave(word: str) -> None:
    """Write that it began, wait until it may go on, write that it is done."""
    note.func(f"{word} began")
    leave = trace().with_name("leave")
    while not leave.exists():
        time.sleep(0.02)
    note.func(f"{word} done")


@task()
def break_down(words: str) -> None:
    raise RuntimeError(words)


@task(takes_context=True)
def say_attempt(context, word: str) -> str:
    return f"{word} {context.attempt}"
